"""CAP areas as targets: unions, codes by their date, nothing widened."""

from datetime import UTC, datetime

import pytest

from content.cap import CapArea, Pair
from content.cap_areas import Reach, reach_of
from content.targeting import LONGEST_RADIUS_KM, MOST_POINTS, Circle, Polygon, Targets
from tests.cap_samples import SENT, an_info, read_own, unit_of

BEFORE_MERGER = datetime(2025, 6, 30, 16, 59, tzinfo=UTC)
"""One minute to midnight in Vietnam."""


def reach(*areas: CapArea, sent: datetime = SENT, names: tuple[str, ...] = ()) -> Reach:
    return reach_of((an_info(areas=areas),), sent, unit_of, names)


def codes(*pairs: Pair) -> CapArea:
    return CapArea("Nơi", geocodes=pairs)


def test_an_area_is_the_union_of_every_shape_and_code() -> None:
    found = reach_of(read_own("union-of-areas").infos, SENT, unit_of)
    assert found.problem is None and found.targets is not None
    assert found.targets.subtrees == ("trabong",)
    kinds = [type(shape) for shape in found.targets.areas]
    assert kinds == [Polygon, Circle, Polygon]
    assert Targets.from_dict(found.targets.to_dict()) == found.targets


def test_a_code_means_what_it_meant_on_the_day_of_sending() -> None:
    place = codes(("GSO", "21115"))
    assert reach(place).targets == Targets(subtrees=("trabong",))
    assert reach(place, sent=BEFORE_MERGER).targets == Targets(subtrees=("town",))
    after = BEFORE_MERGER.replace(hour=17, minute=0)
    assert reach(place, sent=after).targets == Targets(subtrees=("trabong",))


@pytest.mark.parametrize(
    "name",
    ["GSO", "gso", "VN-GSO", "maĐVHC", "Mã ĐVHC", "http://danhmuchanhchinh.gso.gov.vn",
     "https://danhmuchanhchinh.gso.gov.vn/"],
)  # fmt: skip
def test_unit_codes_go_by_several_names(name: str) -> None:
    assert reach(codes((name, "21484"))).targets == Targets(subtrees=("bato",))


def test_a_source_may_have_a_name_of_its_own_for_unit_codes() -> None:
    place = codes(("KTTV:xa", "21484"))
    assert reach(place).targets is None
    assert reach(place, names=("kttv:XA",)).targets == Targets(subtrees=("bato",))


def test_several_codes_may_stand_in_one_value_and_a_province_reaches_all_below() -> None:
    found = reach(codes(("GSO", "21484, 21115"), ("GSO", "51")))
    assert found.targets == Targets(subtrees=("bato", "trabong", "new"))


def test_codes_of_units_elsewhere_do_not_hinder_those_here() -> None:
    found = reach(codes(("GSO", "21484"), ("GSO", "99999"), ("UGC", "21115")))
    assert found.targets == Targets(subtrees=("bato",))
    assert found.unknown == (("GSO", "99999"), ("UGC", "21115"))


@pytest.mark.parametrize(
    ("areas", "code"),
    [
        ((), "no_area"),
        ((CapArea("Toàn tỉnh"),), "no_area"),
        ((codes(("GSO", "99999")),), "unknown_codes"),
        ((codes(("SAME", "006037")),), "unknown_codes"),
        ((codes(("GSO", "2111")),), "unknown_codes"),
        ((CapArea("Điểm", circles=((15.0, 108.0, 0.0),)),), "only_points"),
        ((CapArea("Đại dương", circles=((15.0, 108.0, LONGEST_RADIUS_KM + 1),)),), "bad_shape"),
        ((CapArea("Bờ", polygons=(((15.0, 108.0),) * (MOST_POINTS + 1),)),), "bad_shape"),
    ],
)
def test_where_nobody_can_tell_nothing_is_guessed(areas: tuple[CapArea, ...], code: str) -> None:
    found = reach(*areas)
    assert found.targets is None and found.problem is not None
    assert found.problem.code == code and "{" not in found.problem.reason


def test_a_shape_that_cannot_be_kept_is_not_left_out_silently() -> None:
    ocean = (15.0, 108.0, LONGEST_RADIUS_KM + 1)
    found = reach(CapArea("Hai nơi", circles=(ocean,), geocodes=(("GSO", "21484"),)))
    assert found.targets is None


def test_a_point_beside_a_place_adds_nothing() -> None:
    found = reach(CapArea("Hai nơi", circles=((15.0, 108.0, 0.0),), geocodes=(("GSO", "21484"),)))
    assert found.targets == Targets(subtrees=("bato",))
