"""The widths by which names are broken are those of the font on the page."""

from __future__ import annotations

import pytest


@pytest.mark.needs("liberation2", "fc-list")
def test_the_table_of_widths_is_that_of_the_font() -> None:
    from scripts.font_widths import TARGET, widths_toml

    assert widths_toml() == TARGET.read_text(encoding="utf-8")
