"""What can go wrong, and whose fault it is.

The tree::

    VanthuError
    ├── CallerError              the request is at fault: HTTP 4xx, exit code 2
    │   ├── UnknownType          no document type has this slug
    │   ├── MalformedJson        the body is not JSON that can be read without guessing
    │   ├── InvalidPayload       the JSON was read, but it is not a paper: every finding at once
    │   ├── UnreadableFile       a file named on the command line cannot be read or written
    │   ├── RefusedBackup        the data folder cannot be backed up or restored into (operation)
    │   ├── UnreadableBackup     a file is no backup, is damaged or not safe to unpack (operation)
    │   ├── UnreadableDocx       a DOCX is none, is damaged or is not safe to open
    │   ├── RefusedBatch         a batch cannot be begun: its file or what is asked for cannot be used
    │   ├── UnreadableWorkbook   a workbook is none, is damaged or is not safe to open (batch.workbook)
    │   ├── UnwritableText       a text is longer than a cell of a workbook can be (batch.workbook)
    │   ├── UnreadableFlatFile   a CSV or TSV file cannot be read from some line on (batch.flat_files)
    │   ├── UnreadableList       a grid of cells holds no list of members (batch.member_lists)
    │   ├── TooLarge             a list of members has more rows or cells than are read (batch.member_lists)
    │   └── NotLegacy            a text is not in the old encoding that was named (batch.legacy_text)
    └── OurFault                 the program or its installation is at fault: HTTP 500, exit code 3
        ├── SettingFault         a setting or an environment variable cannot work
        ├── OfficeFault          a file of the office directory cannot be used
        ├── NormFault            a file of the norm cannot be used
        ├── TemplateFault        a DOCX template does not compile or does not fit its model
        ├── RenderFault          a compiled template could not be filled
        ├── RenderBusy           all that fill an office's own template are at work
        ├── BatchFault           the ledger, the store or a worker process of batches does not work
        └── WorkbookFault        a workbook could not be read by a fault of the program (batch.workbook)

Those with a package behind them stand there; all others stand here.

An exception is for "could not do it". A remark about a payload is a :class:`Finding`, a value.
No exception text carries a value of the payload except the findings, which go to the caller only.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

Language = Literal["vi", "en"]


class Message(NamedTuple):
    """One sentence in both languages: what is wrong and how to mend it."""

    vi: str
    en: str

    def say(self, language: Language) -> str:
        """The sentence in the language asked for."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Finding:
    """A remark about a payload.

    ``pointer`` is an RFC 6901 JSON Pointer into the payload (``""`` is the whole of it), ``code`` a stable
    identifier (``C7``, ``missing``, …), ``level`` whether it refuses the paper or only accompanies it.
    """

    pointer: str
    code: str
    message: Message
    level: Literal["error", "warning"] = "error"

    def as_json(self, language: Language) -> dict[str, str]:
        """``{pointer, code, message}`` as the HTTP interface and the command line show it."""
        return {"pointer": self.pointer, "code": self.code, "message": self.message.say(language)}


class VanthuError(Exception):
    """Root of all exceptions raised on purpose."""


class CallerError(VanthuError):
    """The request is at fault. ``message`` may be shown to the caller."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.en)
        self.message = message


class UnknownType(CallerError):
    """No document type has this slug."""

    def __init__(self, known: Sequence[str]) -> None:
        names = ", ".join(known)
        super().__init__(
            Message(
                vi=f"Không có loại văn bản này. Các loại hiện có: {names}.",
                en=f"There is no such document type. Known types: {names}.",
            )
        )


class MalformedJson(CallerError):
    """The body is not JSON that can be read without guessing.

    ``code`` is ``json.syntax``, ``json.encoding``, ``json.duplicate-key``, ``json.depth`` or ``json.number``;
    ``line`` and ``column`` (from 1) are given where they are known, ``pointer`` where the place has one.
    """

    def __init__(
        self,
        code: str,
        message: Message,
        *,
        line: int | None = None,
        column: int | None = None,
        pointer: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.line = line
        self.column = column
        self.pointer = pointer


class InvalidPayload(CallerError):
    """The JSON was read, but it is not a paper. ``errors`` and ``warnings`` hold every finding."""

    def __init__(self, errors: Sequence[Finding], warnings: Sequence[Finding] = ()) -> None:
        super().__init__(
            Message(
                vi=f"Dữ liệu có {len(errors)} lỗi, chưa lập được văn bản.",
                en=f"The payload has {len(errors)} error(s); no document was made.",
            )
        )
        self.errors = tuple(errors)
        self.warnings = tuple(warnings)


class UnreadableFile(CallerError):
    """A file named on the command line cannot be read or written."""


@dataclass(frozen=True, slots=True)
class PackageFault:
    """Why a DOCX is not opened: what is wrong in ``part`` (``""`` is the file as a whole) and how to mend it."""

    part: str
    message: Message

    def say(self, language: Language) -> str:
        """The message after the name of the part, where there is one."""
        text = self.message.say(language)
        return f"{self.part}: {text}" if self.part else text


class UnreadableDocx(CallerError):
    """A DOCX is none, is damaged or is not safe to open.

    ``faults`` holds what was found until the file could not be read further: at least one fault, 20 at most.
    """

    def __init__(self, faults: Sequence[PackageFault]) -> None:
        super().__init__(
            Message(
                vi=" ".join(fault.say("vi") for fault in faults),
                en=" ".join(fault.say("en") for fault in faults),
            )
        )
        self.faults = tuple(faults)


class RefusedBatch(CallerError):
    """A batch cannot be begun: its file or what is asked for cannot be used."""


class OurFault(VanthuError):
    """The program or its installation is at fault. The text is for the operator, never with payload values."""


class SettingFault(OurFault):
    """A setting cannot work; the text names the environment variable and the value checked."""


class OfficeFault(OurFault):
    """A file of the office directory cannot be used; the text names file, body and field, all faults at once."""


class NormFault(OurFault):
    """A file of the norm cannot be used."""


@dataclass(frozen=True, slots=True)
class TemplatePlace:
    """Where in a template a fault lies: the part of the package, and text near it as Word shows it."""

    template: str
    part: str = ""
    nearby: str = ""

    def __str__(self) -> str:
        where = f"{self.template}.docx"
        if self.part:
            where += f", {self.part}"
        if self.nearby:
            where += f", near “{self.nearby}”"
        return where


class TemplateFault(OurFault):
    """A DOCX template does not compile or does not fit its model.

    ``faults`` holds one (place, explanation) pair for every fault found, so that an author mends all in one go.
    """

    def __init__(self, faults: Sequence[tuple[TemplatePlace, str]]) -> None:
        super().__init__("\n".join(f"{place}: {explanation}" for place, explanation in faults))
        self.faults = tuple(faults)


class RenderFault(OurFault):
    """A compiled template could not be filled; names the template, the part and the variable, never a value."""


class RenderBusy(OurFault):
    """Everything that fills this template is at work; ``retry_after`` is in seconds."""

    retry_after = 5


class BatchFault(OurFault):
    """The ledger, the store or a worker process of batches does not work."""


def described(error: BaseException) -> dict[str, Any]:
    """What a log or a terminal may say of ``error``: type, places (innermost last), and text written for operators.

    Any other text of an exception may hold a value that came in a payload or a paper, and so may a traceback.
    """
    about: dict[str, Any] = {
        "exception": type(error).__name__,
        "at": [
            f"{'/'.join(Path(f.filename).parts[-2:])}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)
        ],
    }
    return about | {"fault": str(error)} if isinstance(error, OurFault) else about
