"""What the papers say: one that conforms for each kind. Names are made up; it is the summer of 2026."""

from __future__ import annotations

from typing import Any

from tests.papers.pages import A5_ACROSS
from tests.papers.pieces import article, heading1, heading2, heading3, item

TITLE = "ĐẢNG CỘNG SẢN VIỆT NAM"

_COMMUNE: dict[str, Any] = {
    "superior": "ĐẢNG BỘ TỈNH THÁI NGUYÊN",
    "issuer": "ĐẢNG ỦY XÃ TIÊN PHONG",
    "star": "*",
    "title": TITLE,
    "place_date": "Tiên Phong, ngày 20 tháng 8 năm 2026",
    "hyphens": "-----",
    "authority": "T/M BAN THƯỜNG VỤ",
    "position": "BÍ THƯ",
    "name": "Lê Minh Tuấn",
    "recipients_label": "Nơi nhận:",
}
_CELL: dict[str, Any] = {
    **_COMMUNE,
    "superior": "ĐẢNG BỘ XÃ TIÊN PHONG",
    "issuer": "CHI BỘ XÓM THÀNH LẬP",
    "authority": "T/M CHI BỘ",
    "name": "Đỗ Văn Khánh",
}

WORK = (
    "Chi bộ đã quán triệt đầy đủ các nghị quyết, chỉ thị của cấp trên đến 100% đảng viên; tư tưởng đảng viên ổn định, "
    "đoàn kết, thống nhất."
)
FIELDS = (
    "Lãnh đạo nhân dân chuyển đổi 12,5 ha đất lúa kém hiệu quả sang trồng chè; vận động hiến 1.240 m² đất, mở rộng "
    "600 m đường trục xóm; giữ vững danh hiệu khu dân cư văn hóa."
)

DECISION: dict[str, Any] = {
    **_COMMUNE,
    "number": "Số 52-QĐ/ĐU",
    "type_name": "QUYẾT ĐỊNH",
    "subject": "về việc kết thúc hoạt động Chi bộ cơ quan xã Tiên Phong",
    "bases": (
        "- Căn cứ Điều lệ Đảng Cộng sản Việt Nam;",
        "- Căn cứ Quy định số 208-QĐ/TW, ngày 26/7/2026 của Ban Chấp hành Trung ương về thi hành Điều lệ Đảng;",
        "- Xét đề nghị của Ban Xây dựng Đảng,",
    ),
    "deciding": ("BAN THƯỜNG VỤ ĐẢNG ỦY XÃ TIÊN PHONG", "QUYẾT ĐỊNH"),
    "body": (
        article(
            1,
            "Kết thúc hoạt động Chi bộ cơ quan xã Tiên Phong trực thuộc Đảng bộ xã Tiên Phong kể từ ngày 01/9/2026 để "
            "sắp xếp tổ chức đảng theo mô hình chính quyền địa phương hai cấp.",
        ),
        (
            "Chi bộ cơ quan xã Tiên Phong bàn giao hồ sơ, sổ sách, tài liệu cho Văn phòng Đảng ủy xã; hoàn thành chậm "
            "nhất ngày 15/9/2026."
        ),
        article(2, "Chuyển 11 đảng viên của Chi bộ cơ quan xã Tiên Phong về sinh hoạt tại các chi bộ sau đây:"),
        item("Chi bộ thôn Đoài: 3 đảng viên;"),
        item("Chi bộ thôn Đông: 8 đảng viên."),
        article(
            3,
            "Văn phòng Đảng ủy, Ban Xây dựng Đảng, các chi bộ và các đồng chí có tên trong danh sách kèm theo chịu "
            "trách nhiệm thi hành Quyết định này.",
        ),
    ),
    "recipients": (
        "- Ban Tổ chức Tỉnh ủy (để báo cáo);",
        "- Như Điều 3;",
        "- Lưu Văn phòng Đảng ủy.",
    ),
}

REPORT: dict[str, Any] = {
    **_CELL,
    "number": "Số 12-BC/CB",
    "type_name": "BÁO CÁO",
    "subject": "kết quả thực hiện nhiệm vụ 6 tháng đầu năm 2026",
    "body": (
        (
            "Thực hiện chương trình công tác năm 2026, Chi bộ xóm Thành Lập báo cáo kết quả lãnh đạo thực hiện nhiệm "
            "vụ 6 tháng đầu năm như sau:"
        ),
        heading1("I- KẾT QUẢ THỰC HIỆN NHIỆM VỤ"),
        heading2("1. Công tác xây dựng Đảng"),
        heading3("1.1. Công tác chính trị, tư tưởng"),
        WORK,
        heading3("1.2. Công tác tổ chức, cán bộ"),
        (
            "Đầu kỳ chi bộ có 29 đảng viên; trong kỳ kết nạp 2, chuyển đến 1, chuyển đi 8; đến ngày 30/6/2026 có 24 "
            "đảng viên, trong đó 23 chính thức, 1 dự bị."
        ),
        heading2("2. Lãnh đạo thực hiện nhiệm vụ chính trị"),
        FIELDS,
        heading1("II- NHIỆM VỤ 6 THÁNG CUỐI NĂM"),
        item("Duy trì nền nếp sinh hoạt thường kỳ, mỗi quý có một kỳ sinh hoạt chuyên đề;"),
        item("Phân công mỗi đảng viên giúp đỡ một hộ nghèo hoặc cận nghèo, báo cáo kết quả hằng quý."),
        "Trên đây là báo cáo kết quả thực hiện nhiệm vụ 6 tháng đầu năm 2026 của Chi bộ xóm Thành Lập.",
    ),
    "recipients": ("- Đảng ủy xã Tiên Phong (để báo cáo);", "- Lưu Chi bộ."),
}

