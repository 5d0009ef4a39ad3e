"""Every case of the strangers, by group: a name, and what judges it when it is asked to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from tests.strangers import october, second_vendor
from tests.strangers.additions import ADDITIONS
from tests.strangers.attacks import ATTACKS, Attack, suffer
from tests.strangers.drifts import DRIFTS
from tests.strangers.fragments import fragment
from tests.strangers.honest import HONEST, Honest
from tests.strangers.lies import Lie
from tests.strangers.manners import Manners
from tests.strangers.once import ONCE
from tests.strangers.outcomes import Bench, Row
from tests.strangers.reports import REPORTED, Reported
from tests.strangers.required import DEMANDS, Demand


@dataclass(frozen=True)
class Case:
    group: str
    name: str
    honest: bool
    judge: Callable[[], Row]

    @property
    def id(self) -> str:
        """What it is called among all."""
        return f"{self.group}: {self.name}"


@lru_cache(maxsize=4)  # cases of one contract stand together, and each keeps whole verdicts
def bench(name: str) -> Bench:
    """Return what judges servers of a contract: `second`, an addition's, or this repository's."""
    if name == "second":
        data = second_vendor.fragment()
        return Bench("second vendor", data, manners=second_vendor.MANNERS)
    data = fragment()
    if name not in ADDITIONS:
        return Bench(name, data)
    one = ADDITIONS[name]
    one.edit(data)
    return Bench(name, data, manners=one.manners, bent=one.bent, once=True)


def evolution(names: tuple[str, ...] = ()) -> Iterator[Case]:
    """Yield the servers of additions, of all by default: the honest one, then its liars."""
    for name in names or ADDITIONS:
        yield Case(name, "honest", True, partial(_honest, name, "honest"))
        for lie in ADDITIONS[name].lies:
            yield Case(name, lie.name, False, partial(_liar, name, lie))
        if name == "list-pages":
            called = "honest, in pages of five, 23 keys of others"
            manners = Manners(page=5, foreign=23)
            yield Case(name, called, True, partial(_honest, name, called, manners))


def _liar(name: str, lie: Lie) -> Row:
    return bench(name).liar(lie)


def _honest(name: str, called: str, manners: Manners | None = None) -> Row:
    return bench(name).honest(called, manners)


def honest() -> Iterator[Case]:
    """Yield every honest server of the contract as it stands, or with something beside."""
    for one in HONEST:
        yield Case("honest", one.name, True, partial(_in_manners, one))


def _in_manners(one: Honest) -> Row:
    judging = bench("plain")
    if one.edit:
        judging = Bench("honest", fragment())
        one.edit(judging.data)
    bent = (one.troubles(),) if one.troubles else ()
    return replace(judging.honest(one.name, one.manners, *bent), group="honest")


def drifts() -> Iterator[Case]:
    """Yield every drift from the contract as it stands."""
    for lie in DRIFTS:
        yield Case("drifts", lie.name, False, partial(_liar, "drifts", lie))


def once() -> Iterator[Case]:
    """Yield every drift that shows in many places and is one."""
    for one in ONCE:
        yield Case("once", one.lie.name, False, one.judge)


def required() -> Iterator[Case]:
    """Yield every server that demands one field more."""
    for one in DEMANDS:
        yield Case("required", one.name, False, partial(_demand, one))


def _demand(one: Demand) -> Row:
    return bench("required").demand(one)


def reported() -> Iterator[Case]:
    """Yield servers that differ from their contract in kinds that were reported elsewhere."""
    for one in REPORTED:
        yield Case("reports", one.name, False, partial(_reported, one))


def _reported(one: Reported) -> Row:
    data = fragment()
    one.edit(data)
    return Bench("reports", data, own=one.server()).liar(one.lie)


def second() -> Iterator[Case]:
    """Yield the servers of another vendor."""
    yield Case("second vendor", "honest", True, partial(_honest, "second", "honest"))
    for lie in second_vendor.DRIFTS:
        yield Case("second vendor", lie.name, False, partial(_liar, "second", lie))


def autumn() -> Iterator[Case]:
    """Yield October's server by October's contract, and what is older or newer by the other."""
    for called, manners in (("honest", october.MANNERS), ("one at a time", october.ONE_AT_A_TIME)):
        yield Case("october", called, True, partial(_october, called, manners))
    yield Case("october", october.WITHOUT.name, False, partial(_liar, "october", october.WITHOUT))
    yield Case("october", october.OLDER.name, False, _older)
    yield Case("october", october.NEWER.name, False, _newer)


def _october(called: str, manners: Manners) -> Row:
    # Through the guard alone a run waits for budgets; see `test_october`.
    return bench("october").honest(called, replace(manners, failures=0, creates=0), *october.BENT)


def _older() -> Row:
    return Bench("october", fragment(), own=october.august()).liar(october.OLDER)


def _newer() -> Row:
    return Bench("october", october.august(), own=fragment()).liar(october.NEWER)


def attacked() -> Iterator[Case]:
    """Yield every hostile server."""
    for attack in ATTACKS:
        yield Case("attacks", attack.name, False, partial(_attacked, attack))


def _attacked(attack: Attack) -> Row:
    judging = bench("plain")
    return suffer(attack, judging.data, judging.contract)


GROUPS: dict[str, Callable[[], Iterator[Case]]] = {
    "evolve": evolution,
    "honest": honest,
    "drifts": drifts,
    "once": once,
    "required": required,
    "reports": reported,
    "second": second,
    "october": autumn,
    "attacks": attacked,
}
"""Every table, by name."""
