"""Why a file is not opened, in words for the clerk who chose it: what is wrong, and what to do in Word about it.

Menus of Word are named in English, as most installations in Vietnamese offices show them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from service.errors import Message

_NAME_LENGTH = 100

# The file as a whole.
EMPTY = Message(
    "Tệp này trống (0 byte). Hãy chọn lại tệp, hoặc xin lại bản khác.",
    "This file is empty, hence not a DOCX; choose it again or ask for another copy.",
)
DAMAGED = Message(
    "Tệp này không phải DOCX hoặc đã bị hỏng. Hãy mở bằng Word rồi lưu lại dạng Word Document (*.docx).",
    "This file is not a DOCX or is damaged; open it in Word and save it anew.",
)
BROKEN_OFF = Message(
    "Tệp này bị thiếu phần cuối, có lẽ do tải xuống hoặc sao chép dở dang. Hãy tải hoặc sao chép lại.",
    "This file is not a DOCX that is whole, its end is missing; download or copy it again.",
)
PASSWORD = Message(
    "Tệp này có đặt mật khẩu. Hãy mở bằng Word, vào File → Info → Protect Document → Encrypt with Password, xóa mật "
    "khẩu rồi lưu lại.",
    "This file has a password; open it in Word, remove it under File → Info → Protect Document → Encrypt with Password "
    "and save the file.",
)
OLD_WORD = Message(
    "Tệp này là tài liệu Word đời cũ (.doc). Hãy mở bằng Word, chọn File → Save As và lưu dạng Word Document (*.docx); "
    "chỉ đổi đuôi tên tệp thì không được.",
    "This is an old .doc; open it in Word and save it as “Word Document (*.docx)” under File → Save As, since a new "
    "name alone does not change it.",
)
OLD_WORD_OR_PASSWORD = Message(
    "Tệp này là tài liệu Office đời cũ (chẳng hạn .doc) hoặc có đặt mật khẩu. Hãy mở bằng Word, bỏ mật khẩu nếu có rồi "
    "lưu lại dạng Word Document (*.docx).",
    "This is an old .doc or a file with a password; save it as .docx without one.",
)
ODT = Message(
    "Tệp này là văn bản OpenDocument (.odt). Hãy mở bằng Word hoặc LibreOffice rồi lưu lại dạng Word (*.docx).",
    "This file is an OpenDocument text (.odt), not a DOCX; open it in LibreOffice or Word and save it as .docx.",
)
RTF = Message(
    "Tệp này là văn bản RTF. Hãy mở bằng Word rồi lưu lại dạng Word Document (*.docx).",
    "This file is an RTF, not a DOCX; open it in Word and save it as “Word Document (*.docx)”.",
)
PDF = Message(
    "Tệp này là PDF. Hãy gửi chính tệp Word (*.docx) đã dùng để tạo ra bản PDF này.",
    "This file is a PDF, not a DOCX; send the Word file (*.docx) that the PDF was made from.",
)
HTML = Message(
    "Tệp này là trang web (HTML) được đổi tên thành .docx. Hãy mở bằng Word rồi lưu lại dạng Word Document (*.docx).",
    "This file is a web page (HTML), not a DOCX; open it in Word and save it as “Word Document (*.docx)”.",
)
EXCEL = Message(
    "Tệp này là bảng tính Excel, không phải văn bản Word. Hãy chọn đúng tệp văn bản (*.docx).",
    "This file is an Excel workbook, not a DOCX; choose the Word document (*.docx).",
)
POWERPOINT = Message(
    "Tệp này là bài trình chiếu PowerPoint, không phải văn bản Word. Hãy chọn đúng tệp văn bản (*.docx).",
    "This file is a PowerPoint presentation, not a DOCX; choose the Word document (*.docx).",
)
NO_CONTENT_TYPES = Message(
    "Tệp này là tệp nén ZIP, không phải văn bản Word. Hãy chọn đúng tệp văn bản (*.docx).",
    "This ZIP file is not a DOCX: it does not say what its parts are.",
)
MACROS = Message(
    "Tệp này có thể chứa macro (.docm). Hãy mở bằng Word rồi lưu lại dạng Word Document (*.docx).",
    "The file may hold macros; save it as .docx.",
)
WORD_TEMPLATE = Message(
    "Tệp này là mẫu Word (.dotx). Hãy mở bằng Word rồi lưu lại dạng Word Document (*.docx).",
    "This file is a Word template, but the package must hold exactly one Word document; save it as .docx (not .dotx).",
)
NOT_ONE_DOCUMENT = Message(
    "Tệp này phải chứa đúng một văn bản Word. Hãy mở bằng Word rồi lưu lại dạng Word Document (*.docx), không phải mẫu "
    "(.dotx).",
    "The package must hold exactly one Word document; save it as .docx (not .dotx).",
)
STRICT = Message(
    "Tệp này được lưu dạng Strict Open XML Document. Hãy mở bằng Word, chọn File → Save As và lưu dạng thông thường "
    "Word Document (*.docx).",
    "This file is a “Strict Open XML Document”; open it in Word and save it as the ordinary “Word Document (*.docx)” "
    "under File → Save As.",
)
TOO_MUCH_MARKUP = Message(
    "Văn bản này quá lớn hoặc quá phức tạp để đọc. Hãy chia thành nhiều tệp, hoặc chép nội dung sang một tệp Word mới.",
    "This document is too large or too complex to be read; split it into several files, or copy its text into a new "
    "document in Word.",
)

# An entry of the archive.
TWICE = Message(
    "Mục này có hai lần trong tệp. Hãy mở tệp bằng Word rồi lưu lại.",
    "The package holds this entry twice; save the file anew in Word.",
)
ENCRYPTED_ENTRY = Message(
    "Mục này bị mã hóa. Hãy mở tệp bằng Word, bỏ mật khẩu rồi lưu lại.",
    "This entry is encrypted; save the file without a password.",
)
COMPRESSION = Message(
    "Mục này được nén theo cách Word không dùng. Hãy mở tệp bằng Word rồi lưu lại.",
    "This entry is compressed in a way Word does not use; save the file anew in Word.",
)
NAME_LEADS_OUT = Message(
    "Tên của mục này chỉ ra ngoài tệp. Hãy mở tệp bằng Word rồi lưu lại.",
    "This entry has a name that leads out of the package; save the file anew in Word.",
)

# A part of XML.
NOT_UTF_8 = Message(
    "Phần này không được ghi bằng mã UTF-8. Hãy mở tệp bằng Word rồi lưu lại.",
    "This part is not written in UTF-8; save the file anew in Word.",
)
ANOTHER_ENCODING = Message(
    "Phần này khai báo bảng mã khác UTF-8. Hãy mở tệp bằng Word rồi lưu lại.",
    "This part declares another encoding than UTF-8; save the file anew in Word.",
)
DOCTYPE = Message(
    "Phần này có khai báo DOCTYPE, có thể che giấu mã độc. Hãy mở tệp bằng Word rồi lưu lại.",
    "This part declares a DOCTYPE, which may hide a decompression bomb or a fetch; remove it.",
)
NOT_WELL_FORMED = Message(
    "Phần này không phải XML đúng quy cách. Hãy mở tệp bằng Word rồi lưu lại.",
    "This part is not well-formed XML; save the file anew in Word.",
)
TOO_DEEP = Message(
    "Phần này lồng quá nhiều tầng (chẳng hạn bảng trong bảng) hoặc có đoạn quá dài. Hãy bỏ bớt các tầng lồng nhau rồi "
    "lưu lại.",
    "This part is nested too deeply (tables within tables, for one) or has a text too long; flatten it and save the "
    "file.",
)

# Where the parts lead.
TARGET_LEADS_OUT = Message(
    "Phần này dẫn tới một nơi nằm ngoài tệp. Hãy mở tệp bằng Word rồi lưu lại.",
    "This part names a target that leads out of the package; save the file anew in Word.",
)
ATTACHED_TEMPLATE = Message(
    "Văn bản gắn với một mẫu nằm ngoài tệp. Trong Word, vào File → Options → Add-ins, ở ô Manage chọn Templates, bấm "
    "Go…, thay tên mẫu trong ô Document template bằng Normal, bấm OK rồi lưu lại.",
    "The file fetches something from outside (attachedTemplate): in Word, under File → Options → Add-ins → Manage: "
    "Templates → Go…, put Normal in place of the name of the document template, press OK and save the file.",
)
MAIL_MERGE = Message(
    "Văn bản gắn với nguồn trộn thư nằm ngoài tệp. Trong Word, vào Mailings → Start Mail Merge → Normal Word Document "
    "rồi lưu lại.",
    "The file fetches something from outside (the source of a mail merge): in Word, choose Mailings → Start Mail Merge "
    "→ Normal Word Document and save the file.",
)
REFUSED_CONTENT: Mapping[str, Message] = MappingProxyType(
    {
        "vbaProject": Message(
            "Tệp có chứa macro. Hãy mở bằng Word rồi lưu lại dạng Word Document (*.docx).",
            "The file holds macros; remove it.",
        ),
        "wordVbaData": Message(
            "Tệp có chứa macro. Hãy mở bằng Word rồi lưu lại dạng Word Document (*.docx).",
            "The file holds macros; remove it.",
        ),
        "control": Message(
            "Tệp có điều khiển ActiveX (nút bấm, ô chọn…). Hãy xóa nó trong Word rồi lưu lại.",
            "The file holds an ActiveX control; remove it.",
        ),
        "aFChunk": Message(
            "Tệp chứa một tài liệu định dạng khác bên trong (altChunk). Hãy mở bằng Word rồi lưu lại để Word chuyển nó "
            "thành nội dung thường.",
            "The file holds a foreign document inside (altChunk); remove it.",
        ),
        "subDocument": Message(
            "Tệp có văn bản con (subdocument). Trong Word, vào View → Outline → Show Document, chọn văn bản con, "
            "bấm Unlink rồi lưu lại.",
            "The file holds a subdocument; remove it.",
        ),
    }
)
"""By the kind of relationship: what no file may hold."""
EMBEDDED_CONTENT: Mapping[str, Message] = MappingProxyType(
    {
        "oleObject": Message(
            "Tệp có đối tượng nhúng. Hãy xóa nó, hoặc thay bằng ảnh, rồi lưu lại.",
            "The file holds an embedded object; remove it.",
        ),
        "package": Message(
            "Tệp có tệp khác nhúng bên trong. Hãy xóa nó, hoặc thay bằng ảnh, rồi lưu lại.",
            "The file holds an embedded file; remove it.",
        ),
    }
)
"""The same for what is harmless as long as nobody opens it."""


def too_many_entries(limit: int) -> Message:
    """The archive holds more than ``limit`` entries."""
    return Message(
        f"Tệp chứa quá nhiều mục; chỉ đọc được tối đa {limit} mục. Hãy bớt ảnh hoặc chia thành nhiều tệp.",
        f"The package has too many entries; at most {limit} are read.",
    )


def too_large(limit: int) -> Message:
    """The entries take more than ``limit`` MiB."""
    return Message(
        f"Tệp giải nén ra hơn {limit} MiB. Hãy nén ảnh (chọn ảnh, vào Picture Format → Compress Pictures) rồi lưu lại.",
        f"The package unpacks to more than {limit} MiB; shrink its pictures.",
    )


def too_dense(limit: int) -> Message:
    """An entry unpacks to more than ``limit`` times its size."""
    return Message(
        f"Mục này giải nén ra hơn {limit} lần kích thước nén, giống tệp phá hoại (bom nén). Nếu là ảnh, hãy chèn lại "
        "ảnh dạng PNG hoặc JPEG rồi lưu lại.",
        f"This entry unpacks to more than {limit} times its size; if it is a picture, insert it anew as PNG or JPEG.",
    )


def outside(kind: str) -> Message:
    """Something else than a hyperlink leads out of the file; ``kind`` is the kind of relationship."""
    if kind == "attachedTemplate":
        return ATTACHED_TEMPLATE
    if kind in ("mailMergeSource", "mailMergeHeaderSource"):
        return MAIL_MERGE
    return Message(
        f"Tệp lấy nội dung từ bên ngoài ({shown(kind)}). Hãy nhúng vào tệp (File → Info → Edit Links to Files → Break "
        "Link) hoặc xóa đi, rồi lưu lại.",
        f"The file fetches something from outside ({shown(kind)}); embed it or remove it.",
    )


def shown(name: str) -> str:
    """A name that a stranger chose, fit to be shown: at most 100 characters, none of which moves a cursor."""
    short = name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 1] + "…"
    return "".join(character if character.isprintable() else "\ufffd" for character in short)
