"""What every paper carries: issuer, number, place, date, subject, legal bases, recipients, signature, marks."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Literal

from pydantic import Field

from service.documents._fields import Day, FreeText, Model, Reference, Text
from service.norm import IssuerKind
from service.norm.edition import EditionId
from service.norm.measuring import on_one_line

_PLACED_UNIT = re.compile(
    r"\b(?:(?P<committee>(?:tỉnh|thành|huyện|quận|thị) (?:ủy|uỷ))"
    r"|(?P<unit>xã|phường|đặc khu|thị trấn|thành phố|thị xã|tỉnh|huyện|quận))"
    r"\s+(?P<name>.+?)(?=,|\s+(?:lần thứ|nhiệm kỳ|khóa|khoá)\b|$)",
    re.IGNORECASE,
)


_ARCHIVE = re.compile(r"(?:-\s*)?lưu(?:\s|:|$)", re.IGNORECASE)


class Signer(Model):
    """A person who signs for a body, as the office directory keeps him or her."""

    full_name: Text = Field(title="Họ và tên")
    position: FreeText | None = Field(None, title="Chức vụ", examples=["Bí thư", "Phó Bí thư"])


class Purpose(StrEnum):
    """What a recipient gets the paper for."""

    REPORT = "report"
    IMPLEMENT = "implement"
    KNOW = "know"
    ARCHIVE = "archive"


class Recipient(Model):
    """One line of Nơi nhận."""

    name: Text = Field(title="Nơi nhận", examples=["Ban Tổ chức Tỉnh ủy"])
    purpose: Purpose | None = Field(
        None, title="Để làm gì", description="report: để báo cáo; implement: để thực hiện; know: để biết; archive: lưu."
    )

    @property
    def is_archive(self) -> bool:
        """Whether this is the line Lưu …, said by its purpose or, where none is given, by its first word."""
        return self.purpose is Purpose.ARCHIVE or (self.purpose is None and _ARCHIVE.match(self.name) is not None)


class Body(Model):
    """A body of the Party that issues papers (cơ quan ban hành)."""

    kind: IssuerKind = Field(
        title="Loại cơ quan",
        description="cell: chi bộ; grassroots_committee: đảng ủy (cơ sở); standing_committee: ban thường vụ; "
        "inspection_commission: ủy ban kiểm tra; committee_office: văn phòng cấp ủy; advisory_organ: ban của cấp ủy; "
        "provincial_committee: tỉnh ủy hoặc thành ủy; district_committee: huyện ủy (trước 01/7/2025); "
        "congress: đại hội; congress_presidium: đoàn chủ tịch; congress_secretariat: đoàn thư ký; "
        "vote_counting_board: ban kiểm phiếu.",
    )
    name: Text = Field(
        title="Tên cơ quan",
        description="Viết như trong câu, ví dụ Đảng ủy xã Tiên Phong; xuống dòng để chọn chỗ ngắt.",
        examples=["Đảng ủy xã Tiên Phong", "Chi bộ xóm Định Thành"],
    )
    superior: Text | None = Field(
        None, title="Cơ quan cấp trên trực tiếp", examples=["Đảng bộ tỉnh Thái Nguyên", "Đảng bộ xã Tiên Phong"]
    )
    symbol: Text | None = Field(None, title="Ký hiệu cơ quan", description="Mặc định theo loại cơ quan: CB, ĐU, TU …")
    place_name: Text | None = Field(
        None, title="Địa danh", description="Mặc định lấy từ tên xã, phường, đặc khu.", examples=["Tiên Phong"]
    )
    code: Text | None = Field(None, title="Mã trong danh mục cơ quan", description="Không in.")
    signers: list[Signer] | None = Field(
        None, title="Người ký", description="Người đầu danh sách là người ký thường lệ.", max_length=50
    )
    standing_recipients: list[Recipient] | None = Field(None, title="Nơi nhận thường xuyên", max_length=100)

    @property
    def running_name(self) -> str:
        """The name on one line, as in a sentence."""
        return on_one_line(self.name)

    @property
    def place(self) -> str | None:
        """Địa danh: given, or from the name or the superior's; with its unit where the name alone would not do.

        36-HD: a name of one syllable, a number, or one that equals the superior's keeps its unit (Phường 5).
        """
        if self.place_name:
            return self.place_name
        own = _PLACED_UNIT.search(self.running_name)
        above = _PLACED_UNIT.search(on_one_line(self.superior or ""))
        found = (above or own) if self.kind is IssuerKind.CELL else (own or above)
        if found is None:
            return None
        name, unit = found["name"], found["unit"]
        same_as_superior = found is own and above is not None and above["name"] == name
        return f"{unit.capitalize()} {name}" if unit and (" " not in name or same_as_superior) else name


class LegalBasis(Model):
    """One căn cứ: in words, or by its code in the registry."""

    text: Text | None = Field(None, title="Căn cứ", examples=["Điều lệ Đảng Cộng sản Việt Nam"])
    code: Text | None = Field(None, title="Mã căn cứ trong danh mục", examples=["208-qd-tw-2026"])


class Signature(Model):
    """Who signs, and by what right. What the kind of the issuer implies may be left out."""

    full_name: Text = Field(title="Họ và tên người ký", examples=["Nguyễn Văn An"])
    position: FreeText | None = Field(None, title="Chức vụ", examples=["Bí thư", "Phó Bí thư"])
    authority: Literal["T/M", "K/T", "T/L", "Q."] | None = Field(None, title="Quyền hạn")
    on_behalf_of: Text | None = Field(None, title="Thay mặt", examples=["Ban Thường vụ"])


class ReplacedPaper(Model):
    """The earlier paper that this one takes the place of."""

    type: Text = Field("Quyết định", title="Loại văn bản")
    number: Text = Field(title="Số, ký hiệu", examples=["12-QĐ/ĐU"])
    date: Day = Field(title="Ngày ban hành")


class Envelope(Model):
    """The fields that all papers share."""

    issuer: Body | None = Field(
        None, title="Cơ quan ban hành", description="Ghi đầy đủ, hoặc lấy từ danh mục cơ quan bằng mã."
    )
    issuer_ref: Text | None = Field(None, title="Mã cơ quan ban hành trong danh mục")
    number: int | None = Field(None, title="Số văn bản", description="Để trống: chừa chỗ ghi tay.", ge=1, le=99999)
    issue_date: Day | None = Field(None, title="Ngày ban hành", description="Để trống: chừa chỗ ghi tay.")
    subject: Text | None = Field(
        None, title="Trích yếu", description="Bắt đầu bằng chữ thường, không có dấu chấm cuối."
    )
    legal_bases: list[LegalBasis] | None = Field(
        None, title="Căn cứ ban hành", description="Mặc định theo loại và ngày của văn bản.", max_length=100
    )
    recipients: list[Recipient] | None = Field(
        None, title="Nơi nhận", description="Mặc định theo loại văn bản; nơi lưu đứng cuối.", max_length=500
    )
    signature: Signature | None = Field(
        None, title="Người ký", description="Mặc định là người ký thường lệ của cơ quan trong danh mục."
    )
    replaces: ReplacedPaper | None = Field(None, title="Thay thế văn bản")
    draft_no: int | None = Field(None, title="Dự thảo lần", ge=1, le=99)
    urgency: Literal["KHẨN", "THƯỢNG KHẨN", "HỎA TỐC", "HỎA TỐC HẸN GIỜ"] | None = Field(None, title="Mức độ khẩn")
    circulation: FreeText | None = Field(None, title="Phạm vi lưu hành", examples=["LƯU HÀNH NỘI BỘ"])
    client_ref: Reference | None = Field(
        None, title="Mã của hệ thống gửi", description="Không in; trả lại trong tiêu đề X-Client-Ref."
    )
    norm: EditionId | None = Field(
        None,
        title="Thể thức",
        description="hd05_2026: Hướng dẫn 05-HD/VPTW năm 2026; hd36_2018: Hướng dẫn 36-HD/VPTW năm 2018. Mặc định là "
        "hướng dẫn có hiệu lực vào ngày ban hành.",
    )

    @property
    def issuing_body(self) -> Body:
        """The issuer, after the directory has been asked. Rules and context run only when there is one."""
        if self.issuer is None:
            raise ValueError("the issuer has not been resolved")
        return self.issuer

    def issuer_field(self, name: str) -> str:
        """Pointer to a field of the issuer; where it came from the directory, to its code."""
        return f"/issuer/{name}" if self.issuer_ref is None else "/issuer_ref"

    @property
    def is_draft(self) -> bool:
        """A draft number is given, or the number or the date is still missing."""
        return self.draft_no is not None or self.number is None or self.issue_date is None

    @property
    def signing(self) -> Signature | None:
        """The signature given, or that of the issuer's usual signer."""
        if self.signature is not None or self.issuer is None or not self.issuer.signers:
            return self.signature
        usual = self.issuer.signers[0]
        return Signature(full_name=usual.full_name, position=usual.position)
