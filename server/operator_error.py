"""What an operator must mend: one line that says what is wrong and what to do."""


class OperatorError(Exception):
    """A command or a start-up cannot go on; nothing was changed."""
