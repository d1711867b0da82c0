"""The wording of the prepared alerts, Vietnamese first: data, no rules.

Slots stand in braces; a line whose slot is left empty is left out, and so is what stands in
square brackets around it. Labels are msgids.
"""

from content.prepared_alert import AlertTemplate, Wording
from content.slot import Slot, SlotKind

_WHERE = Slot(
    "where", "Where", 120, "ven suối, chân núi các xã Ba Tơ, Ba Vinh, Ba Động", kind=SlotKind.PLACE
)
_SHELTER = Slot("shelter", "Safe place to go to", 80, "trường THCS Ba Tơ", False, SlotKind.SHELTER)
_WHEN = Slot("when", "From when", 60, "19h00 ngày 14/10", kind=SlotKind.MOMENT)
_PHONE = Slot("phone", "Phone number to call", 30, "112", False, SlotKind.PHONE)

HAZARDS: tuple[AlertTemplate, ...] = (
    AlertTemplate(
        "flash-flood", "Flash flood", "Lũ quét",
        "Met", "Immediate", "Extreme", "Likely", 4, (_WHERE, _SHELTER),
        {
            "vi": Wording(
                "LŨ QUÉT",
                "Nước lên rất nhanh: {where}.",
                "Lên chỗ cao ngay, bỏ lại đồ đạc\n"
                "Không qua suối, không qua ngầm tràn\n"
                "Đến nơi an toàn: {shelter}\n"
                "Cần cứu nạn: gọi 112",
            ),
            "en": Wording(
                "FLASH FLOOD",
                "Water is rising very fast: {where}.",
                "Go to high ground now, leave belongings behind\n"
                "Do not cross streams or flooded roads\n"
                "Safe place: {shelter}\n"
                "For rescue call 112",
            ),
        },
    ),
    AlertTemplate(
        "storm", "Storm", "Bão",
        "Met", "Expected", "Severe", "Likely", 3,
        (
            Slot("name", "Name or number of the storm", 40, "bão số 12"),
            _WHEN,
            _WHERE,
            _SHELTER,
        ),
        {
            "vi": Wording(
                "BÃO ĐANG ĐẾN",
                "{name} đổ bộ từ {when}: {where}.",
                "Chằng chống nhà cửa, vào nhà kiên cố\n"
                "Không ra khơi, không ra đường khi gió mạnh\n"
                "Đến nơi trú ẩn: {shelter}\n"
                "Cần cứu nạn: gọi 112",
            ),
            "en": Wording(
                "STORM COMING",
                "{name} makes landfall from {when}: {where}.",
                "Secure your house, stay in a solid building\n"
                "Do not go to sea or out on the road in strong wind\n"
                "Shelter: {shelter}\n"
                "For rescue call 112",
            ),
        },
    ),
    AlertTemplate(
        "dam-release", "Water released from a dam", "Xả lũ hồ chứa",
        "Infra", "Expected", "Severe", "Observed", 3,
        (
            Slot("dam", "Name of the reservoir", 60, "hồ Nước Trong"),
            _WHEN,
            _WHERE,
            Slot("flow", "Water released each second", 20, "350", False, SlotKind.NUMBER, "m³/s"),
        ),
        {
            "vi": Wording(
                "XẢ LŨ HỒ CHỨA",
                "{dam} xả lũ từ {when}[, lưu lượng {flow}]. Nước sông dâng cao: {where}.",
                "Rời lòng sông, bãi sông ngay\n"
                "Đưa người, gia súc, tàu thuyền lên chỗ an toàn\n"
                "Không vớt củi, không đánh cá, không qua ngầm tràn",
            ),
            "en": Wording(
                "DAM RELEASING WATER",
                "{dam} releases water from {when}[, {flow}]. The river will rise: {where}.",
                "Leave the river bed and banks now\n"
                "Move people, livestock and boats to safety\n"
                "Do not collect driftwood, fish or cross flooded roads",
            ),
        },
    ),
    AlertTemplate(
        "landslide", "Landslide", "Sạt lở đất",
        "Geo", "Immediate", "Extreme", "Likely", 4, (_WHERE, _SHELTER),
        {
            "vi": Wording(
                "SẠT LỞ ĐẤT",
                "Nguy cơ sạt lở rất cao: {where}.",
                "Rời nhà ở chân đồi, ven sườn núi ngay\n"
                "Không đi qua đoạn đường có đất đá rơi\n"
                "Đến nơi an toàn: {shelter}\n"
                "Cần cứu nạn: gọi 112",
            ),
            "en": Wording(
                "LANDSLIDE",
                "Very high risk of landslides: {where}.",
                "Leave houses at the foot of hills and slopes now\n"
                "Keep off roads where earth or rocks are falling\n"
                "Safe place: {shelter}\n"
                "For rescue call 112",
            ),
        },
    ),
    AlertTemplate(
        "fire", "Fire", "Cháy",
        "Fire", "Immediate", "Extreme", "Observed", None, (_WHERE, _SHELTER),
        {
            "vi": Wording(
                "CHÁY LỚN",
                "Đang cháy: {where}.",
                "Rời khỏi nơi cháy, đi ngược hướng gió\n"
                "Che mũi miệng bằng khăn ướt, cúi thấp người\n"
                "Đến nơi an toàn: {shelter}\n"
                "Báo cháy: gọi 114",
            ),
            "en": Wording(
                "LARGE FIRE",
                "Fire at: {where}.",
                "Leave the area, walk against the wind\n"
                "Cover nose and mouth with a wet cloth, stay low\n"
                "Safe place: {shelter}\n"
                "To report a fire call 114",
            ),
        },
    ),
    AlertTemplate(
        "epidemic", "Epidemic", "Dịch bệnh",
        "Health", "Expected", "Severe", "Observed", None,
        (
            Slot("disease", "Name of the disease", 60, "sốt xuất huyết"),
            _WHERE,
            Slot("clinic", "Where to be examined", 80, "trạm y tế xã Ba Tơ", kind=SlotKind.PLACE),
            _PHONE,
        ),
        {
            "vi": Wording(
                "CÓ DỊCH BỆNH",
                "Dịch {disease} đang lây lan: {where}.",
                "Sốt hoặc thấy người không khỏe: đến {clinic} ngay\n"
                "Rửa tay thường xuyên, ăn chín, uống sôi\n"
                "Làm theo hướng dẫn của trạm y tế\n"
                "Cần hỏi: gọi {phone}",
            ),
            "en": Wording(
                "DISEASE OUTBREAK",
                "Outbreak of {disease}: {where}.",
                "If you have a fever or feel unwell go to {clinic} at once\n"
                "Wash hands often, eat cooked food, drink boiled water\n"
                "Follow the advice of the health station\n"
                "Questions: call {phone}",
            ),
        },
    ),
    AlertTemplate(
        "missing-person", "Missing person", "Tìm người mất tích",
        "Rescue", "Immediate", "Moderate", "Observed", None,
        (
            Slot("person", "Name", 80, "bé Phạm Thị Mai"),
            Slot("age", "Age", 10, "6", False, SlotKind.AGE),
            Slot("looks", "Clothes and looks", 120, "áo đỏ, quần xanh, tóc ngắn"),
            Slot("seen", "Last seen where and when", 120, "chợ Ba Tơ, 16h00 hôm nay"),
            Slot("phone", "Phone number to call", 30, "113", kind=SlotKind.PHONE),
        ),
        {
            "vi": Wording(
                "TÌM NGƯỜI MẤT TÍCH",
                "{person}[, {age} tuổi]. Đặc điểm: {looks}. Thấy lần cuối: {seen}.",
                "Để ý quanh nhà, bờ suối, nương rẫy\n"
                "Thấy người: giữ an toàn và gọi ngay {phone}",
            ),
            "en": Wording(
                "MISSING PERSON",
                "{person}[, age {age}]. Looks: {looks}. Last seen: {seen}.",
                "Look around your house, streams and fields\n"
                "If found keep the person safe and call {phone} at once",
            ),
        },
    ),
)  # fmt: skip
