"""``vanthu`` itself: its options, and whose fault it is when a command fails."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

import click

from service.cli.messages import tell, tell_failure, tell_findings
from service.errors import CallerError, InvalidPayload, Language

FINDINGS, BAD_INPUT, OUR_FAULT, INTERRUPTED = 1, 2, 3, 130


_MODULES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("types", "schema", "sample", "workbook", "validate", "render"), "commands"),
        "check": "checking",
        "batch": "batch",
        "serve": "serving",
        "keys": "keys",
        "users": "users",
        "audit": "auditing",
        **dict.fromkeys(("doctor", "backup", "restore"), "operating"),
    }
)
"""Where each command is. A module is imported when its command is asked for: most need but little of the service."""


class Commands(click.Group):
    """Says whose fault an exception is, in words and by the exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted({*super().list_commands(ctx), *_MODULES})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        module = _MODULES.get(cmd_name)
        if module is None:
            return super().get_command(ctx, cmd_name)
        found = vars(import_module(f"service.cli.{module}")).values()
        return next(each for each in found if isinstance(each, click.Command) and each.name == cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        language: Language = ctx.params["lang"]
        try:
            return super().invoke(ctx)
        except CallerError as error:
            if isinstance(error, InvalidPayload):
                tell_findings([*error.errors, *error.warnings], language)
            tell(error.message.say(language))
            ctx.exit(BAD_INPUT)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001  # ours; a traceback could show the payload
            tell_failure(error, language)
            ctx.exit(OUR_FAULT)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang", type=click.Choice(["vi", "en"]), default="vi", envvar="VANTHU_LANG", help="Language of messages."
)
@click.pass_context
def cli(context: click.Context, lang: Language) -> None:
    """Văn thư: JSON in, a Party paper in the prescribed format (DOCX) out; and any DOCX checked against that format.

    Exit code 0: done, warnings allowed; 1: finished with findings; 2: bad input; 3: the program or its set-up is at
    fault. Messages go to standard error.
    """
    context.obj = lang
