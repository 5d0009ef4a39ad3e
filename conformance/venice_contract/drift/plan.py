"""The plan of a verdict: which rows are sent to which operation, and what they will cost.

Pure. A column is one field of a request with the choices of `contract.values.choices`; one choice
of each column is packed into a row, and a row is one request. A plan is made before anything is
sent, so that `--plan` can show it; what an unexpected answer adds is decided while running, inside
the same budget.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from venice_contract.contract.constraints import Contract
from venice_contract.contract.limits import ServiceLimits
from venice_contract.contract.proof import Proof
from venice_contract.contract.reading.conditions import conditions_of
from venice_contract.contract.reading.operations import Operation, Parameter
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.roles import LONG_ENOUGH, Roles, Route, marked, new_secrets
from venice_contract.contract.values.choices import Choice, Choices
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.specimens import specimen
from venice_contract.contract.values.table import ABSENT, UNKNOWN_NAME
from venice_contract.drift import covering
from venice_contract.drift.calls import beside_key
from venice_contract.drift.columns import Column, Row, dependent, in_texts, independent, overlap
from venice_contract.target import FORM
from venice_contract.verdict import Constraint, Path

SECONDS_A_REQUEST = 0.2
"""A guess at a round trip to a distant service, for the estimate alone."""
LISTS = 4
"""Times that the list is read: before, after creating, after changing, after revoking."""
LAST_LOOK = 1
"""The list once more, by which the session of a run sees that no key is left."""

MOST_REFUSED = 6
"""Choices a field must refuse; a verdict in all stays within the 20 refusals in 30 s that the
oldest statement allows."""
MOST_REFUSED_NESTED = 4
MOST_REFUSED_OBJECT = 2
NEAREST = ("other-case", "looked-out", "shorter-form", "later-form", "longer-form", "empty")
"""Near misses of which each is a question of its own: of forms, and of what a list or map holds."""
OF_A_FORM = frozenset({"pattern", "format"})
FEWER_IN_UPDATE = 2
"""How many fewer where a key is changed: its fields are those of a creation."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Hard caps of a run; what does not fit is undecided."""

    requests: int = 1000
    creates: int = 200
    refusals: int = 400
    alive: int = 40


