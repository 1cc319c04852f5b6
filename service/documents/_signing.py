"""Who may sign a paper, and how: 36-HD/VPTW mục 1.7, rule C16."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.documents._circumstances import Circumstances
from service.documents._envelope import Envelope, Signature
from service.documents._findings import error, rule, warning
from service.documents._printed import signs_by_name_alone
from service.errors import Finding
from service.norm import IssuerRules

_ACADEMIC = re.compile(
    r"\s*(?:(?:GS|PGS|TSKH|TS|ThS|Ths|ThSĩ|BS|BSCK\w*|KS|CN|LS|DS|NGƯT|NGND)(?:\.|\s|$)"
    r"|(?:[Pp]hó )?[Gg]iáo sư\b|[Tt]iến sĩ\b|[Tt]hạc sĩ\b|[Cc]ử nhân\b|[Kk]ỹ sư\b|[Bb]ác sĩ\b|[Ll]uật sư\b"
    r"|(?:[Tt]hiếu|[Tt]rung|[Tt]hượng|[Đđ]ại) (?:úy|uý|tá|tướng)\b|[Đđ]ồng chí\b|[Đđ]/c\b)"
)
_POSITION_WITH_BODY = re.compile(r"\s*(?:phó )?bí thư (?:đảng (?:ủy|uỷ|bộ)|chi (?:bộ|ủy|uỷ)|\S+ (?:ủy|uỷ)\b)", re.I)


def _signature_field(document: Envelope, name: str) -> str:
    """Pointer to a field of the signature, or to where the usual signer comes from."""
    return f"/signature/{name}" if document.signature is not None else document.issuer_field(f"signers/0/{name}")


@rule("issuer", "issuer_ref", "signature")
def signature_is_lawful(document: Envelope, circumstances: Circumstances) -> Iterator[Finding]:
    """C16: a committee signs T/M, never K/T; no academic titles; a plain member signs with the name alone."""
    signing, body = document.signing, document.issuer
    if signing is None or body is None:
        return
    yield from _authority_is_lawful(signing, circumstances.issuer_rules[body.kind])
    yield from _person_is_named(signing, document)


def _authority_is_lawful(signing: Signature, rules: IssuerRules) -> Iterator[Finding]:
    """T/M for a committee; T/L and T/M by others need to say for whom."""
    if (
        rules.collective
        and signing.authority not in (None, "T/M")
        and not (signing.authority == "T/L" and signing.on_behalf_of)
    ):
        yield error(
            "C16",
            "/signature/authority",
            f"Cấp ủy làm việc theo chế độ tập thể: ký {rules.authority}, không ký {signing.authority}.",
            f"A committee acts collectively: it signs {rules.authority}, never {signing.authority}.",
        )
    if not rules.collective and signing.authority in ("T/L", "T/M") and not signing.on_behalf_of:
        yield error(
            "signature.on-behalf-of",
            "/signature/on_behalf_of",
            f"Ký {signing.authority} phải ghi thay mặt, thừa lệnh cơ quan nào.",
            f"{signing.authority} needs the body for which it is signed (on_behalf_of).",
        )
    if rules.collective and signing.authority == "T/L" and signing.position is None:
        yield error(
            "signature.position",
            "/signature/position",
            "Ký T/L phải ghi chức vụ của người ký, ví dụ Chánh Văn phòng.",
            "T/L needs the position of the signer, e.g. Chánh Văn phòng.",
        )


def name_is_bare(full_name: str, pointer: str) -> Iterator[Finding]:
    """C16: no học hàm, học vị, quân hàm before the name of who signs."""
    if _ACADEMIC.match(full_name):
        yield error(
            "C16",
            pointer,
            "Trước họ tên người ký không ghi học hàm, học vị, quân hàm; hãy bỏ phần đó.",
            "No academic or military title stands before the signer's name; remove it.",
        )


def _person_is_named(signing: Signature, document: Envelope) -> Iterator[Finding]:
    """The bare name; the bare position, or none for a plain member."""
    yield from name_is_bare(signing.full_name, _signature_field(document, "full_name"))
    position = signing.position or ""
    if signs_by_name_alone(position):
        yield warning(
            "signature.member-position",
            _signature_field(document, "position"),
            "Ủy viên ký thay mặt cấp ủy chỉ ghi họ tên, chức vụ không được in.",
            "A plain member signs for the committee with the name alone; the position is not printed.",
        )
    elif _POSITION_WITH_BODY.match(position):
        yield warning(
            "signature.position-body",
            _signature_field(document, "position"),
            "Chức vụ chỉ ghi Bí thư, Phó Bí thư, không kèm tên cấp ủy.",
            "The position is Bí thư or Phó Bí thư alone, without the name of the committee.",
        )
