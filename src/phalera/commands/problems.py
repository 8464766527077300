"""What stops a command, told in one line."""

from phalera.commands import exits


class CommandError(Exception):
    """Say what is wrong, and what to do next, to the person who typed the command."""

    def __init__(self, message: str, *, remedy: str = "", exit_code: int = exits.USAGE) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.exit_code = exit_code


class UnreadableError(CommandError):
    """A file is not there, or the system does not let us read it."""
