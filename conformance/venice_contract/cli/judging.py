"""Commands that judge a server: by probes, by the suite, or by both."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from venice_contract.cli import files, options
from venice_contract.cli.fetching import published
from venice_contract.cli.recording import TITLES, Recording, recording
from venice_contract.cli.sessions import KEY_VARIABLE, Flags, Opened, means, opened
from venice_contract.contract.constraints import contract_of
from venice_contract.contract.reading.document import Document, spelled_like
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.witness import Published
from venice_contract.drift.judging import deviations
from venice_contract.drift.judging.blame import Witness
from venice_contract.drift.judging.judge import Judgement
from venice_contract.drift.keyless.inquiry import KeylessInquiry
from venice_contract.drift.keyless.questions import cost as keyless_cost
from venice_contract.drift.keyless.questions import watched
from venice_contract.drift.keyless.verdict import KeylessJudgement
from venice_contract.drift.plan import Budget, Plan, plan
from venice_contract.drift.run import Inquiry
from venice_contract.errors import ContractToolError, ExitCode, KeysLeftError, UsageError
from venice_contract.live.guard import KEYLESS_FLAG, Intention
from venice_contract.live.preflight import look
from venice_contract.report import terminal
from venice_contract.report.plain import one_line
from venice_contract.verdict import Check, Status, counted

DEMONSTRATED = "enum-limit-period-refuses-lifetime"
SUITE_INTENTION = Intention(requests=3000, creates=400, alive=20, seconds=1800)


def _flags(given: dict[str, Any]) -> Flags:
    options.refuse_faults_elsewhere(given["target"], given["faults"])
    names = ("target", "faults", "reports", "seed", "ca_bundle", "consent", "traffic")
    flags = Flags(**{name: given.pop(name) for name in names})
    asks, without = given.pop("asks", False), given.pop("keyless", False)
    return replace(flags, keyless=True, consent=asks) if without else flags


@click.command()
@options.spec
@options.target
@click.option("--plan", "plan_only", is_flag=True, help="Print what it would cost; send nothing.")
@click.option("--write", is_flag=True, help="Apply the proposed edits to the contract.")
@click.option(
    "--keyless", is_flag=True, help="Ask without an account: no key is sent, and none is made."
)
@click.option(
    KEYLESS_FLAG, "asks", is_flag=True, help="Say that the vendor may be asked without an account."
)
@options.published
@options.printed
def drift(fragment: Path, plan_only: bool, write: bool, third: str, **given: Any) -> int:
    """Ask a server about every enum value and limit, once each.

    With --published every finding says who is wrong: contract-stale, published-stale,
    server-regressed or undecided, and why. The exit code stays the same.
    """
    flags, contract = _flags(given), options.contract(fragment)
    if plan_only:
        click.echo(planned(contract, means(flags), keyless=flags.keyless))
        return ExitCode.CONFORMS
    if write and options.INSTALLED in fragment.resolve().parents:
        raise UsageError(
            "The contract of an installed tool is not edited.",
            hint=f"Copy {fragment} to {options.FRAGMENT}, or name another one by --spec.",
        )
    witness = _witness(contract, third)
    with recording(flags, contract, witness, quiet=given["quiet"]) as record:
        mended = _probes(flags, contract, record, witness, write=write)
    if mended:
        files.write({fragment.resolve(): spelled_like(contract.text, mended)})
        click.echo(f"{fragment} is edited; `generate` makes the client follow.", err=True)
    return record.finish(**given)


@click.command()
def demo() -> int:
    """Show in a moment how a difference is found; writes nothing."""
    contract = options.contract(options.fragment_here())
    click.echo(f"The mock refuses a value that {contract.file} documents. The probes find out:\n")
    flags = Flags(options.MOCK, (DEMONSTRATED,))
    with opened(
        flags, contract, lambda: intention(contract, means(flags)), limited=False
    ) as server:
        run = inquire(server, contract, lambda _: None).run({})
        found = any(check.findings for check in run.checks)
        run = replace(run, traffic=server.session.traffic())
        text = terminal.render(run, titles=TITLES, width=options.width(), color=options.colored())
        click.echo(server.session.secrets.mask(text).rstrip())
    click.echo(f"\nWith reports and exit code: venice-contract drift --fault {DEMONSTRATED}")
    return ExitCode.CONFORMS if found else ExitCode.UNDECIDED


@click.command()
@options.spec
@options.target
@options.cases
@options.printed
@click.argument("pytest_args", nargs=-1, type=click.UNPROCESSED)
def suite(fragment: Path, cases: int | None, pytest_args: tuple[str, ...], **given: Any) -> int:
    """Run the pytest and Schemathesis suite alone.

    What follows `--` goes to pytest.
    """
    flags, contract = _flags(given), options.contract(fragment)
    with recording(flags, contract, quiet=given["quiet"]) as record:
        _suite(flags, contract, record, cases, pytest_args)
    return record.finish(**given)


@click.command()
@options.spec
@options.target
@options.cases
@options.published
@options.printed
def conform(fragment: Path, cases: int | None, third: str, **given: Any) -> int:
    """Do all in one: is the client fresh, then `drift`, then `suite`."""
    flags, contract = _flags(given), options.contract(fragment, structure=True)
    witness = _witness(contract, third)
    with recording(flags, contract, witness, quiet=given["quiet"]) as record:
        record.check(_client_is_fresh(fragment))
        _probes(flags, contract, record, witness)
        if not record.stopped:
            _suite(flags, contract, record, cases, ())
    return record.finish(**given)


def _plan(document: Document, means: Collection[str]) -> Plan:
    contract = contract_of(document, frozenset(means))
    return plan(contract, contract.family, _drafted())


def _drafted() -> Moment:
    return Moment(options.now(), "vc-00000000")


def intention(
    contract: Document, means: Collection[str] = (), *, keyless: bool = False
) -> Intention:
    """What the probes would do to an account, by what they can prove."""
    if keyless:
        watch = watched(contract)
        return Intention(watch.most, 0, 0, keyless_cost(watch, _drafted())["seconds"])
    cost = _plan(contract, means).cost
    return Intention(
        int(cost["requests"]), int(cost["creates"]), int(cost["alive"]), cost["seconds"]
    )


def planned(contract: Document, means: Collection[str] = (), *, keyless: bool = False) -> str:
    """What the probes would cost, as text, by what they can prove."""
    if keyless:
        watch = watched(contract)
        cost = keyless_cost(watch, _drafted())
        return (
            f"{cost['requests']:.0f} requests, all but one of them to be refused, and no key; "
            f"about {cost['seconds']:.0f} s, when nothing unexpected is answered; at most "
            f"{watch.most}."
        )
    found = _plan(contract, means)
    cost = found.cost
    proved = f" ({found.minted} with a proof)" if found.minted else ""
    alive = counted(int(cost["alive"]), "key")
    return (
        f"{counted(int(cost['requests']), 'request')}: "
        f"{counted(int(cost['creates']), 'create')}{proved}, "
        f"{cost['refusals']:.0f} to be refused; {alive} alive at once; about "
        f"{cost['seconds']:.0f} s, when nothing unexpected is answered."
    )


def refuse_to_leave(judgement: Judgement) -> None:
    """Raise KeysLeftError for keys that the caller's key does not reach, so cannot revoke."""
    ids = ", ".join(key.id for key in judgement.inquiry.beyond)
    if ids:
        raise KeysLeftError(
            f"{ids} belongs to the wallet's account, which {KEY_VARIABLE} does not reach; "
            "it can spend nothing and expires within the hour.",
            hint="Give a wallet and a key of one account.",
        )


