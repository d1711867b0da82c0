"""The wording of prepared alerts of rivers and seasons, and of the test: data, no rules."""

from content.prepared_alert import AlertTemplate, Wording
from content.slot import Slot, SlotKind

_RIVERSIDE = Slot("where", "Where", 120, "ven sông Trà Khúc, xã Nghĩa Giang", kind=SlotKind.PLACE)
_WHERE = Slot("where", "Where", 120, "toàn xã Ba Tơ", kind=SlotKind.PLACE)
_SHELTER = Slot("shelter", "Safe place to go to", 80, "trường THCS Ba Tơ", False, SlotKind.SHELTER)
_WHEN = Slot("when", "From when", 60, "19h00 ngày 14/10", kind=SlotKind.MOMENT)
_UNTIL = Slot("until", "Until which day", 20, "18/6", False, SlotKind.DATE)

SEASONS: tuple[AlertTemplate, ...] = (
    AlertTemplate(
        "river-flood", "River flood", "Lũ lụt",
        "Met", "Expected", "Severe", "Likely", 3,
        (
            Slot("river", "Name of the river", 60, "sông Trà Khúc"),
            _WHEN,
            Slot("height", "Height of the water", 20, "6,5", False, SlotKind.NUMBER, "m"),
            _RIVERSIDE,
            _SHELTER,
        ),
        {
            "vi": Wording(
                "LŨ TRÊN SÔNG",
                "Nước {river} lên từ {when}[, mức {height}]: {where}.",
                "Người già, trẻ em rời vùng trũng trước\n"
                "Kê cao lúa gạo, đưa gia súc lên chỗ cao\n"
                "Không vớt củi, không qua chỗ nước chảy xiết\n"
                "Đến nơi an toàn: {shelter}",
            ),
            "en": Wording(
                "RIVER FLOOD",
                "{river} rises from {when}[, level {height}]: {where}.",
                "Old people and children leave low ground first\n"
                "Raise food and belongings, move livestock to high ground\n"
                "Do not collect driftwood or cross fast water\n"
                "Safe place: {shelter}",
            ),
        },
    ),
    AlertTemplate(
        "heat", "Heat wave", "Nắng nóng gay gắt",
        "Met", "Expected", "Moderate", "Likely", 1,
        (
            Slot("heat", "Highest temperature", 10, "39", kind=SlotKind.NUMBER, unit="°C"),
            _UNTIL,
            _WHERE,
        ),
        {
            "vi": Wording(
                "NẮNG NÓNG GAY GẮT",
                "Nhiệt độ đến {heat}[, kéo dài đến ngày {until}]: {where}.",
                "Không làm ngoài đồng từ 10h00 đến 16h00\n"
                "Uống nước thường xuyên, che đầu khi ra ngoài\n"
                "Trông nom người già, trẻ nhỏ; say nắng gọi 115",
            ),
            "en": Wording(
                "SEVERE HEAT",
                "Up to {heat}[, until {until}]: {where}.",
                "Do not work in the fields from 10:00 to 16:00\n"
                "Drink often, cover your head outdoors\n"
                "Look after old people and small children; for heatstroke call 115",
            ),
        },
    ),
    AlertTemplate(
        "cold-spell", "Cold spell", "Rét hại",
        "Met", "Expected", "Moderate", "Likely", 1,
        (
            Slot("cold", "Lowest temperature", 10, "11", kind=SlotKind.NUMBER, unit="°C"),
            Slot("until", "Until which day", 20, "18/1", False, SlotKind.DATE),
            _WHERE,
        ),
        {
            "vi": Wording(
                "RÉT HẠI",
                "Nhiệt độ xuống {cold}[, kéo dài đến ngày {until}]: {where}.",
                "Giữ ấm cho người già, trẻ nhỏ\n"
                "Không đốt than sưởi trong phòng kín\n"
                "Che chắn chuồng trại, không thả rông trâu bò",
            ),
            "en": Wording(
                "SEVERE COLD",
                "Down to {cold}[, until {until}]: {where}.",
                "Keep old people and small children warm\n"
                "Never burn charcoal in a closed room\n"
                "Shelter livestock, do not leave cattle outside",
            ),
        },
    ),
    AlertTemplate(
        "forest-fire", "Danger of forest fire", "Nguy cơ cháy rừng",
        "Fire", "Expected", "Severe", "Likely", 4,
        (
            _WHERE,
            Slot("until", "Until which day", 20, "18/6", False, SlotKind.DATE),
            Slot("phone", "Phone number to call", 30, "114", kind=SlotKind.PHONE),
        ),
        {
            "vi": Wording(
                "DỄ CHÁY RỪNG",
                "Rừng khô, dễ cháy lớn[ đến ngày {until}]: {where}.",
                "Không đốt nương, đốt thực bì, đốt ong\n"
                "Không hút thuốc, không đốt lửa trong rừng\n"
                "Thấy khói, thấy lửa: gọi ngay {phone}",
            ),
            "en": Wording(
                "FOREST FIRE DANGER",
                "Forests are dry and burn easily[ until {until}]: {where}.",
                "Do not burn fields, brush or bee nests\n"
                "Do not smoke or light fires in the forest\n"
                "If you see smoke or flames call {phone} at once",
            ),
        },
    ),
    AlertTemplate(
        "test", "Test of the boards", "Kiểm tra hệ thống",
        "Other", "Unknown", "Minor", "Observed", None,
        (
            Slot("when", "From when", 60, "9h00 ngày 14/10", kind=SlotKind.MOMENT),
            Slot("phone", "Phone number to call", 30, "0255 3822 113", False, SlotKind.PHONE),
        ),
        {
            "vi": Wording(
                "THỬ BẢNG TIN",
                "Đây là lần thử bảng tin điện tử lúc {when}. Không có nguy hiểm.",
                "Bà con không phải làm gì\n"
                "Bảng không hiện, không nghe rõ: báo trưởng thôn[ hoặc gọi {phone}]",
            ),
            "en": Wording(
                "TEST OF THE BOARD",
                "The board is being tested at {when}. There is no danger.",
                "You need do nothing\n"
                "If a board fails tell the village head[ or call {phone}]",
            ),
        },
        is_for_drills=True,
    ),
)  # fmt: skip
