"""What a fix is made from: the document, the node it is about, and what a run knows."""

from collections.abc import Collection
from functools import cached_property
from typing import Any

from venice_contract.contract.echo import EchoMap, echo_map, kept, sent_paths
from venice_contract.contract.edits import Ground, Site, ground, routes
from venice_contract.contract.messages import header_at
from venice_contract.contract.reading.conditions import narrowed_at
from venice_contract.contract.reading.document import Document, join
from venice_contract.contract.reading.operations import Message, Operation, Parameter, operations
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.roles import roles
from venice_contract.drift.observe import Observation, Seen
from venice_contract.errors import UsageError
from venice_contract.verdict import Effect, Path


class Context:
    """One document, as it is now, with what is known of the server.

    A run asks about the operations that are `judged`; `today` is its ISO date, which is evidence.
    """

    def __init__(self, document: Document, judged: Collection[str], seen: Seen, today: str) -> None:
        self.document = document
        self.seen = seen
        self.judged = tuple(judged)
        self._today = today
        self.operations = operations(document)

    @cached_property
    def _requests(self) -> list[Schema]:
        requests = [one.request.schema for one in self.operations.values() if one.request]
        return [root for root in requests if root is not None]

    def had(self, group: list[Observation], value: Any) -> bool:
        """Whether an answer had a value at a place that observations are about."""
        places = {(o.constraint.operation, o.constraint.side, o.field) for o in group}
        return any((*place, value) in self.seen.variety for place in places)

    def shown_like(self, first: Observation) -> list[Any]:
        """Return all that answers had of the same kind at fields of the same name."""
        name = str(first.field[-1]) if first.field else ""
        return [
            value
            for (kind, _, path, _), values in self.seen.shown.items()
            if kind == first.kind and path.rpartition("/")[2] == name
            for value in values
        ]

    def had_anywhere(self, name: str, value: Any) -> bool:
        """Whether an answer had a value at a field of a name."""
        return any(path[-1:] == (name,) and one == value for _, _, path, one in self.seen.variety)

    def operation(self, observation: Observation) -> Operation:
        """Return the operation of an observation."""
        return self.operations[observation.constraint.operation]

    def schema(self, observation: Observation, path: Path | None = None) -> Schema | None:
        """Return the schema that an observation is about, or that of another path beside it."""
        operation, constraint = self.operation(observation), observation.constraint
        where = observation.field if path is None else path
        holder: Message | Parameter | None = self.parameter(observation)
        if holder is not None:
            where = where[1:]
        elif constraint.side == "request":
            holder = operation.request
        else:
            holder = operation.answers.get(constraint.status)
        root = holder.schema if holder else None
        if root is None:
            return None
        above = root.at(where[:-1]) if where else None
        narrowed = narrowed_at(above, observation.branch) if above and observation.branch else None
        return narrowed or _held(root, where, observation.branch)

    def given(self, observation: Observation) -> list[Schema]:
        """Return what requests may send of what a place of an answer gives back."""
        shown, _ = self._shown(self.operation(observation))
        source = shown.source(observation.field) if shown else None
        found = [root.at(source) for root in self._requests if source]
        return [one for one in found if one is not None]

    def parameter(self, observation: Observation) -> Parameter | None:
        """Return the parameter or header that an observation is about, None where it is no such."""
        operation, about = self.operation(observation), observation.constraint
        known: dict[tuple[str, Path], Parameter]
        known = {(one.where, (one.name,)): one for one in operation.parameters}
        answer = operation.answers.get(about.status)
        for name, header in answer.headers.items() if answer else ():
            known[about.side, header_at(name)] = header
        return known.get((about.side, observation.field[:1]))

    def is_shared(self, parameter: Parameter, group: list[Observation]) -> bool:
        """Whether an operation that a group is not about has a parameter by the same entry."""
        users = {
            operation
            for operation in self.judged
            for one in self.operations[operation].parameters
            if one.entry == parameter.entry
        }
        return not users <= {one.constraint.operation for one in group}

    def request_property(self, name: str) -> Any:
        """Return how another request describes a property, None where none does."""
        roots = (root for root in self._requests if name in root.properties)
        return next((self.document.get(join(r.pointer, "properties", name)) for r in roots), None)

    def values(self, name: str) -> list[Any]:
        """Return the enum that a request has for a field, by its dotted name; empty without one."""
        found = [root.at(tuple(name.split("."))) for root in self._requests]
        return next((list(one.value("enum")) for one in found if one and one.value("enum")), [])

    def sources(self, name: str) -> set[str]:
        """Return the fields of requests whose values a field of answers may show.

        Its own, and where a service works it out all those beside it.
        """
        found = {name}
        for operation in self.operations.values():
            root = operation.request.schema if operation.request else None
            for path, pairs in kept(operation).items():
                above = root.at(path[:-1]) if root and pairs is None and path[-1] == name else None
                found.update(above.properties if above else ())
        return found

    def ground(
        self,
        target: Schema | Message,
        group: list[Observation],
        up: int = 0,
        *,
        effect: Effect | None = None,
        keyword: str = "",
        spared: Collection[Site] = (),
    ) -> Ground:
        """Return where a change for the sites of a group may be written, `up` levels above them."""
        meant = {self._site(o, up) for o in group}
        return ground(
            self.document,
            target,
            meant,
            self.judged,
            effect=effect,
            keyword=keyword,
            spared=spared,
        )

    def _site(self, observation: Observation, up: int) -> Site:
        constraint, field = observation.constraint, observation.field
        field = field[: len(field) - up]
        parameter = self.parameter(observation)
        if parameter is not None:
            return Site(constraint.operation, parameter.where + parameter.name, field[1:])
        return Site(constraint.operation, constraint.status, field)

    def showing(self, values: Collection[Any]) -> set[Site]:
        """Return the places of answers of success that have shown one of some values."""
        return {
            Site(operation, self.operations[operation].success, path)
            for operation, side, path, value in self.seen.variety
            if side == "answer" and value in values and operation in self.operations
        }

    def answers_of(self, target: Schema) -> set[Site]:
        """Return the places of answers that a schema describes."""
        users = routes(self.document, self.judged)
        return {site for site, place, _ in users if place == target.pointer and site.answers}

    def echoed(self, operation: Operation, path: Path) -> str:
        """Return the name of the request field that a place of an answer gives back, or empty."""
        shown, sent = self._shown(operation)
        source = shown.source(path) if shown else None
        return source[-1] if source and source in sent else ""

    def had_echo(self, source: Path) -> bool:
        """Whether some answer had a place that gives back a field of requests."""
        places = [one for one in self.seen.occurred if one[0] in self.operations]
        shown = {one: self._shown(self.operations[one])[0] for one, _, _ in places}
        echoes = ((shown[operation], path) for operation, side, path in places if side == "answer")
        return any(echo is not None and echo.source(path) == source for echo, path in echoes)

    def is_id(self, operation: Operation, path: Path) -> bool:
        """Whether a place of an answer shows which key it is about."""
        shown, _ = self._shown(operation)
        return shown is not None and path == (*shown.prefix, shown.key_name)

    def _shown(self, operation: Operation) -> tuple[EchoMap | None, frozenset[Path]]:
        try:
            family = roles(self.operations)
        except UsageError:
            return None, frozenset()
        sent = sent_paths(family)
        return echo_map(operation, family, sent), sent

    def evidence(self) -> dict[str, str]:
        """Return the evidence of what this run has seen."""
        return {"source": "observed", "since": self._today, "seen": self._today}


def _held(schema: Schema, path: Path, chosen: str) -> Schema | None:
    """Return the schema at a path; below a choice, in the chosen branch or the one which has it."""
    for end in range(len(path), -1, -1):
        above = schema.at(path[:end])
        meant = [one for one in above.branches if one.pointer == chosen] if above else []
        if meant:
            return meant[0].at(path[end:])
    for end in range(len(path), -1, -1):
        above = schema.at(path[:end])
        if above is not None:
            if end == len(path):
                return above
            named = [branch for branch in above.variants if branch.pointer == chosen]
            inner = (_held(one, path[end:], chosen) for one in named or above.variants)
            found = [one for one in inner if one]
            return found[0] if len(found) == 1 else None
    return None