@dataclass(frozen=True, slots=True)
class Asking:
    """The columns of one operation's request and the rows that they are packed into.

    Args:
        columns: the fields, outer ones before inner ones.
        accept: rows that must be accepted.
        refuse: rows whose every choice must be refused.
        identity: the field that names a key; empty where none does.
        proof: the fields that prove who asks; every request has them, made anew for each.
    """

    columns: tuple[Column, ...] = ()
    accept: tuple[Row, ...] = ()
    refuse: tuple[Row, ...] = ()
    identity: Path = ()
    proof: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a verdict is going to send.

    Args:
        create: the rows of the creating operation.
        update: the rows of the updating operation.
        parameters: by operationId, the rows of a read's query and header parameters.
        reads: how many keys are read one by one.
        unknown: whether an id that no key has is read as well.
        gone: how many operations are called with a key that was revoked.
        plain: how many operations are read once, for the shape of their answer.
        actions: by operationId, the rows of what other operations on one key take; each is called
            once first, and with the least once more where it has rows.
        without_key: operations that are called once without a key, and must refuse it.
        for_all: operations that are called once more, without a key, and must not ask for one.
        reads_for_all: reads that are called without a key, and must not ask for one.
        tried: how many calls with keys of the run must be refused: a revoked one, and those of
            operations that need a key of another type.
        opened: how many calls with keys of the run must be let in: one for each way to make keys,
            and one before and one after each action that answers a new secret.
        mint: the rows of the operation that makes keys for a proof; empty where none is asked.
        faults: what is wrong with each false proof that is given once.
        limits: how fast the service may be asked, for the estimate of time.
    """

    create: Asking
    update: Asking
    parameters: Mapping[str, Asking]
    reads: int
    unknown: bool
    gone: int
    plain: int
    actions: Mapping[str, Asking]
    without_key: tuple[str, ...]
    for_all: tuple[str, ...]
    reads_for_all: tuple[str, ...]
    tried: int
    opened: int
    mint: Asking
    faults: tuple[str, ...]
    limits: ServiceLimits

    @property
    def minted(self) -> int:
        """Keys that are made for a proof: one that is harmless in all first, then one a row."""
        return len(self.mint.accept) + 1 if self.mint.accept else 0

    @property
    def refusals(self) -> int:
        """Calls that must be refused."""
        found = len(self.create.refuse) + len(self.update.refuse) + len(self.without_key)
        others = (*self.parameters.values(), *self.actions.values())
        found += sum(len(one.refuse) for one in others) + self.tried + self.unknown + self.gone
        return found + len(self.mint.refuse) + len(self.faults)

    @property
    def requests(self) -> int:
        """What the probes send, when nothing unexpected happens."""
        minted, creates = self.minted, len(self.create.accept) + self.minted
        plain = sum(len(one.accept) for one in self.parameters.values())
        plain += sum(1 + len(one.accept) + bool(one.columns) for one in self.actions.values())
        plain += self.plain + self.reads + self.opened + len(self.for_all)
        # A challenge for each key and one for all refusals; the list shows whose the keys are.
        proving = minted + 2 if minted else 0
        return creates * 2 + len(self.update.accept) + plain + self.refusals + LISTS + proving

    @property
    def cost(self) -> dict[str, float]:
        """Requests, creates, refusals, keys alive and seconds, when nothing unexpected happens.

        The requests are those of the probes, and the last look of the session that they are in.
        """
        creates, refusals = len(self.create.accept) + self.minted, self.refusals
        requests = self.requests + LAST_LOOK
        waits = max(
            (many - 1) // limit.most * limit.seconds
            for many, limit in ((creates, self.limits.creates), (refusals, self.limits.failures))
        )
        return {
            "requests": requests,
            "creates": creates,
            "refusals": refusals,
            "alive": creates,
            "seconds": waits + requests * SECONDS_A_REQUEST,
        }


def plan(contract: Contract, roles: Roles, moment: Moment) -> Plan:
    """Make the plan of a verdict."""
    choices = Choices(contract.said, moment)
    create = asking(contract, roles.create, choices, filled=marked(roles.create))
    update = Asking()
    if roles.update is not None:
        update = asking(contract, roles.update.operation, choices, _identity(roles.update))
    # So many keys are read one by one to see every enum value of a field, and none.
    enums = [[one for one in c.accept if one.kind == "enum-value"] for c in create.columns]
    reads = 1 + max(map(len, enums), default=0)
    mint, faults = Asking(), list[str]()
    if contract.proof is not None and contract.proves:
        # Another tag, so that no two keys of a run have the same text: it tells them apart.
        texts = Choices(contract.said, replace(moment, tag=f"{moment.tag}-p"))
        mint = proving(contract, contract.proof, create, texts)
        faults = _faults(contract, contract.proof)
    tried = 1 + len(needing(contract, roles)) if roles.secret else 0
    opened = 1 + bool(mint.accept) + 2 * sum(renews(one, roles) for one in roles.actions)
    told_more = [one for one in roles.all if beside_key(one, roles)]
    return Plan(
        create=create,
        update=update,
        parameters={one.id: of_parameters(one, choices, roles) for one in told_more},
        reads=min(len(create.accept), reads) if roles.read else 0,
        unknown=any(not one.unasked for one in contract.of_unknown_ids),
        gone=sum(bool(contract.refuses_gone(one.operation)[0]) for one in of_gone(roles)),
        plain=len(roles.plain),
        actions={
            one.operation.id: asking(contract, one.operation, choices, _identity(one), filled=())
            for one in roles.actions
        },
        without_key=tuple(op.id for op in roles.all if op.secured and op.unauthorized),
        for_all=_for_all(roles, [one for one in roles.all if one not in roles.plain]),
        reads_for_all=_for_all(roles, roles.plain),
        tried=tried,
        opened=opened if tried else 0,
        mint=mint,
        faults=tuple(faults),
        limits=contract.limits,
    )


def _faults(contract: Contract, proof: Proof) -> list[str]:
    said = contract.at(proof.operation.id, "request", ())
    asked = {one.value for one in said if one.kind == "false-proof" and not one.unasked}
    return [fault for fault, text in proof.refused.items() if text in asked]


def _for_all(roles: Roles, among: Iterable[Operation]) -> tuple[str, ...]:
    """The operations without security, of a document that says of others that they need a key."""
    says = any(one.secured for one in roles.all)
    return tuple(one.id for one in among if says and not one.secured and one != roles.create)


def of_gone(roles: Roles) -> list[Route]:
    """Return the operations that may say of a key that it was revoked."""
    return [one for one in (roles.read, roles.remove) if one is not None]


def _identity(route: Route) -> tuple[str, ...]:
    return (route.name,) if route.where == "body" else ()


def renews(route: Route, family: Roles) -> bool:
    """Whether what an action gives a key can be told by its opening the list, as it did before."""
    new = bool(new_secrets(route.operation, family))
    return new and family.list.secured and not route.ends


def needing(contract: Contract, roles: Roles) -> list[tuple[Operation, Constraint]]:
    """Return the list and the plain reads that need a kind of key, each with what it needs."""
    return [
        (operation, said)
        for operation in (roles.list, *roles.plain)
        for said in contract.at(operation.id, "request", ())
        if said.kind == "needs"
    ]


def asking(
    contract: Contract,
    operation: Operation,
    choices: Choices,
    identity: Path = (),
    *,
    filled: Path | None = None,
    more: int = 0,
) -> Asking:
    """Return the columns and rows of an operation's request body.

    Args:
        contract: what it says.
        operation: whose request.
        choices: makes the values.
        identity: the field that names a key; empty where none does.
        filled: the field whose values must differ from key to key, where keys are made; None where
            they are changed, which needs rows that name few fields, too.
        more: choices that a field must refuse beyond `MOST_REFUSED`, where refusals are cheap.
    """
    if operation.request is None or operation.request.schema is None:
        return Asking()
    known = set() if filled is not None else _said(contract, contract.family.create)
    found = [
        # The good values of a field that names a key are the keys of the run.
        replace(column, accept=()) if column.path == identity else column
        for column in _columns(operation.request.schema, choices, known, more)
    ]
    found.extend(_unknown_names(contract, operation, operation.request.schema, choices))
    if operation.request.chosen == FORM:
        texts = ((c, in_texts(c.schema, c.accept), in_texts(c.schema, c.refuse)) for c in found)
        found = [replace(c, accept=tuple(one), refuse=tuple(other)) for c, one, other in texts]
    accept = _free(found)
    again = {path: some for path, some in accept.items() if path != filled}
    rows = covering.filled(covering.pack(accept), again)
    if filled is None:
        rows = covering.apart(rows, again)
    return Asking(tuple(found), *_whole(rows, found, choices), identity)


def _columns(root: Schema, choices: Choices, known: set[str], more: int) -> Iterator[Column]:
    """Yield what is asked about each field of an object, outer ones before inner ones."""
    waiting = [(child, root, MOST_REFUSED) for child in root.properties.values()]
    for schema, above, most in waiting:
        if not schema.value("readOnly"):
            yield column_of(schema, above, choices, most + more, known)
        if not schema.variants:
            inner = schema.properties.values()
            waiting += [(child, schema, MOST_REFUSED_NESTED) for child in inner]


def _said(contract: Contract, operation: Operation) -> set[str]:
    """Return all that the contract says of a request, wherever it is written."""
    here = (one for one in contract.constraints if one.operation == operation.id)
    return {_saying(one) for one in here if one.side == "request"}


def _saying(said: Constraint) -> str:
    return repr((said.path, said.kind, said.value))


def _free(columns: Iterable[Column]) -> dict[Path, tuple[Choice, ...]]:
    free = [independent(column) for column in columns]
    return {c.path: _turned(c, free) for c in free if c.accept}


def _whole(
    rows: list[Row], columns: list[Column], choices: Choices
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Return all rows to be accepted and all to be refused, those of dependent fields last."""
    refused = {c.path: c.refuse for c in map(independent, columns) if c.refuse}
    alone, wrong = dependent(columns, choices)
    return (*rows, *alone), (*covering.pack(refused), *wrong)


