"""Write time.json and instant.json: run `python -m tests.vectors.make_time`. All by hand."""

import json
from pathlib import Path

TIME = """The trusted clock. Each case is a list of steps. `read` is what the box's clocks say:
`wall`, `mono_s` (monotonic seconds), `synchronised`. `head` (optional) is a head accepted at that
reading: `issued_at`, `epoch`, `now` (the server's word beside it, or null). `statement` (optional)
is the issued_at of another verified statement. `power_on` (optional, before all else): a restart
with what was on the disk; monotonic time counts anew from `read.mono_s`. Then `at` is what the
board takes for now and `trusted` whether it may say so."""
INSTANT = """Instants on the wire: `text` is read as `expect` (written back: UTC, milliseconds only
when there are any, the rest cut off), or refused when `expect` is null."""


def read(wall: str, mono_s: float, synchronised: bool = False) -> dict[str, object]:
    return {"wall": wall, "mono_s": mono_s, "synchronised": synchronised}


def day(clock: str, date: str = "2026-11-25") -> str:
    return f"{date}T{clock}Z"


def step(reading: dict[str, object], at: str, trusted: bool, **more: object) -> dict[str, object]:
    return {"read": reading, **more, "at": at, "trusted": trusted}


def head(issued_at: str, now: str | None = None, epoch: int = 1) -> dict[str, object]:
    return {"issued_at": issued_at, "epoch": epoch, "now": now}


LOST, FAR = "1970-01-01T00:00:00Z", "2099-06-01T00:00:00Z"

CASES: dict[str, list[dict[str, object]]] = {
    "a synchronised clock is believed": [
        step(read(day("05:00:00"), 10, True), day("05:00:00"), True),
        step(read(day("05:00:09"), 19, True), day("05:00:09"), True,
             head=head(day("05:00:08"), day("05:00:08"))),
    ],
    "a synchronised clock a little behind the floor is lifted to it": [
        step(read(day("05:00:00"), 10, True), day("05:00:05"), True, head=head(day("05:00:05"))),
        step(read(day("05:00:10"), 20, True), day("05:00:10"), True),
    ],
    "1970: the server's now beside a head, then monotonic time": [
        step(read(LOST, 5), day("05:00:02"), True, head=head(day("05:00:00"), day("05:00:02"))),
        step(read(LOST, 65.5), day("05:01:02.500"), True),
    ],
    "2099: the same": [
        step(read(FAR, 5), day("05:00:02"), True, head=head(day("05:00:00"), day("05:00:02"))),
        step(read(FAR, 3605), day("06:00:02"), True),
    ],
    "a clock that calls itself synchronised in 1970 or 2099 is not believed": [
        step(read(LOST, 5, True), day("05:00:00"), False, head=head(day("05:00:00"))),
        step(read(FAR, 15, True), day("05:00:10"), False),
    ],
    "a synchronised clock more than a day behind the floor is not believed": [
        step(read(FAR, 5), day("05:00:00"), False, head=head(day("05:00:00"))),
        step(read(day("04:59:59", "2026-11-24"), 8, True), day("05:00:03"), False),
        step(read(day("05:00:00", "2026-11-24"), 8, True), day("05:00:00"), True),
    ],
    "a head alone counts as now while nothing is trusted": [
        step(read(FAR, 100), day("05:00:00"), False, head=head(day("05:00:00"))),
        step(read(LOST, 160), day("05:01:00"), False),
        step(read(LOST, 170), day("05:01:30"), False, head=head(day("05:01:30"))),
        step(read(LOST, 180), day("05:01:40"), False),
    ],
    "a now before the head's issued_at does not count": [
        step(read(LOST, 5), day("05:00:00"), False, head=head(day("05:00:00"), day("04:59:59"))),
    ],
    "a now 600 s after counts, 601 s does not": [
        step(read(LOST, 5), day("05:10:00"), True, head=head(day("05:00:00"), day("05:10:00"))),
        step(read(LOST, 5), day("05:00:01"), False, power_on=True, head=head(day("05:00:01"),
             day("05:10:02"))),
    ],
    "after a power cut: the last verified time goes on, untrusted, until a head comes": [
        step(read(day("05:00:00"), 1000), day("05:00:01"), True,
             head=head(day("05:00:00"), day("05:00:01"))),
        step(read(LOST, 3), day("05:00:01"), False, power_on=True),
        step(read(LOST, 33), day("05:00:31"), False),
        step(read(LOST, 34), day("09:00:00"), True, head=head(day("09:00:00"), day("09:00:00"))),
    ],
    "a statement lifts the floor and an untrusted time": [
        step(read(LOST, 3), day("05:00:00"), False, statement=day("05:00:00")),
        step(read(LOST, 13), day("05:00:10"), False, statement=day("05:00:04")),
        step(read(LOST, 23), day("05:20:00"), False, statement=day("05:20:00")),
    ],
    "an issued_at more than a day beyond a trusted clock is ignored": [
        step(read(day("05:00:00"), 10, True), day("05:00:00"), True,
             head=head(day("05:00:01", "2026-11-26"))),
        step(read(day("05:00:00"), 10, True), day("05:00:00", "2026-11-26"), True,
             head=head(day("05:00:00", "2026-11-26"))),
    ],
    "the server's clock put right moves an anchored board": [
        step(read(LOST, 10), day("05:00:00", "2026-03-01"), True,
             head=head(day("05:00:00", "2026-03-01"), day("05:00:00", "2026-03-01"))),
        step(read(LOST, 20), day("05:00:09"), True, head=head(day("05:00:08"), day("05:00:09"))),
    ],
    "a new epoch resets a floor that was wrong": [
        step(read(LOST, 10), day("00:00:00", "2040-01-01"), False,
             head=head(day("00:00:00", "2040-01-01"))),
        step(read(LOST, 20), day("00:00:10", "2040-01-01"), False),
        step(read(LOST, 30), day("05:00:00"), False, head=head(day("05:00:00"), None, 2)),
        step(read(day("05:01:00"), 40, True), day("05:01:00"), True),
    ],
    "nothing known yet: the wall clock, untrusted": [
        step(read(day("05:00:00"), 10), day("05:00:00"), False),
        step(read(FAR, 11), FAR, False),
    ],
}  # fmt: skip

