"""The shell: reads flags and the environment, composes the rooms, prints, and returns an exit code.

The only room that may do any of that. Commands are loaded when they are asked for, so that the
mock is ready in a moment and `--help` does not wait for Schemathesis.
"""

import difflib
import importlib
import sys
from collections.abc import Sequence

import click

from venice_contract.cli.outlet import outlets
from venice_contract.errors import ContractToolError, ExitCode, UsageError
from venice_contract.report.plain import one_line

# httpx loads a command line of its own where click and rich are at hand, half of its start.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

COMMANDS = {
    "checks": "printing",
    "conform": "judging",
    "demo": "judging",
    "diff": "printing",
    "drift": "judging",
    "generate": "building",
    "lint": "building",
    "mock": "serving",
    "replay": "scoring",
    "report": "printing",
    "score": "scoring",
    "seed": "building",
    "suite": "judging",
    "sweep": "sessions",
    "timeline": "printing",
    "upstream": "upstream",
}
"""Each command and the module of this room that holds it."""

EXTRAS = {"mock": "mock", "generate": "generate", "seed": "generate"} | dict.fromkeys(
    ("conform", "suite"), "suite"
)
"""The extra of the package that a command needs; `drift` for those that are not named."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's interface
        """Name every command."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of a command, None for an unknown one."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"venice_contract.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the one that was meant."""
        near = difflib.get_close_matches(args[0], COMMANDS, n=1)
        if args[0] not in COMMANDS and near:
            raise UsageError(f"There is no command {args[0]!r}.", hint=f"Did you mean {near[0]}?")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="venice-contract", message="%(version)s")
def tool() -> None:
    """Keep a contract, a generated client and a running server in step.

    Exit codes: 0 conforms, 1 drift, 2 usage or a broken contract, 3 could not decide, 4 keys left
    behind.
    """


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every error is one sentence on standard error.

    A reader that leaves early, as `head` does, is told so and changes no exit code. Where nothing
    else can be written, a success that nobody could read is none.
    """
    with outlets() as out:
        code = _run(arguments)
        out.flush()
        if out.problem is None:
            return code
        if out.closed_pipe:
            said = "standard output was closed before everything was printed."
        else:
            said = f"standard output cannot be written: {out.problem.strerror}."
            code = code or ExitCode.UNDECIDED
        click.echo(f"venice-contract: {said}", err=True)
    return code


def _run(arguments: Sequence[str]) -> int:
    try:
        code = tool.main(list(arguments), prog_name="venice-contract", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as problem:
        problem.show()
        return ExitCode.USAGE
    except click.ClickException as problem:
        click.echo(f"venice-contract: {_misused(problem)}", err=True)
        return ExitCode.USAGE
    except ContractToolError as problem:
        # What a server said may be part of it: on one line, it cannot pose as another one.
        click.echo(f"venice-contract: {one_line(str(problem), limit=problem.longest)}", err=True)
        return problem.exit_code
    except ModuleNotFoundError as problem:
        click.echo(f"venice-contract: {_missing(problem, arguments)}", err=True)
        return ExitCode.USAGE
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
    except Exception as problem:  # noqa: BLE001 - a traceback could show a secret, and helps nobody
        what = f"{type(problem).__name__} in {_place(problem)}"
        click.echo(f"venice-contract: a defect of this tool: {what}. Please report it.", err=True)
    else:
        return int(code) if isinstance(code, int) else ExitCode.CONFORMS
    return ExitCode.UNDECIDED


def _misused(problem: click.ClickException) -> str:
    """Say on one line what click refuses, and where it is told what may be given."""
    said = one_line(problem.format_message(), limit=1_000)
    context = problem.ctx if isinstance(problem, click.UsageError) else None
    help_of = f" See `{context.command_path} --help`." if context else ""
    return f"{said}{'' if said.endswith(('.', '?', '!')) else '.'}{help_of}"


def _missing(problem: ModuleNotFoundError, arguments: Sequence[str]) -> UsageError:
    """Say which extra of the package brings what is not installed."""
    command = next((one for one in arguments if one in COMMANDS), "drift")
    extra = EXTRAS.get(command, "drift")
    return UsageError(
        f"`{command}` needs {problem.name}, which is not installed.",
        hint=f"It comes with an extra: pip install 'venice-contract[{extra}]'.",
    )


def _place(problem: Exception) -> str:
    trace = problem.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "nowhere"