def proving(contract: Contract, proof: Proof, create: Asking, choices: Choices) -> Asking:
    """Return the columns and rows of the operation that makes keys for a proof.

    Of a field that the contract says in the same place as for the creation, one choice of each
    constraint is asked; the creation is asked about the others. Every constraint is asked about all
    the same.
    """
    mark, fields = marked(proof.operation), tuple((name,) for name in proof.fields)
    whole = asking(contract, proof.operation, choices, filled=mark)
    known = {column.path: column.schema for column in create.columns}
    columns = [
        replace(column, accept=()) if column.path in fields else _fewer(column, known)
        for column in whole.columns
    ]
    # The instants at which keys end tell them apart.
    instants = choices.moment.instants
    ends = {c.path for c in columns if any(choice.value in instants for choice in c.accept)}
    accept = {path: some for path, some in _free(columns).items() if path != mark}
    rows = covering.pack(accept)
    named = next((column.accept for column in columns if column.path == mark), ())
    _add_marks(rows, named, mark, ends)
    rows = covering.filled(rows, {path: some for path, some in accept.items() if path not in ends})
    return Asking(tuple(columns), *_whole(rows, columns, choices), proof=fields)


def _fewer(column: Column, known: Mapping[Path, Schema | None]) -> Column:
    """Keep one choice of each constraint, the most telling, if the creation says the same."""
    same, own = known.get(column.path), column.schema
    if same is None or own is None or same.pointer != own.pointer:
        return column
    last = {choice.constraint.id: choice for choice in column.accept}
    accept = tuple(choice for choice in column.accept if last[choice.constraint.id] is choice)
    return replace(column, accept=accept)


