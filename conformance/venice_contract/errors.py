"""The errors this tool raises for its users; nothing else may reach a terminal.

ContractToolError                 what went wrong, where, and what to do
├── UsageError           exit 2   a flag, a file or a variable is not what it should be
├── BrokenContractError  exit 2   the fragment cannot be used as it stands; carries its place
├── UndecidedError       exit 3   the server could not be asked, or did not answer in a usable way
│   ├── UnreachableError          no connection, or it was lost
│   ├── NotSentError              the call was held back: it could have hurt something of others
│   ├── RefusedKeyError           the server does not accept the key that was given
│   └── BudgetError               a hard cap on requests, creates or time was reached
└── KeysLeftError        exit 4   keys of a run are still on the server

Each class carries a stable kebab-case `code` for machines and an `exit_code` for shells. The
message is one sentence; `hint` is the next step, if there is one.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells its caller; documented in README."""

    CONFORMS = 0
    DRIFT = 1
    USAGE = 2
    UNDECIDED = 3
    KEYS_LEFT = 4


class ContractToolError(Exception):
    """A problem a user can act on, told in one sentence; `hint` is what to do next, if any."""

    code = "error"
    exit_code = ExitCode.USAGE
    longest = 1_000  # characters of it that a terminal shows: a server may have a part in it

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class UsageError(ContractToolError):
    """The command, its configuration or a file it names is not usable."""

    code = "usage"


class BrokenContractError(ContractToolError):
    """The fragment is not a contract this tool can work from."""

    code = "broken-contract"

    def __init__(
        self, message: str, *, file: str, line: int = 0, column: int = 0, hint: str = ""
    ) -> None:
        place = f"{file}:{line}:{column}" if line else file
        super().__init__(f"{place}: {message}", hint=hint)
        self.file = file
        self.line = line
        self.column = column


class UndecidedError(ContractToolError):
    """The server could not be judged."""

    code = "undecided"
    exit_code = ExitCode.UNDECIDED


class UnreachableError(UndecidedError):
    """No answer came: connection refused, reset, timed out or cut off."""

    code = "unreachable"


class NotSentError(UndecidedError):
    """A call was held back because it could have hurt what is not this run's."""

    code = "not-sent"


class RefusedKeyError(UndecidedError):
    """The server answered, but not to this key."""

    code = "refused-key"


class BudgetError(UndecidedError):
    """A hard cap on requests, creates or wall time was reached before the end."""

    code = "budget"


class KeysLeftError(ContractToolError):
    """Keys that a run created are still on the server."""

    code = "keys-left"
    exit_code = ExitCode.KEYS_LEFT
    longest = 20_000  # each key is named
