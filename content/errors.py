"""The error family: every refusal a person can read, with a stable code."""


class ContentError(Exception):
    """Carry an English message template, its parameters and a stable code.

    `message` is the template (`"… {name} …"`), translated at the edge; `field` names the
    input at fault, dotted for nested ones.
    """

    code = "content_error"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        field: str | None = None,
        **params: object,
    ) -> None:
        """Keep template and parameters apart so that the edge can translate."""
        super().__init__(message)
        self.message = message
        self.params: dict[str, object] = params
        self.field = field
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        """Give the English sentence."""
        return self.message.format(**self.params) if self.params else self.message


class InvalidInputError(ContentError):
    """Refuse a value that breaks a rule; `field` says which."""

    code = "invalid_input"


class NotFoundError(ContentError):
    """Say that the named thing does not exist, or not for the asker."""

    code = "not_found"


class ForbiddenError(ContentError):
    """Refuse a deed the actor has no right to."""

    code = "forbidden"


class ConflictError(ContentError):
    """Refuse a deed that the present state does not allow."""

    code = "conflict"


class TrustError(ContentError):
    """Refuse a statement that cannot be believed; the code says why."""

    code = "untrusted"


class UnitRetiredError(InvalidInputError):
    """Refuse a unit code that is valid on other days only."""

    code = "unit_retired"


class NoBoardsError(InvalidInputError):
    """Refuse targets that reach no board."""

    code = "no_boards"


class TooLargeError(ContentError):
    """Refuse something over its size limit."""

    code = "too_large"


class UnsupportedMediaError(ContentError):
    """Refuse a file that is not of a known kind."""

    code = "unsupported_media"