def _add_marks(rows: list[Row], choices: tuple[Choice, ...], mark: Path, ends: set[Path]) -> None:
    """Put the choices of the field that carries the mark where a key is told without it.

    A key whose answer is lost is found again by its mark or by its end: a row that takes away the
    one must not ask about the other.
    """
    for choice in choices:
        long = isinstance(choice.value, str) and len(choice.value) >= LONG_ENOUGH
        free = (row for row in rows if mark not in row and (long or not ends & row.keys()))
        row = next(free, None)
        if row is None:
            row = {}
            rows.append(row)
        row[mark] = choice


def of_parameters(operation: Operation, choices: Choices, roles: Roles) -> Asking:
    """Return the columns and rows of a read's parameters, those that name no key."""
    found = tuple(_of_parameter(one, choices) for one in beside_key(operation, roles))
    accept = {c.path: c.accept for c in found if c.accept}
    return Asking(
        found,
        tuple(covering.pack(accept)),
        tuple({c.path: choice} for c in found for choice in c.refuse),
    )


def _of_parameter(parameter: Parameter, choices: Choices) -> Column:
    schema = parameter.schema
    path = (parameter.name,)
    if schema is None:
        return Column(path, None, parameter.required, (), ())
    in_path = ("", ABSENT) if parameter.where == "path" else ()
    accept = [c for c in in_texts(schema, choices.accepted(schema)) if c.value not in in_path]
    # An empty text is what is left out, for many a server.
    refuse = in_texts(schema, choices.refused(schema))
    empty = in_path or (() if parameter.required else ("",))
    kept = [one for one in refuse if one.value not in empty]
    return Column(
        path,
        schema,
        parameter.required,
        tuple(replace(one, path=path) for one in accept),
        tuple(replace(one, path=path) for one in most_telling(kept, MOST_REFUSED_NESTED)),
    )


def column_of(
    schema: Schema, above: Schema, choices: Choices, most: int, known: Collection[str] = ()
) -> Column:
    """Return what is asked about one field of the object above it, at most so many wrong choices.

    Fewer where another operation says the same of it, by what is `known`.
    """
    required = schema.path[-1] in above.required
    refused = choices.refused(schema)
    alike = bool(known) and {_saying(one.constraint) for one in refused}.issubset(known)
    if alike:
        turn = list(above.properties).index(schema.path[-1])
        refused = _other_forms(_one_type(refused, turn))
        most -= FEWER_IN_UPDATE
    if schema.properties:
        # An object and what is in it cannot be asked about in one request.
        refused = [one for one in refused if not (alike and one.kind == "type")]
        most = MOST_REFUSED_OBJECT + required
    return Column(
        schema.path,
        schema,
        required,
        tuple(choices.accepted(schema)),
        most_telling(refused, most),
        tuple(one for one in conditions_of(above) if one.name == schema.path[-1]),
    )


