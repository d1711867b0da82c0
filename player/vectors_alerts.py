"""Run the cases of alerts: the same words on the same pages, and as loud, on every board."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from content.alert import Alert
from content.alert_led import LedPage, led_alert_pages, led_seconds
from content.alert_loudness import loudness
from content.alert_sheet import SetText, SheetPage, alert_sheets, sheet_seconds
from content.layout import Measure
from content.stage import stage_of

Case = Any
Outcomes = Iterator[tuple[str, bool, str]]


def shown(case: Case, widths: Mapping[str, float]) -> list[dict[str, object]]:
    """Give the pages of a case as the file has them."""
    pages = _pages(case, widths)
    return [_led(page) if isinstance(page, LedPage) else _sheet(page) for page in pages]


def seconds_of(case: Case, widths: Mapping[str, float]) -> float:
    """Give how long each page stands."""
    pages = _pages(case, widths)
    is_led = bool(pages) and isinstance(pages[0], LedPage)
    return round((led_seconds if is_led else sheet_seconds)(len(pages)), 6)


def _pages(case: Case, widths: Mapping[str, float]) -> Sequence[LedPage | SheetPage]:
    alerts = [Alert.from_payload(entry) for entry in case["alerts"]]
    stage = stage_of((case["size_px"][0], case["size_px"][1]), None)
    measure = _measure(widths)
    if stage.shape.is_led:
        return led_alert_pages(alerts, stage, measure)
    return alert_sheets(alerts, stage, measure)


def _measure(widths: Mapping[str, float]) -> Measure:
    return lambda text, em, bold: len(text) * em * widths["bold" if bold else "plain"]


def _led(page: LedPage) -> dict[str, object]:
    top = page.top and [page.top.text, page.top.level]
    return {"kind": page.kind, "top": top, "nth": page.nth, "lines": list(page.lines)}


def _sheet(page: SheetPage) -> dict[str, object]:
    return {
        "what": _text(page.what),
        "where": _text(page.where),
        "deeds": [[row.number, list(row.lines)] for row in page.deeds.rows],
        "tight": page.is_tight,
    }


def _text(made: SetText) -> list[object]:
    return [round(made.em, 6), list(made.lines)]


def _run_alert_pages(value: Case) -> Outcomes:
    for case in value["cases"]:
        found = {
            "seconds": seconds_of(case, value["measure"]),
            "pages": shown(case, value["measure"]),
        }
        yield case["name"], all(case[name] == found[name] for name in found), str(found)


def _run_alert_loudness(value: Case) -> Outcomes:
    for case in value["cases"]:
        found = loudness(case["drill"], case["silent"], case["volume"], case["quiet"])
        yield case["name"], found == case["expect"], str(found)


ALERT_PAGES: Mapping[str, Callable[[Case], Outcomes]] = {
    "alert_pages": _run_alert_pages,
    "alert_loudness": _run_alert_loudness,
}
