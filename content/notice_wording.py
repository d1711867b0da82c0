"""The wording of the prepared notices, in Vietnamese: data, no rules.

Places stand in braces; a line whose place is left empty is left out. Labels are msgids.
"""

from dataclasses import dataclass

from content.category import CategoryKey


@dataclass(frozen=True, slots=True)
class Blank:
    """Describe one place to fill: `label` is what the officer reads, `example` a sample."""

    key: str
    label: str
    example: str
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class NoticeTemplate:
    """Prepare one kind of notice; `until` is the usual end: today, week, month or posting.

    `posting` is the kind of public posting it is, empty for none.
    """

    id: str
    label: str
    category: CategoryKey
    until: str
    blanks: tuple[Blank, ...]
    title: str
    body: str
    posting: str = ""


_WHERE = Blank("where", "Place", "thôn Nước Nẻ")
_DAY = Blank("day", "Day", "thứ Năm, 26/11/2026")
_HOURS = Blank("hours", "Hours of the day", "từ 7:30 đến 11:00")
_WHY = Blank("why", "Why", "sửa chữa đường dây", is_needed=False)
_BRING = Blank("bring", "What to bring", "giấy tờ tùy thân", is_needed=False)
_ASK = Blank("ask", "Whom to ask, phone", "ông Phạm Văn Sơn, 0255 000 118", is_needed=False)

