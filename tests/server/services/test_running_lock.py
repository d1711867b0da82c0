from pathlib import Path

import pytest

from server.operator_error import OperatorError
from server.services.running_lock import RunningLock


def test_servers_share_the_lock_and_a_restore_wants_it_alone(tmp_path: Path) -> None:
    first = RunningLock(tmp_path, is_alone=False)
    second = RunningLock(tmp_path, is_alone=False)
    first.release()
    with pytest.raises(OperatorError, match="A server is running"):
        RunningLock(tmp_path, is_alone=True)
    second.release()
    restore = RunningLock(tmp_path, is_alone=True)
    with pytest.raises(OperatorError, match="A restore is going on"):
        RunningLock(tmp_path, is_alone=False)
    restore.release()