def _turned(column: Column, columns: list[Column]) -> tuple[Choice, ...]:
    """Turn the choices of neighbours that have the same ones, so that no row has one value twice.

    A server that swaps two amounts, or mirrors one into the other, shows only where they differ.
    """
    labels = [choice.label for choice in column.accept]
    alike = [
        one.path
        for one in columns
        if one.path[:-1] == column.path[:-1] and [c.label for c in one.accept] == labels
    ]
    by = alike.index(column.path) if len(column.path) > 1 else 0
    # One row has null for all of them: a key without any limit.
    fixed = {i: c for i, c in enumerate(column.accept) if c.kind in ("null", "optional")}
    free = [c for c in column.accept if c.kind not in ("null", "optional")]
    free = [*free[by:], *free[:by]]
    return tuple(fixed[i] if i in fixed else free.pop(0) for i in range(len(column.accept)))


def _unknown_names(
    contract: Contract, operation: Operation, root: Schema, choices: Choices
) -> list[Column]:
    """A closed object must refuse a name that no document has, and each that is likely.

    Likely are those that are rumoured, and what a creation alone, or a change alone, may say.
    """
    if not root.closed:
        return []
    closed = contract.find(operation, "request", (), "closed")
    rumours = tuple(root.value("x-rumoured") or ())
    values = dict.fromkeys((UNKNOWN_NAME, *rumours), "x")
    family = contract.family
    identity = _identity(family.update) if family.update else ()
    for other in (family.create, *([family.update.operation] if family.update else ())):
        said = other.request.schema if other.request else None
        for name, schema in (said.properties if said else {}).items():
            if name not in root.properties and (name,) != identity and not schema.properties:
                values.setdefault(name, specimen(schema, choices.moment))
    found = []
    for name, value in values.items():
        choice = Choice((name,), "unknown-name", value, False, closed, name)
        found.append(Column((name,), None, False, (), (choice,)))
    return found


def _one_type(choices: list[Choice], turn: int) -> list[Choice]:
    """Keep one choice of another JSON type of each constraint, another one for each neighbour."""
    kept = []
    for choice in choices:
        alike = [one for one in choices if one.constraint is choice.constraint]
        if choice.kind != "type" or choice is alike[turn % len(alike)]:
            kept.append(choice)
    return kept


def _other_forms(choices: list[Choice]) -> list[Choice]:
    """Turn the near misses of each form round: a creation is asked about the first of them."""
    forms = iter([one for one in choices if one.kind == "pattern"][::-1])
    return [next(forms) if one.kind == "pattern" else one for one in choices]


def most_telling(choices: list[Choice], most: int) -> tuple[Choice, ...]:
    """Keep one choice of each constraint, then fill up, at most so many.

    What has most choices left is asked about first.

    Where there are more constraints than that, each is asked about all the same.
    """
    first: dict[tuple[str, Any], Choice] = {}
    for choice in choices:
        # Each JSON type is a question of its own: a service that takes texts may refuse booleans.
        about = choice.about if choice.kind == "type" else None
        if (choice.around or choice.kind in OF_A_FORM) and choice.label.endswith(NEAREST):
            about = choice.label
        first.setdefault((choice.constraint.id, about), choice)
    kept = set(first.values())
    while len(kept) < min(most, len(choices)):
        left = [choice for choice in choices if choice not in kept]
        many = Counter(choice.constraint.id for choice in left).most_common(1)[0][0]
        kept.add(next(choice for choice in left if choice.constraint.id == many))
    return tuple(choice for choice in choices if choice in kept)


def body(row: Mapping[Path, Choice], base: Mapping[Path, Any]) -> dict[str, Any]:
    """Build the JSON body of a row: its choices over the base values of the other fields."""
    values = {
        path: value
        for path, value in base.items()
        if not any(overlap(path, other) for other in row)
    }
    values.update({path: choice.value for path, choice in row.items()})
    built: dict[str, Any] = {}
    for path in sorted(values, key=len):
        node = built
        for step in path[:-1]:
            node = node.setdefault(step, {})
        if values[path] is not ABSENT:
            node[path[-1]] = values[path]
    return built
