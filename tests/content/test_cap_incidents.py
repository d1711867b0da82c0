"""Which blocks tell of the same event."""

from dataclasses import replace
from datetime import timedelta

import pytest

from content.cap import CapArea, CapCertainty, CapSeverity
from content.cap_incidents import begins_at, ends_at, grouped
from content.cap_policy import SourcePolicy
from content.cap_reading import read_cap
from tests.cap_samples import REAL, SENT, a_message, an_info, read_own


def languages(name: str) -> list[list[str]]:
    return [[info.language for info in event] for event in grouped(read_own(name).infos)]


def test_translations_are_one_event() -> None:
    assert languages("translations") == [["vi-VN", "en-US"]]


def test_separate_events_stay_apart_in_the_order_of_the_message() -> None:
    assert languages("two-incidents") == [["vi-VN", "en-US"], ["vi-VN"]]


@pytest.mark.parametrize(
    "other",
    [
        {"severity": CapSeverity.MINOR},
        {"certainty": CapCertainty.POSSIBLE},
        {"onset": SENT + timedelta(hours=1)},
        {"expires": SENT + timedelta(hours=1)},
        {"event_codes": (("SAME", "TOR"),)},
        {"areas": (CapArea("Ba Tơ", geocodes=(("GSO", "21484"),)),)},
        {"areas": (CapArea("Trà Bồng", circles=((15.0, 108.0, 1.0),)),)},
        {"language": "VI-vn"},
    ],
)
def test_what_no_translator_changes_parts_events(other: dict[str, object]) -> None:
    first = an_info(event_codes=(("SAME", "FLW"),))
    second = replace(first, **{"language": "en-US", **other})  # type: ignore[arg-type]
    assert len(grouped((first, second))) == 2


def test_names_of_places_and_codes_may_be_translated() -> None:
    first = an_info(areas=(CapArea("Vùng", geocodes=(("Vùng dự báo", "Ven biển"),)),))
    second = an_info(
        language="en-US", areas=(CapArea("Region", geocodes=(("Forecast region", "Coast"),)),)
    )
    assert len(grouped((first, second))) == 1


@pytest.mark.skipif(REAL is None, reason="the real messages are not here")
@pytest.mark.parametrize("start", ["01", "15", "19"])
def test_real_messages_in_two_languages_are_one_event(start: str) -> None:
    assert REAL is not None
    (path,) = REAL.glob(f"{start}-*.xml")
    (read,) = read_cap(path.read_bytes())
    assert read.message is not None and len(read.message.infos) == 2
    assert len(grouped(read.message.infos)) == 1


def test_an_event_begins_when_it_takes_effect_not_at_its_onset() -> None:
    later = SENT + timedelta(hours=2)
    assert begins_at(a_message(), an_info(onset=later)) == SENT
    assert begins_at(a_message(), an_info(effective=later)) == later
    assert begins_at(a_message(), an_info(effective=SENT - timedelta(hours=2))) == SENT


def test_without_expires_it_lasts_as_long_as_the_source_is_given() -> None:
    later = SENT + timedelta(hours=2)
    info = an_info(effective=later, expires=None)
    assert ends_at(a_message(), info, SourcePolicy(default_hours=3)) == later + timedelta(hours=3)
