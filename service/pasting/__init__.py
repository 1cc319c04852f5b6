"""What a clerk pastes from Excel or Word, understood before anything is made of it.

``member_table`` reads a member list into the items of a type's table. ``report`` splits the text of a report:
``lines`` cuts it into lines, which ``cleaned`` cleans and tells of, ``ends`` recognises letterhead, signature and Nơi
nhận, ``marks`` numbers before headings, ``tables`` pasted tables, ``parts`` makes the outline and nests it. Nothing is
kept or logged.
"""

from service.pasting.member_table import PastedMembers, read_pasted_members
from service.pasting.parts import Part, nested
from service.pasting.report import MOST_CHARACTERS, LeftOut, PastedReport, TooLong, split_report

__all__ = [
    "MOST_CHARACTERS",
    "LeftOut",
    "Part",
    "PastedMembers",
    "PastedReport",
    "TooLong",
    "nested",
    "read_pasted_members",
    "split_report",
]