TEMPLATES: tuple[NoticeTemplate, ...] = (
    NoticeTemplate(
        "power-cut", "Power cut", CategoryKey.PROJECTS, "week", (_WHERE, _DAY, _HOURS, _WHY, _ASK),
        "Lịch cắt điện: {where}",
        "Ngày: {day}\nThời gian: {hours}\nNơi cắt điện: {where}\nLý do: {why}\n"
        "Bà con sạc sẵn điện thoại, đèn pin và tắt thiết bị trước giờ cắt.\n"
        "Hỏi thêm: {ask}",
    ),
    NoticeTemplate(
        "water-cut", "Water cut", CategoryKey.PROJECTS, "week", (_WHERE, _DAY, _HOURS, _WHY, _ASK),
        "Lịch cắt nước: {where}",
        "Ngày: {day}\nThời gian: {hours}\nNơi cắt nước: {where}\nLý do: {why}\n"
        "Bà con trữ sẵn nước đủ dùng trong thời gian này.\n"
        "Hỏi thêm: {ask}",
    ),
    NoticeTemplate(
        "vaccination", "Vaccination", CategoryKey.POLICY, "week",
        (Blank("what", "Vaccine and for whom", "vắc xin sởi cho trẻ từ 1 đến 5 tuổi"),
         _DAY, _HOURS, Blank("where", "Place", "Trạm Y tế xã"), _BRING, _ASK),
        "Tiêm {what}",
        "Ngày: {day}\nThời gian: {hours}\nĐịa điểm: {where}\nMang theo: {bring}\n"
        "Người đang sốt hoặc ốm thì hoãn tiêm và báo cán bộ y tế.\n"
        "Hỏi thêm: {ask}",
    ),
    NoticeTemplate(
        "meeting", "Village meeting", CategoryKey.POLICY, "week",
        (Blank("what", "What it is about", "làm đường bê tông"), _DAY, _HOURS,
         Blank("where", "Place", "nhà văn hóa thôn"),
         Blank("who", "Who should come", "mỗi hộ một người"), _ASK),
        "Mời họp thôn: {what}",
        "Ngày: {day}\nThời gian: {hours}\nĐịa điểm: {where}\nThành phần: {who}\n"
        "Nội dung: {what}\nBà con sắp xếp đến đông đủ, đúng giờ.\nHỏi thêm: {ask}",
    ),
    NoticeTemplate(
        "document", "Posting of a document", CategoryKey.POLICY, "posting",
        (Blank("what", "Which document", "danh sách hộ nghèo, hộ cận nghèo năm 2026"),
         Blank("until", "Until which day", "hết ngày 26/12/2026"),
         Blank("where", "Where it can be read", "trụ sở Ủy ban nhân dân xã"), _ASK),
        "Niêm yết {what}",
        "Ủy ban nhân dân xã niêm yết công khai {what}.\n"
        "Thời hạn: {until}\nNơi xem bản đầy đủ: {where}\n"
        "Ai có ý kiến, gửi về Ủy ban nhân dân xã trong thời hạn niêm yết.\n"
        "Hỏi thêm: {ask}",
        posting="public",
    ),
    NoticeTemplate(
        "prices", "Market prices", CategoryKey.MARKET, "today",
        (Blank("what", "Goods", "sắn tươi"), Blank("price", "Price", "2.400 đồng/kg"),
         Blank("where", "Place", "chợ Ba Tơ"), _DAY,
         Blank("source", "Who says so", "Phòng Kinh tế xã")),
        "Giá {what} tại {where}",
        "Mặt hàng: {what}\nGiá thu mua: {price}\nĐịa điểm: {where}\nNgày: {day}\n"
        "Nguồn: {source}",
    ),
    NoticeTemplate(
        "recruitment", "Call for military service", CategoryKey.POLICY, "month",
        (Blank("who", "Who is meant", "nam công dân đủ 17 tuổi trong năm 2027"), _DAY, _HOURS,
         Blank("where", "Place", "Ban Chỉ huy Quân sự xã"), _BRING, _ASK),
        "Đăng ký nghĩa vụ quân sự",
        "Đối tượng: {who}\nNgày: {day}\nThời gian: {hours}\nĐịa điểm: {where}\n"
        "Mang theo: {bring}\nĐăng ký nghĩa vụ quân sự là trách nhiệm của công dân.\n"
        "Hỏi thêm: {ask}",
    ),
    NoticeTemplate(
        "id-cards", "Identity cards", CategoryKey.POLICY, "week",
        (Blank("who", "Who is meant", "người từ đủ 14 tuổi chưa có căn cước"), _DAY, _HOURS,
         _WHERE, _BRING, _ASK),
        "Cấp căn cước lưu động tại {where}",
        "Đối tượng: {who}\nNgày: {day}\nThời gian: {hours}\nĐịa điểm: {where}\n"
        "Mang theo: {bring}\nAi già yếu, không đi lại được thì báo để công an đến tận nhà.\n"
        "Hỏi thêm: {ask}",
    ),
    NoticeTemplate(
        "livestock", "Vaccination of animals", CategoryKey.KNOW_HOW, "week",
        (Blank("what", "Which animals", "trâu, bò từ 2 tháng tuổi trở lên"), _DAY, _HOURS,
         _WHERE, _ASK),
        "Tiêm phòng cho {what}",
        "Ngày: {day}\nThời gian: {hours}\nĐịa điểm: {where}\nVật nuôi: {what}\n"
        "Bà con giữ chặt vật nuôi và mang theo sổ tiêm nếu có.\nHỏi thêm: {ask}",
    ),
    NoticeTemplate(
        "payment", "Payment of support", CategoryKey.POLICY, "week",
        (Blank("what", "Which support", "trợ cấp bảo trợ xã hội tháng 12"), _DAY, _HOURS,
         _WHERE, _BRING, _ASK),
        "Chi trả {what}",
        "Ngày: {day}\nThời gian: {hours}\nĐịa điểm: {where}\nMang theo: {bring}\n"
        "Nhận thay phải có giấy ủy quyền. Chi trả không thu bất cứ khoản phí nào.\n"
        "Hỏi thêm: {ask}",
    ),
    NoticeTemplate(
        "road-closed", "Road closed", CategoryKey.PROJECTS, "week",
        (Blank("where", "Which road", "đường Ba Tơ đi Ba Vinh, km 3"), _DAY, _HOURS, _WHY,
         Blank("way", "Way round", "đi vòng qua cầu Nước Ren", is_needed=False), _ASK),
        "Cấm đường: {where}",
        "Ngày: {day}\nThời gian: {hours}\nĐoạn đường: {where}\nLý do: {why}\n"
        "Đường thay thế: {way}\nBà con đi chậm và theo hướng dẫn tại chỗ.\nHỏi thêm: {ask}",
    ),
    NoticeTemplate(
        "fraud", "Warning of fraud", CategoryKey.SECURITY, "month",
        (Blank("what", "The trick", "gọi điện giả danh công an đòi chuyển tiền"), _ASK),
        "Cảnh giác lừa đảo: {what}",
        "Thủ đoạn: {what}\n"
        "Không chuyển tiền, không cho ai mã xác thực, không bấm vào đường dẫn lạ.\n"
        "Cơ quan nhà nước không làm việc và không thu tiền qua điện thoại.\n"
        "Báo ngay cho công an xã: {ask}",
    ),
)  # fmt: skip
