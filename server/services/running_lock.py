"""A mark on the data folder that a server is running on it."""

import fcntl
import os
from pathlib import Path

from server.operator_error import OperatorError

FILE_NAME = "server.lock"


class RunningLock:
    """Held by each server process for its life; by a restore alone. The kernel frees it."""

    def __init__(self, data_dir: Path, *, is_alone: bool) -> None:
        """Take it. Raises: OperatorError when it cannot be had."""
        path = data_dir / FILE_NAME
        self._handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        kind = fcntl.LOCK_EX if is_alone else fcntl.LOCK_SH
        try:
            fcntl.flock(self._handle, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._handle)
            who = "A server is running" if is_alone else "A restore is going on"
            raise OperatorError(f"{who} on {data_dir}; stop it or wait for its end") from error

    def release(self) -> None:
        """Give it back."""
        os.close(self._handle)
