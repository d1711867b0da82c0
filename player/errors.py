"""What can go wrong on the way to the server and on the disk."""


class PlayerError(Exception):
    """Carry one line that says what to do."""


class UnreachableError(PlayerError):
    """The server did not answer, or not whole: try again later."""


class RejectedError(PlayerError):
    """The server said no: keep the last good state. `code` is the protocol's word for why."""

    def __init__(self, code: str, status: int = 0) -> None:
        """Keep the code and the HTTP status (0: none)."""
        super().__init__(f"the server refused: {code}")
        self.code = code
        self.status = status


class DamagedError(PlayerError):
    """Bytes on the disk are not what they were: fetch them again."""


class NotPairedError(PlayerError):
    """There is no board in this folder yet."""


class BusyError(PlayerError):
    """Another player uses the folder."""
