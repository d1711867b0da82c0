"""The reasons of decisions about CAP."""

from content import cap_reasons
from content.cap import CapMsgType, CapProblem, CapScope, CapStatus


def test_each_reason_has_a_code_of_its_own_and_a_sentence() -> None:
    named = [value for value in vars(cap_reasons).values() if isinstance(value, CapProblem)]
    mapped = (cap_reasons.BY_STATUS, cap_reasons.BY_SCOPE, cap_reasons.BY_TYPE)
    reasons = named + [reason for table in mapped for reason in table.values()]
    assert len({reason.code for reason in reasons}) == len(reasons) > 20
    assert all(reason.reason.endswith(".") for reason in reasons)


def test_all_but_real_public_messages_have_a_reason() -> None:
    assert set(cap_reasons.BY_STATUS) == set(CapStatus) - {CapStatus.ACTUAL}
    assert set(cap_reasons.BY_SCOPE) == set(CapScope) - {CapScope.PUBLIC}
    assert set(cap_reasons.BY_TYPE) == {CapMsgType.ACK, CapMsgType.ERROR}
