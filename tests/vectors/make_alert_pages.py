"""Write alert_pages.json: run `python -m tests.vectors.make_alert_pages`. Read what changed."""

import json
from dataclasses import replace
from pathlib import Path

from content.alert import Alert
from content.alert_info import AlertInfo
from player.vectors_alerts import seconds_of, shown
from tests.vectors.statements import an_alert

TEXT = """An alert's words on its pages. `measure`: every letter of a text is `plain` em wide, of a
bold one `bold` em. Each case: `alerts` in the order of their turns, `size_px`, no
score yet, then `seconds` a page stands and the `pages`. On LED pictures a page is
`kind` (what, where, deed, end), `top` (null, or text and level above) and `lines`; on others
`what` and `where` with their em, `deeds` with their numbers, and whether the room is `tight`."""
MEASURE = {"plain": 0.55, "bold": 0.6}
FLOOD = AlertInfo(
    "vi",
    "LŨ QUÉT",
    "Nước lên rất nhanh: ven suối, chân núi các xã Ba Tơ, Ba Vinh, Ba Động. Mưa còn to đến đêm.",
    "1. Lên chỗ cao ngay, bỏ lại đồ đạc\nKhông qua suối, không qua ngầm tràn\nCần cứu nạn: gọi 112",
)
ENGLISH = AlertInfo(
    "en",
    "FLASH FLOOD",
    "Water rises fast along streams in Ba To.",
    "Climb to high ground now\nDo not cross streams",
)
LONG = AlertInfo(
    "vi",
    "NƯỚC LŨ TRÊN SÔNG LIÊN LÊN RẤT NHANH",
    " ".join(f"Câu thứ {place} nói về ven suối, chân núi các xã." for place in range(1, 9)),
    "\n".join(f"Việc thứ {place}: lên chỗ cao, bỏ lại đồ đạc" for place in range(1, 6)),
)
SIZES = ((128, 64), (64, 64), (256, 64), (320, 160), (640, 384), (1080, 1920), (1920, 480))


def alert(*info: AlertInfo, status: str = "Actual", level: int | None = 4) -> Alert:
    return replace(an_alert(status=status), info=info, risk_level=level)


WORDS: dict[str, list[Alert]] = {
    "one language": [alert(FLOOD)],
    "a drill": [alert(FLOOD, status="Exercise")],
    "two languages": [alert(FLOOD, ENGLISH)],
    "two alerts": [alert(FLOOD), alert(ENGLISH, level=None)],
    "long": [alert(LONG, level=2)],
}


def case(name: str, alerts: list[Alert], size: tuple[int, int]) -> object:
    made: dict[str, object] = {
        "name": f"{name}, {size[0]}x{size[1]}",
        "alerts": [one.to_dict() for one in alerts],
        "size_px": size,
    }
    made["seconds"], made["pages"] = seconds_of(made, MEASURE), shown(made, MEASURE)
    return made


def main() -> None:
    cases = [case(name, alerts, size) for size in SIZES for name, alerts in WORDS.items()]
    value = {"description": TEXT, "measure": MEASURE, "cases": cases}
    target = Path(__file__).with_name("alert_pages.json")
    target.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