def _witness(contract: Document, named: str) -> Witness | None:
    """Read the published document that is to say who is wrong; None where none is named.

    Raises as `cli.fetching.published`, and BrokenContractError where it is of another service.
    """
    return Witness(Published(published(named), contract_of(contract))) if named else None


def inquire(
    server: Opened,
    contract: Document,
    progress: Callable[[str], None],
    third: Witness | None = None,
) -> Judgement:
    """Ask everything, without a key what needs none.

    UndecidedError where the account is not fit, or nothing could be asked.
    """
    session, moment = server.session, server.moment()
    today, mask, entries = moment.now.date(), session.secrets.mask, accepted(contract)
    if not server.key:
        keyless = KeylessInquiry(
            server.target(),
            watched(contract),
            moment=moment,
            progress=progress,
            pause=session.pause,
        )
        keyless.run()
        entries = tuple(one for one in entries if one.may_match(keyless.asked))
        return KeylessJudgement(keyless, contract, today, entries, mask, witness=third)
    inquiry = Inquiry(
        server.target(),
        contract,
        moment=moment,
        budget=Budget(),
        progress=progress,
        pause=session.pause,
        signer=server.wallet,
    )
    cost = inquiry.plan.cost
    if not server.own:
        progress(str(look(session, room=int(cost["alive"]), seconds=cost["seconds"])))
    inquiry.run()
    return Judgement(inquiry, contract, today, entries, mask, witness=third)