SUBMISSION: dict[str, Any] = {
    **_CELL,
    "number": "Số 07-TTr/CB",
    "type_name": "TỜ TRÌNH",
    "subject": "đề nghị bổ sung kinh phí hoạt động của chi bộ năm 2026",
    "addressee": "//Kính trình:// Ban Thường vụ Đảng ủy xã Tiên Phong",
    "body": (
        WORK,
        (
            "Để bảo đảm kinh phí cho các kỳ sinh hoạt chuyên đề, Chi bộ xóm Thành Lập kính trình Ban Thường vụ Đảng ủy "
            "xã xem xét, bổ sung kinh phí hoạt động năm 2026 cho chi bộ."
        ),
    ),
    "recipients": ("- Như trên;", "- Lưu Chi bộ."),
}

LETTER: dict[str, Any] = {
    **_CELL,
    "number": "Số 12-CV/CB",
    "letter_subject": "về việc báo cáo số liệu đảng viên",
    "hyphens": None,
    "addressee": "//Kính gửi:// Ban Xây dựng Đảng Đảng ủy xã Tiên Phong",
    "body": (
        (
            "Thực hiện yêu cầu của Ban Xây dựng Đảng, Chi bộ xóm Thành Lập báo cáo số liệu đảng viên đến ngày "
            "30/6/2026: tổng số 24 đảng viên, trong đó 23 chính thức, 1 dự bị."
        ),
        "Chi bộ tiếp tục duy trì nền nếp sinh hoạt thường kỳ, kịp thời báo cáo khi số liệu có thay đổi.",
    ),
    "recipients": ("- Như trên;", "- Lưu Chi bộ."),
}

MINUTES: dict[str, Any] = {
    **_CELL,
    "number": "Số 19-BB/CB",
    "place_date": "Tiên Phong, ngày 03 tháng 8 năm 2026",
    "type_name": "BIÊN BẢN",
    "subject": "sinh hoạt chi bộ thường kỳ tháng 8 năm 2026",
    "body": (
        (
            "Hồi 19 giờ 30 phút, ngày 03 tháng 8 năm 2026, tại Nhà văn hóa xóm Thành Lập, Chi bộ xóm Thành Lập tổ chức "
            "sinh hoạt chi bộ thường kỳ tháng 8 năm 2026."
        ),
        heading1("I- THÀNH PHẦN DỰ HỌP"),
        "**1. Đảng viên:** tổng số 24 đảng viên; có mặt 20, vắng mặt có lý do 4.",
        "**2. Chủ trì:** đồng chí Đỗ Văn Khánh, Bí thư Chi bộ.",
        "**3. Ghi biên bản:** đồng chí Phạm Thị Oanh, Phó Bí thư Chi bộ.",
        heading1("II- NỘI DUNG"),
        WORK,
        "Hội nghị nhất trí 100% thông qua nghị quyết tháng 8 năm 2026 của chi bộ.",
        (
            "Biên bản được đọc lại để hội nghị cùng nghe và được nhất trí thông qua. Buổi sinh hoạt kết thúc vào hồi "
            "21 giờ 15 phút cùng ngày."
        ),
    ),
    "second_signature": ("NGƯỜI GHI BIÊN BẢN", "Phạm Thị Oanh"),
    "authority": "CHỦ TRÌ HỘI NGHỊ",
    "position": None,
    "recipients": ("- Đảng ủy xã Tiên Phong (để báo cáo);", "- Lưu Chi bộ."),
}

SLIP: dict[str, Any] = {
    **_COMMUNE,
    "number": "Số 08-GGT/ĐU",
    "place_date": "Tiên Phong, ngày 03 tháng 9 năm 2026",
    "type_name": "GIẤY GIỚI THIỆU",
    "hyphens": None,
    "addressee": "//Kính gửi:// Chi ủy Chi bộ thôn Đoài",
    "body": (
        (
            "Đảng ủy xã Tiên Phong giới thiệu đồng chí Đặng Thị Thu Huyền, Phó Chánh Văn phòng Đảng ủy, đến làm việc "
            "với chi ủy về hồ sơ đảng viên."
        ),
        "Đề nghị chi ủy tạo điều kiện để đồng chí hoàn thành nhiệm vụ.",
    ),
    "authority": "T/M ĐẢNG ỦY",
    "recipients_label": None,
}

DESCRIPTIONS: dict[str, dict[str, Any]] = {
    "decision": DECISION,
    "report": REPORT,
    "submission": SUBMISSION,
    "letter": LETTER,
    "minutes": MINUTES,
    "slip": SLIP,
    "slip_a5": {**SLIP, "page": A5_ACROSS, "gap_lines": 3},
}

MEMBERS = (
    ("TT", "Họ và tên", "Ngày sinh", "Số thẻ đảng viên", "Chi bộ tiếp nhận", "Ghi chú"),
    ("1", "Võ Văn An", "11/3/1980", "019067027442", "Chi bộ thôn Đoài", ""),
    ("2", "Phan Minh Nam", "28/8/1967", "019075700889", "Chi bộ thôn Đoài", ""),
    ("3", "Lê Quốc Khải", "14/6/1998", "", "Chi bộ thôn Đông", "dự bị"),
)