INSTANTS: list[tuple[str, str | None]] = [
    ("2026-11-25T05:00:00Z", "2026-11-25T05:00:00Z"),
    ("2026-11-25T05:00:00.000Z", "2026-11-25T05:00:00Z"),
    ("2026-11-25T05:00:00.25Z", "2026-11-25T05:00:00.250Z"),
    ("2026-11-25T05:00:00.123456Z", "2026-11-25T05:00:00.123Z"),
    ("2026-11-25T12:00:00+07:00", "2026-11-25T05:00:00Z"),
    ("2026-11-25t05:00:00z", "2026-11-25T05:00:00Z"),
    ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
    ("2024-02-29T23:59:59.999Z", "2024-02-29T23:59:59.999Z"),
    ("2026-02-29T00:00:00Z", None),
    ("2026-11-25T24:00:00Z", None),
    ("2026-11-25T05:00:60Z", None),
    ("2026-11-25T05:00:00", None),
    ("2026-11-25 05:00:00Z", None),
    ("2026-11-25", None),
    ("2026-11-25T05:00Z", None),
    ("٢٠٢٦-11-25T05:00:00Z", None),
    ("", None),
]


def write(name: str, value: object) -> None:
    target = Path(__file__).with_name(name)
    target.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    cases = [{"name": name, "steps": steps} for name, steps in CASES.items()]
    write("time.json", {"description": TIME, "cases": cases})
    written = [{"text": text, "expect": expect} for text, expect in INSTANTS]
    write("instant.json", {"description": INSTANT, "cases": written})
