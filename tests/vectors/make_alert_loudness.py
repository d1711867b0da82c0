"""Write alert_loudness.json: run `python -m tests.vectors.make_alert_loudness`. All by hand."""

from tests.vectors.make_time import write

ABOUT = """How loud an alert is: `expect` in percent, null when it is not heard. `volume` is that of
notices now, in percent, `quiet` whether quiet hours are on."""

# Each: what it is about, then whether a drill, silent, the volume, whether quiet, what is to be.
CASES: list[tuple[str, bool, bool, int, bool, int | None]] = [
    ("a real alert by day", False, False, 100, False, 100),
    ("a real alert where notices are capped", False, False, 40, False, 100),
    ("a real alert in quiet hours", False, False, 0, True, 100),
    ("a real alert in quiet hours laid over a cap", False, False, 70, True, 100),
    ("a real alert where notices are mute", False, False, 0, False, 100),
    ("a drill by day", True, False, 100, False, 100),
    ("a drill where notices are capped", True, False, 40, False, 40),
    ("a drill at the softest", True, False, 1, False, 1),
    ("a drill in quiet hours", True, False, 0, True, None),
    ("a drill in quiet hours laid over a cap", True, False, 70, True, None),
    ("a drill where notices are mute", True, False, 0, False, None),
    ("a silent test by day", True, True, 100, False, None),
    ("a silent test in quiet hours", True, True, 0, True, None),
    ("a silent real alert by day", False, True, 100, False, None),
    ("a silent real alert in quiet hours", False, True, 0, True, None),
]

if __name__ == "__main__":
    names = ("name", "drill", "silent", "volume", "quiet", "expect")
    cases = [dict(zip(names, case, strict=True)) for case in CASES]
    write("alert_loudness.json", {"description": ABOUT, "cases": cases})
