"""``python -m service``: the same as ``vanthu``."""

from service.cli import main

main()
