"""The wording that says a danger is over, for each prepared alert: data, no rules."""

from content.prepared_alert import AlertTemplate, Wording
from content.slot import Slot, SlotKind

_WHERE = Slot("where", "Where", 120, "các xã Ba Tơ, Ba Vinh, Ba Động", kind=SlotKind.PLACE)

ALL_CLEARS: tuple[AlertTemplate, ...] = (
    AlertTemplate(
        "all-clear", "All clear", "Báo an toàn",
        "Safety", "Past", "Minor", "Observed", None, (
            Slot("danger", "Which danger is over", 80, "lũ quét trên sông Liêng"),
            _WHERE,
        ),
        {
            "vi": Wording(
                "ĐÃ AN TOÀN",
                "{danger} đã qua: {where}.",
                "Có thể trở về nhà\n"
                "Kiểm tra nhà cửa, điện, nước trước khi dùng\n"
                "Báo người bị nạn, thiệt hại cho trưởng thôn",
            ),
            "en": Wording(
                "ALL CLEAR",
                "The danger is over ({danger}): {where}.",
                "You may return home\n"
                "Check the building, electricity and water before use\n"
                "Report casualties and damage to the village head",
            ),
        },
        clears="",
    ),
    AlertTemplate(
        "all-clear-flash-flood", "All clear after a flash flood", "Báo an toàn",
        "Safety", "Past", "Minor", "Observed", None, (_WHERE,),
        {
            "vi": Wording(
                "LŨ QUÉT ĐÃ QUA",
                "Nước đã rút, hết nguy cơ lũ quét: {where}.",
                "Có thể trở về nhà, đi cùng người khác\n"
                "Tránh bờ suối, chân đồi còn dễ sạt\n"
                "Chưa dùng điện, nước giếng khi chưa kiểm tra",
            ),
            "en": Wording(
                "FLASH FLOOD OVER",
                "The water has gone down, no more flash flood: {where}.",
                "You may return home, not alone\n"
                "Keep off stream banks and slopes, they may still slide\n"
                "Do not use electricity or well water before a check",
            ),
        },
        clears="flash-flood",
    ),
    AlertTemplate(
        "all-clear-storm", "All clear after a storm", "Báo an toàn",
        "Safety", "Past", "Minor", "Observed", None, (_WHERE,),
        {
            "vi": Wording(
                "BÃO ĐÃ QUA",
                "Bão đã tan, gió đã yên: {where}.",
                "Có thể ra khỏi nơi trú ẩn\n"
                "Tránh xa dây điện đứt, cây và tường sắp đổ\n"
                "Tàu thuyền chờ báo mới được ra khơi",
            ),
            "en": Wording(
                "STORM OVER",
                "The storm has passed, the wind has dropped: {where}.",
                "You may leave the shelter\n"
                "Keep away from fallen wires, trees and unsafe walls\n"
                "Boats wait for permission before going to sea",
            ),
        },
        clears="storm",
    ),
    AlertTemplate(
        "all-clear-dam-release", "All clear after a dam release", "Báo an toàn",
        "Safety", "Past", "Minor", "Observed", None, (_WHERE,),
        {
            "vi": Wording(
                "ĐÃ NGỪNG XẢ LŨ",
                "Hồ đã ngừng xả lũ, nước sông đang rút: {where}.",
                "Chờ nước rút hẳn mới xuống sông, qua ngầm\n"
                "Tránh bờ sông mới lở\n"
                "Báo thiệt hại cho trưởng thôn",
            ),
            "en": Wording(
                "WATER RELEASE OVER",
                "The dam has stopped releasing, the river is falling: {where}.",
                "Wait until the water is low before going to the river\n"
                "Keep off fresh river banks\n"
                "Report damage to the village head",
            ),
        },
        clears="dam-release",
    ),
    AlertTemplate(
        "all-clear-landslide", "All clear after a landslide", "Báo an toàn",
        "Safety", "Past", "Minor", "Observed", None, (_WHERE,),
        {
            "vi": Wording(
                "HẾT NGUY CƠ SẠT LỞ",
                "Sườn đồi đã ổn định: {where}.",
                "Nhà đã được kiểm tra: có thể trở về\n"
                "Thấy vết nứt mới, nước đục: rời đi và báo ngay\n"
                "Đi đường cẩn thận, còn đất đá trên đường",
            ),
            "en": Wording(
                "LANDSLIDE DANGER OVER",
                "The slope is stable again: {where}.",
                "Houses that were checked may be used again\n"
                "New cracks or muddy water: leave and report at once\n"
                "Take care on roads, there is still debris",
            ),
        },
        clears="landslide",
    ),
    AlertTemplate(
        "all-clear-fire", "All clear after a fire", "Báo an toàn",
        "Safety", "Past", "Minor", "Observed", None, (_WHERE,),
        {
            "vi": Wording(
                "ĐÃ DẬP TẮT CHÁY",
                "Đám cháy đã được dập tắt: {where}.",
                "Có thể trở về khi lực lượng chữa cháy cho phép\n"
                "Chưa bật điện, bếp ga khi chưa kiểm tra\n"
                "Thấy khói hoặc lửa trở lại: gọi 114",
            ),
            "en": Wording(
                "FIRE PUT OUT",
                "The fire has been put out: {where}.",
                "Return when the fire brigade allows it\n"
                "Do not use electricity or gas before a check\n"
                "If smoke or flames return call 114",
            ),
        },
        clears="fire",
    ),
    AlertTemplate(
        "all-clear-epidemic", "All clear after an epidemic", "Báo an toàn",
        "Safety", "Past", "Minor", "Observed", None, (_WHERE,),
        {
            "vi": Wording(
                "DỊCH ĐÃ ĐƯỢC KHỐNG CHẾ",
                "Không còn ca mắc mới: {where}.",
                "Sinh hoạt trở lại bình thường\n"
                "Vẫn rửa tay thường xuyên, ăn chín, uống sôi\n"
                "Sốt hoặc thấy người không khỏe: đến trạm y tế",
            ),
            "en": Wording(
                "OUTBREAK UNDER CONTROL",
                "There are no new cases: {where}.",
                "Everyday life may go on as usual\n"
                "Keep washing hands, eat cooked food, drink boiled water\n"
                "If you have a fever or feel unwell go to the health station",
            ),
        },
        clears="epidemic",
    ),
    AlertTemplate(
        "all-clear-missing-person", "Missing person found", "Báo an toàn",
        "Safety", "Past", "Minor", "Observed", None,
        (Slot("person", "Name", 80, "bé Phạm Thị Mai"),),
        {
            "vi": Wording(
                "ĐÃ TÌM THẤY",
                "Đã tìm thấy {person}.",
                "Bà con không phải tìm nữa\n"
                "Cảm ơn bà con đã giúp",
            ),
            "en": Wording(
                "PERSON FOUND",
                "{person} has been found.",
                "You need not search any more\n"
                "Thank you for your help",
            ),
        },
        clears="missing-person",
    ),
    AlertTemplate(
        "all-clear-river-flood", "All clear after a flood", "Báo an toàn",
        "Safety", "Past", "Minor", "Observed", None, (_WHERE,),
        {
            "vi": Wording(
                "LŨ ĐÃ RÚT",
                "Nước sông đã xuống dưới mức nguy hiểm: {where}.",
                "Có thể trở về nhà\n"
                "Dọn bùn, khử khuẩn giếng trước khi dùng nước\n"
                "Chưa dùng điện khi chưa kiểm tra",
            ),
            "en": Wording(
                "FLOOD OVER",
                "The river has fallen below the danger mark: {where}.",
                "You may return home\n"
                "Clear mud, disinfect wells before use\n"
                "Do not use electricity before a check",
            ),
        },
        clears="river-flood",
    ),
    AlertTemplate(
        "all-clear-forest-fire", "All clear after the danger of forest fire", "Báo an toàn",
        "Safety", "Past", "Minor", "Observed", None, (_WHERE,),
        {
            "vi": Wording(
                "HẾT NGUY CƠ CHÁY RỪNG",
                "Đã có mưa, rừng không còn dễ cháy: {where}.",
                "Vẫn không đốt lửa trong rừng\n"
                "Đốt nương phải báo trước với xã",
            ),
            "en": Wording(
                "FOREST FIRE DANGER OVER",
                "It has rained, the forests no longer burn easily: {where}.",
                "Still light no fire in the forest\n"
                "Tell the commune before burning fields",
            ),
        },
        clears="forest-fire",
    ),
)  # fmt: skip
