import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from content.layout import Shape
from content.manifest import Layout
from content.profile import Profile
from content.rotation import local_midnight
from server.services import manifest_builder
from server.services.manifest_builder import ScoreBuilder, layout_of, order_for
from server.services.manifest_sources import Audience, ItemSource
from server.services.resources import Resources
from tests.builders import a_notice

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LAYOUT = Layout(Shape.LANDSCAPE, 8.8, 8)


def a_source(name: str = "n1", **fields: object) -> ItemSource:
    return ItemSource(name, 1, a_notice(**fields), "Xã", NOW, "http://x")


def test_order_names_content_layout_day_and_root() -> None:
    order = order_for([a_source("b"), a_source("a")], LAYOUT, 1, NOW)
    assert [source.notice for source in order.sources] == ["a", "b"]
    assert order.day == date(2026, 11, 24)
    assert order.good_until == local_midnight(date(2026, 11, 25))
    same = order_for([a_source("a"), a_source("b")], LAYOUT, 1, NOW + timedelta(hours=1))
    assert order.key == same.key
    assert order.key != order_for([a_source("a")], LAYOUT, 1, NOW).key
    assert order.key != order_for(order.sources, LAYOUT, 2, NOW).key


def test_notice_of_another_day_is_left_out_until_it_is_public() -> None:
    begins = NOW + timedelta(hours=25)
    order = order_for([a_source(valid_from=begins)], LAYOUT, 1, NOW)
    assert order.sources == ()
    assert order.good_until == NOW + timedelta(hours=1)


def test_notice_that_is_over_is_left_out_and_one_that_ends_is_looked_at_again() -> None:
    over = a_source(valid_until=NOW)
    ending = a_source(valid_until=NOW + timedelta(hours=1))
    assert order_for([over], LAYOUT, 1, NOW).sources == ()
    order = order_for([ending], LAYOUT, 1, NOW)
    assert order.sources == (ending,)
    assert order.good_until == NOW + timedelta(hours=1)


def test_screen_too_small_for_its_readers_gets_the_largest_em() -> None:
    assert layout_of(Profile(far_m=30)).em_u == 12.4
    assert layout_of(Profile(1080, 1920)) == Layout(Shape.PORTRAIT, 8.8, 8.0)


def test_nobody_is_meant_where_there_are_no_boards() -> None:
    content = a_notice()
    assert Audience([]).of(content.unit_id, content.targets) == set()


def test_a_notice_that_cannot_be_set_takes_no_other_off_the_board(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_item = manifest_builder.make_item

    def choosy(source: ItemSource, *layout: Any) -> Any:
        if source.notice == "odd":
            raise ZeroDivisionError
        return make_item(source, *layout)

    monkeypatch.setattr(manifest_builder, "make_item", choosy)
    builder = ScoreBuilder(resources.keyring, resources.settings.fonts_dir)
    order = order_for([a_source("odd"), a_source("plain")], LAYOUT, 1, NOW)
    assert list(json.loads(builder.build(order).payload)["items"]) == ["plain"]
