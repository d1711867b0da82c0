"""What can go wrong on the way to the server and on the disk."""


class PlayerError(Exception):
    """Carry one line that says what to do."""


class UnreachableError(PlayerError):
    """The server did not answer, or not whole: try again later."""


class RejectedError(PlayerError):
    """The server said no: keep the last good state. `code` is the protocol's word for why."""

    def __init__(self, code: str, status: int = 0, detail: str = "") -> None:
        """Keep the code and the HTTP status (0: none); `detail` is the server's own sentence."""
        more = f" ({detail})" if detail else ""
        super().__init__(f"the server refused: {code}{more}")
        self.code = code
        self.status = status


class DamagedError(PlayerError):
    """Bytes on the disk are not what they were: fetch them again."""


class FullError(PlayerError):
    """The disk has no room for more content: play on what is here."""


class SupersededError(PlayerError):
    """What was being fetched is not the next thing to fetch any more."""


class NotPairedError(PlayerError):
    """There is no board in this folder yet."""


class BusyError(PlayerError):
    """Another player uses the folder."""
