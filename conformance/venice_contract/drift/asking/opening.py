"""Whether the secrets of the run open what they may, and nothing else."""

from collections.abc import Iterable
from dataclasses import replace

from venice_contract.contract.reading.operations import WRONG_KEY, Operation
from venice_contract.contract.roles import new_secrets
from venice_contract.drift.answers.keys import Key
from venice_contract.drift.asking.asker import Asker
from venice_contract.drift.observe import Exchange
from venice_contract.drift.plan import needing
from venice_contract.target import Call
from venice_contract.verdict import Constraint, Path

KINDS_TRIED = 4
"""So many kinds of keys are tried where the contract does not say which one opens the list."""


class Opening:
    """Tries the secrets of the run."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._contract = asker.contract
        self._opened: Key | None = None

    def try_keys(self) -> None:
        """Call what asks for a kind of key: a secret opens what its type may reach, and no more."""
        needed = self._needed
        for maker in self._contract.makers:
            tried = self._fit(maker)
            certain = any(_has(key, needed, exactly=True) for key in tried)
            self._open_with(tried, maker, needed if certain else None)
        for operation, said in self._guarded:
            self._try_barred(operation, said)

    @property
    def keys(self) -> list[Key]:
        """The keys that are going to be tried, of those that are alive."""
        fit = [key for maker in self._contract.makers for key in self._fit(maker)]
        return [*fit, *(key for _, said in self._guarded for key in self._unfit(said))]

    @property
    def _guarded(self) -> list[tuple[Operation, Constraint]]:
        return needing(self._contract, self._asker.roles)

    @property
    def _needed(self) -> Constraint | None:
        """What a key needs that opens the list, None where the contract does not say."""
        listing = self._asker.roles.list
        return next((said for operation, said in self._guarded if operation is listing), None)

    def _fit(self, maker: Operation) -> list[Key]:
        """Return the keys by which an operation that makes keys is to open the list."""
        needed = self._needed
        made = (key for key in self._asker.alive if key.made_by == maker.id)
        fit = _plainest(key for key in made if key.secret and _has(key, needed))
        certain = [key for key in fit if _has(key, needed, exactly=True)]
        return (certain or fit)[:1] if needed else _different(fit)[:KINDS_TRIED]

    def _unfit(self, needed: Constraint) -> list[Key]:
        others = (key for key in self._asker.alive if key.secret and not _has(key, needed))
        return _plainest(others)[:1]

    @property
    def fit(self) -> list[Key]:
        """A key that was created and may open the list, if there is one that is alive."""
        return self._fit(self._asker.roles.create)[:1]

    def opens(self, key: Key) -> bool:
        """Whether the list is open to a key."""
        return bool(key.secret) and self._try(key, opens=True).accepted

    def try_renewed(self, key: Key, action: Operation) -> None:
        """Call the list with a secret that an action gave to a key whose old one opened it."""
        tried = self._in_time(key, opens=True)
        if tried.refused:
            (path, *_) = new_secrets(action, self._asker.roles)
            constraint = self._contract.find(action, "answer", path, "type")
            says = ("a new secret opens what the old one did", "refuses it")
            self._saw_twice("key-dead", constraint, says, tried, key)

    def _open_with(self, keys: list[Key], maker: Operation, certain: Constraint | None) -> None:
        """Call the list with one key after another, until one opens it.

        A key whose type is in other letters than the contract's may open it or not.
        """
        tried = None
        for key in keys:
            tried = self._in_time(key, opens=True) if certain else self._try(key, opens=True)
            if tried.accepted:
                self._opened = self._opened or key
                return
        if certain and tried is not None and tried.refused:
            says = ("the secret of a new key opens what its type may", "refuses it")
            names = tuple(certain.value)
            _, secret = self._contract.shown_by(maker)
            constraint = self._contract.find(maker, "answer", secret or (), "type")
            self._saw_twice("key-dead", constraint, says, tried, key, names)

    def _try_barred(self, operation: Operation, needed: Constraint) -> None:
        if _is_only(self._asker.roles.create, needed):
            self._asker.seen.decided.add(needed.id)
            return
        for key in self._unfit(needed):
            exchange = self._asker.call(operation, self._with(key, operation, refusal=True))
            if exchange.accepted:
                says = (f"a key needs {needed.said}", "opens it with another one")
                self._saw_twice("key-opens-too-much", needed, says, exchange, key)
            elif exchange.refused:
                self._asker.seen.decided.add(needed.id)

    def try_revoked(self) -> None:
        """Call the list with a key that opened it before, and is revoked now."""
        key, listing = self._opened, self._asker.roles.list
        if key is None or key.alive or not listing.secured:
            return

        exchange = self._in_time(key, opens=False)
        if exchange.accepted:
            remove = self._asker.roles.remove.operation
            constraint = self._contract.find(remove, "answer", (), "effect")
            says = ("a revoked key opens nothing", "still takes its secret")
            self._saw_twice("key-lives", constraint, says, exchange, key)
        elif exchange.refused:  # a revoked key is a wrong one
            told = "a call with a wrong key is answered"
            known = listing.documents(exchange.answer.status)
            documented = listing.refuses(WRONG_KEY) or ("" if known else listing.unauthorized)
            self._asker.judge_refused(
                exchange, listing, documented, told, lambda: self._try(key, opens=False)
            )

    def _in_time(self, key: Key, *, opens: bool) -> Exchange:
        """Call the list with a key, again after a while where that is not as it should be.

        A service may learn of a key, or of its end, later than whoever made or ended it.
        """

        def fine(one: Exchange) -> bool:
            return one.weather or one.accepted is opens

        return self._asker.until(fine, lambda: self._try(key, opens=opens))

    def _try(self, key: Key, *, opens: bool) -> Exchange:
        return self._asker.call(self._asker.roles.list, self._with(key, refusal=not opens))

    def _with(self, key: Key, operation: Operation | None = None, *, refusal: bool = False) -> Call:
        """Return a call of an operation, the list by default, with the secret of a key."""
        call = self._asker.request(operation or self._asker.roles.list, refusal=refusal)
        return replace(call, bearer=key.secret)

    def _saw_twice(
        self,
        kind: str,
        constraint: Constraint,
        says: tuple[str, str],
        exchange: Exchange,
        key: Key,
        names: tuple[str, ...] = (),
    ) -> None:
        called = self._contract.operations[exchange.call.operation]
        again = self._asker.call(called, self._with(key, called))
        if again.accepted == exchange.accepted:
            self._asker.seen.saw(kind, constraint, says, exchange, again, sent=names or None)


def _different(keys: list[Key]) -> list[Key]:
    """Return keys that differ in their texts, such as their type: one of them may open the list."""
    found: dict[frozenset[tuple[Path, str]], Key] = {}
    for key in keys:
        words = {(path, value) for path, value in key.expected.items() if isinstance(value, str)}
        found.setdefault(frozenset(one for one in words if one[1].isupper()), key)
    return list(found.values())


def _plainest(keys: Iterable[Key]) -> list[Key]:
    """Return keys, those first that list the least: a list may say who may use a key."""

    def lists(key: Key) -> int:
        return sum(isinstance(value, list) and value != [] for value in key.expected.values())

    return sorted(keys, key=lists)


def _is_only(create: Operation, needed: Constraint) -> bool:
    """Whether a creation can make no key but such as are needed."""
    request = create.request.schema if create.request else None
    known = {name: request.at((name,)) if request else None for name in needed.value}
    return all(
        schema is not None and list(schema.value("enum") or ()) == [needed.value[name]]
        for name, schema in known.items()
    )


def _has(key: Key, needed: Constraint | None, *, exactly: bool = False) -> bool:
    """Whether a key is what a contract says that an operation needs, in whatever letters."""
    wanted = needed.value if needed is not None else {}
    if exactly:
        return all(key.expected.get((name,)) == value for name, value in wanted.items())
    known = {name: str(key.expected.get((name,))).casefold() for name in wanted}
    return all(known[name] == str(value).casefold() for name, value in wanted.items())