def accepted(contract: Document) -> tuple[deviations.Deviation, ...]:
    """Return the accepted differences beside a contract."""
    return files.beside(Path(contract.file), "deviations.toml", deviations.parse, ())


def _probes(
    flags: Flags,
    contract: Document,
    record: Recording,
    witness: Witness | None,
    *,
    write: bool = False,
) -> str:
    mended = ""
    with (
        _undecided(record, "probes"),
        opened(
            flags,
            contract,
            lambda: intention(contract, means(flags), keyless=flags.keyless),
        ) as server,
    ):
        record.follow(server.session)
        judgement = inquire(server, contract, record.progress, witness)
        record.checks(judgement.run({}).checks)
        if write:
            text = judgement.edited().text
            mended = text if text != contract.text else ""
        refuse_to_leave(judgement)
    return mended


def _suite(
    flags: Flags,
    contract: Document,
    record: Recording,
    cases: int | None,
    pytest_args: tuple[str, ...],
) -> None:
    from venice_contract.cli.suites import run  # noqa: PLC0415 - Schemathesis takes half a second

    record.progress("running the suite")
    with (
        _undecided(record, "suite"),
        opened(flags, contract, lambda: SUITE_INTENTION, limited=False, proving=False) as server,
    ):
        record.follow(server.session)
        if not server.own:
            seen = look(server.session, room=SUITE_INTENTION.alive, seconds=SUITE_INTENTION.seconds)
            record.progress(str(seen))
        emit = _announced(record)
        run(server, contract, emit, seed=flags.seed, cases=cases, pytest_args=pytest_args)


def _announced(record: Recording) -> Callable[[Check], None]:
    """Return what takes the suite's checks, and says when a part of it has given its first."""
    begun: set[str] = set()

    def emit(check: Check) -> None:
        record.check(check)
        if check.group not in begun:
            begun.add(check.group)
            record.progress(f"suite: {check.group}")

    return emit


def _client_is_fresh(fragment: Path) -> Check:
    from venice_contract.cli.building import CLIENT, inputs  # noqa: PLC0415 - loads the generator
    from venice_contract.generation import client  # noqa: PLC0415

    check = Check(
        "client.fresh", "the client is what the contract makes", Status.PASSED, "client", "probe"
    )
    if not CLIENT.exists():
        message = f"there is no {CLIENT}/ here; `generate` makes one"
        return replace(check, status=Status.SKIPPED, message=message)
    stale = client.check(inputs(fragment), CLIENT)
    if not stale:
        return check
    message = " ".join(stale) + " `generate` mends it."
    return replace(check, status=Status.FAILED, message=message)


@contextmanager
def _undecided(record: Recording, name: str) -> Iterator[None]:
    """Keep an end before the end in the record: nothing decided is lost, nothing else is green."""
    try:
        yield
    except KeysLeftError as problem:
        record.keys_left(problem)
    except KeyboardInterrupt:
        record.stopped = True
        record.check(Check(f"{name}.run", "the run", Status.ERROR, name, "probe", "interrupted"))
    except ContractToolError as problem:
        if problem.exit_code is not ExitCode.UNDECIDED:
            raise
        click.echo(f"venice-contract: {one_line(str(problem), limit=problem.longest)}", err=True)
        message = str(problem)
        record.check(Check(f"{name}.run", "the run", Status.ERROR, name, "probe", message))
