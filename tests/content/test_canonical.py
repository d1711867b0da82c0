import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.canonical import canonical, jcs
from content.errors import TrustError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(VALUES)
def test_both_forms_keep_the_value_and_are_stable(value: object) -> None:
    assert json.loads(canonical(value)) == value
    # ECMAScript knows doubles only: 44746524498412500 is the shortest name of one.
    assert json.loads(jcs(value), parse_int=float) == value
    assert jcs(json.loads(jcs(value))) == jcs(value)
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_printed_as_shortest_that_reads_back(number: float) -> None:
    text = jcs(number).decode()
    assert float(text) == number
    assert "E" not in text and not text.endswith(".0")


def test_keys_are_sorted_and_letters_left_as_they_are() -> None:
    assert canonical({"b": 1, "a": "Ba Tơ"}) == '{"a":"Ba Tơ","b":1}'.encode()


@pytest.mark.parametrize("value", [math.nan, math.inf, {"x": object()}, "\ud800", {"a": {1, 2}}])
@pytest.mark.parametrize("write", [canonical, jcs])
def test_what_json_cannot_hold_is_refused(value: object, write: object) -> None:
    with pytest.raises(TrustError) as caught:
        write(value)  # type: ignore[operator]
    assert caught.value.code == "malformed"


def test_a_number_that_no_double_holds_is_refused() -> None:
    with pytest.raises(TrustError) as caught:
        jcs({"x": 10**400})
    assert caught.value.code == "malformed"
