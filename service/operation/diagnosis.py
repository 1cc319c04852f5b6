"""What the doctor says of one thing."""

from __future__ import annotations

from typing import Literal, NamedTuple

from service.errors import Language, Message

State = Literal["ok", "warning", "broken"]

STATES: dict[State, Message] = {
    "ok": Message("tốt", "ok"),
    "warning": Message("cảnh báo", "warning"),
    "broken": Message("hỏng", "broken"),
}
NOTHING = Message("", "")


class Diagnosis(NamedTuple):
    """The state of a thing: what was found, and how to mend it. Neither holds a value of a payload or a password."""

    state: State
    found: Message
    remedy: Message = NOTHING

    def say(self, language: Language) -> str:
        """What was found and how to mend it, in one line."""
        text = f"{self.found.say(language)} {self.remedy.say(language)}"
        return " ".join(text.split())


def ok(vi: str, en: str) -> Diagnosis:
    """It is as it should be."""
    return Diagnosis("ok", Message(vi, en))
