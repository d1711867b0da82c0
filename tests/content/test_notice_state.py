import pytest

from content.errors import ConflictError
from content.notice_state import NoticeAction, NoticeState, allowed_actions, move


def test_a_withdrawn_notice_stays_withdrawn() -> None:
    assert not allowed_actions(NoticeState.WITHDRAWN)
    with pytest.raises(ConflictError):
        move(NoticeState.WITHDRAWN, NoticeAction.EDIT)
