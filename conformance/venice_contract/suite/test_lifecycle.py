"""The life of a key: made, listed, read, changed, revoked; and what never happens on the way.

Which operation does what to a key, and what a field may hold, is the contract's to say.
"""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from venice_contract.contract.reading.operations import UNKNOWN_ID, WRONG_KEY
from venice_contract.contract.reading.schema import Schema
from venice_contract.contract.values.specimens import specimen
from venice_contract.contract.values.table import ABSENT
from venice_contract.drift.answers.keys import UNKNOWN, amounts_of, at, gives_back
from venice_contract.suite.keys import Keys, Made
from venice_contract.suite.subject import Subject
from venice_contract.verdict import Constraint, Path

Asked = Iterator[tuple[str, tuple[Constraint]]]


def _request(subject: Subject) -> Schema:
    request = subject.roles.create.request
    assert request is not None
    assert request.schema is not None
    return request.schema


def _change(subject: Subject) -> Schema | None:
    update = subject.roles.update
    request = update.operation.request if update else None
    return request.schema if request else None


def _telling(subject: Subject) -> dict[str, Any]:
    """Return values for a key that differ from each other and from what is meant by nothing."""
    root, found = _request(subject), {}
    for name, schema in root.properties.items():
        enum = [one for one in schema.value("enum") or () if one is not None]
        if enum and name not in root.required:
            found[name] = enum[1 % len(enum)]
    for number, path in enumerate(sorted(amounts_of(root)), 1):
        leaf = root.at(path)
        if leaf is not None and not leaf.value("deprecated"):
            found.setdefault(path[0], {})[path[1]] = number
    return found


def changes(subject: Subject) -> Iterator[tuple[str, tuple[Constraint, Path, Any]]]:
    """Yield one change for each field of an update: what it contradicts, where, a value."""
    update, request = subject.roles.update, _change(subject)
    shown = subject.contract.echoes(update.operation) if update else None
    if update is None or shown is None or request is None:
        return
    for path, source in shown.fields.items():
        schema = request.at(source)
        if schema is None or schema.value("deprecated") or source == (update.name,):
            continue
        plain = [one for one in subject.choices.accepted(schema) if one.value is not ABSENT]
        enum = [one.value for one in plain if one.kind == "enum-value"]
        values = enum[::-1] or [one.value for one in plain if not isinstance(one.value, dict)]
        where = (*shown.prefix, *path)
        one = subject.contract.find(update.operation, "answer", where, "echo")
        yield one.said, (one, path, values[0])


def fixed(subject: Subject) -> Iterator[tuple[str, tuple[str]]]:
    """Yield the fields that a creation sets and no update may name."""
    request = _change(subject)
    if request is not None and request.closed:
        for name in _request(subject).properties.keys() - request.properties.keys():
            yield name, (name,)


def of_kind(kind: str) -> Callable[[Subject], Asked]:
    """Return what yields the constraints of a kind that a run may ask about."""
    return lambda subject: (
        (one.operation, (one,)) for one in subject.asked(kind) if not one.unasked
    )


def secured(subject: Subject) -> Asked:
    """Yield what each operation that needs a key answers without one."""
    for one in subject.asked("status"):
        operation = subject.operations[one.operation]
        if operation.secured and one.side == f"answer-{operation.unauthorized}":
            yield one.operation, (one,)


def presence(subject: Subject) -> Asked:
    """Yield what is in the answer of a read always, or for limited keys alone."""
    read = subject.roles.read
    for one in subject.asked("presence", read.operation.id) if read else ():
        yield one.path[-1], (one,)


def revoking(subject: Subject) -> Asked:
    """Yield what a revocation leaves behind."""
    for one in subject.asked("effect", subject.roles.remove.operation.id):
        yield one.operation, (one,)


def unsecured(subject: Subject) -> Iterator[tuple[str, tuple[str]]]:
    """Yield each operation that takes a proof in place of a key."""
    for operation in subject.operations.values():
        if operation.request is not None and not operation.secured:
            yield operation.id, (operation.id,)


def _listed(subject: Subject, key_id: str) -> dict[str, Any] | None:
    listing = subject.roles.list.id
    shown = subject.entities(listing, subject.ask(listing).body)
    found = [one for one in shown if str(one[subject.roles.key_name]) == key_id]
    assert len(found) <= 1, f"the list holds {len(found)} keys of one id"
    return found[0] if found else None


def _read(subject: Subject, key_id: str) -> dict[str, Any]:
    """Return what a read says of a key, or the list where no operation reads one."""
    read = subject.roles.read
    if read is None:
        found = _listed(subject, key_id)
        assert found is not None, "a key of ours is not in the list"
        return found
    shown = subject.entities(read.operation.id, subject.ask(read.operation.id, key_id=key_id).body)
    assert shown, f"{read.operation.id} shows no key"
    return shown[0]


def _shown(subject: Subject, operation: str, made: Made) -> dict[str, Any] | None:
    if operation == subject.roles.list.id:
        return _listed(subject, made.id)
    update = subject.roles.update
    body = subject.session.changed_body() if update and update.operation.id == operation else None
    reply = subject.ask(operation, body, key_id=made.id)
    return next(iter(subject.entities(operation, reply.body)), None)


def test_a_new_key_is_listed_and_read_as_it_was_made(subject: Subject, keys: Keys) -> None:
    """Create, list and read give back what was sent, each under its own names."""
    body, create = keys.body(**_telling(subject)), subject.roles.create
    reply = subject.ask(create.id, body)
    assert reply.accepted, f"{create.id} refuses {body}: {reply.body}"
    (entity,) = subject.entities(create.id, reply.body)
    key_id = str(entity[subject.roles.key_name])
    answers = [(create, entity), (subject.roles.list, _listed(subject, key_id))]
    if subject.roles.read:
        answers.append((subject.roles.read.operation, _read(subject, key_id)))
    for operation, shown in answers:
        wrong = [told for _, told in subject.differences(operation.id, body, shown)]
        assert not wrong, f"{operation.id}: {'; '.join(wrong)}"


@pytest.mark.asks(of_kind("secret"), "constraint")
def test_the_secret_of_a_key_is_shown_once(
    constraint: Constraint, subject: Subject, keys: Keys
) -> None:
    """Only the answer to a create holds the secret; all others show its end at most."""
    made = keys.make()
    shown = _shown(subject, constraint.operation, made)
    assert shown is not None, f"{constraint.operation} does not show a key that was just made"
    assert made.secret not in str(shown), f"{constraint.operation} answers the secret"
    echoes = subject.contract.echoes(subject.operations[constraint.operation])
    for name, child in echoes.root.properties.items() if echoes else ():
        length = child.value("x-secret-end")
        right = not length or shown.get(name) == made.secret[-length:]
        assert right, f"{name} is not the end of the secret"


@pytest.mark.asks(changes, "constraint", "shown_as", "value")
def test_a_change_changes_what_it_names_and_nothing_else(
    constraint: Constraint,
    shown_as: Path,
    value: Any,
    subject: Subject,
    keys: Keys,
) -> None:
    """An update of one field leaves all other fields as they were."""
    field = constraint.value
    made = keys.make(**_telling(subject))
    earlier, before = (_read(subject, made.id) for _ in range(2))
    assert subject.roles.update is not None
    update = subject.roles.update.operation.id
    change = {field[0]: {field[1]: value} if field[1:] else value}
    reply = subject.ask(update, change, key_id=made.id)
    assert reply.accepted, f"{update} refuses {change}: {reply.body}"
    after = _read(subject, made.id)
    echoes = subject.contract.echoes(subject.roles.update.operation)
    # What no request sets, such as when a key was changed, and what two reads show otherwise, moves
    # by itself.
    kept = {path[0] for path in echoes.fields} - {shown_as[0]} if echoes else set()
    for name in (name for name in kept & before.keys() if earlier.get(name) == before[name]):
        assert after.get(name) == before[name], f"changing {field[0]} changed {name}, too"
    schema = echoes.root.at(shown_as) if echoes else None
    got = at(after, shown_as)
    assert schema is not None
    assert gives_back(value, got, schema), f"{field[0]} was changed to {value!r} and is {got!r}"


@pytest.mark.asks(fixed, "name")
def test_what_only_a_creation_sets_cannot_be_changed(
    name: str, subject: Subject, keys: Keys
) -> None:
    """An update that names such a field is refused, and the key stays as it was."""
    made = keys.make()
    assert subject.roles.update is not None
    update, before = subject.roles.update.operation.id, _read(subject, made.id)
    choices = subject.choices.accepted(_request(subject).properties[name])
    other = next(one.value for one in choices[::-1] if one.value != before.get(name))
    reply = subject.ask(update, {name: other}, key_id=made.id, refusal=True)
    assert reply.refused, f"{update} accepts {name}"
    assert _read(subject, made.id).get(name) == before.get(name)


@pytest.mark.asks(presence, "constraint")
def test_usage_is_shown_and_that_of_the_period_for_limited_keys_alone(
    constraint: Constraint, subject: Subject, keys: Keys
) -> None:
    """What is always there is, and what belongs to keys with a limit is there for them alone."""
    name = constraint.path[-1]
    echoes = subject.contract.echoes(subject.operations[constraint.operation])
    inside = constraint.path[len(echoes.prefix) :] if echoes else constraint.path
    limits = {path[0] for path in amounts_of(_request(subject))}
    for limited in (True, False):
        key_id = keys.make([] if limited else limits).id
        shown = at(_read(subject, key_id), inside) is not UNKNOWN
        wanted = constraint.value == "always" or (limited and constraint.value == "when-limited")
        kind = "with" if limited else "without"
        assert shown == wanted, f"of a key {kind} a limit, {name} is shown: {shown}"


@pytest.mark.asks(of_kind("needs"), "constraint")
def test_a_key_of_another_kind_does_not_reach_it(
    constraint: Constraint, subject: Subject, keys: Keys
) -> None:
    """A key that lacks what an operation needs is refused."""
    create, other = subject.roles.create, {}
    for name, needed in constraint.value.items():
        enum = _request(subject).properties[name].value("enum")
        other[name] = next(one for one in enum if one != needed)
    secret = keys.make(**other).secret
    body = keys.body() if constraint.operation == create.id else None
    decoy = subject.session.decoy()
    reply = subject.ask(constraint.operation, body, key_id=decoy, key=secret, refusal=True)
    assert reply.refused, f"{constraint.operation} takes a key with {other}"


@pytest.mark.asks(revoking, "constraint")
def test_a_revoked_key_is_gone_from_the_list(
    constraint: Constraint, subject: Subject, keys: Keys
) -> None:
    """After its revocation a key is no longer listed, or as the contract says that it is shown."""
    made = keys.make()
    there = _listed(subject, made.id)
    assert there is not None, "a key that was just made is not in the list"
    reply = keys.revoke(made.id)
    assert reply.accepted, f"{constraint.operation} refuses a key of ours: {reply.body}"
    flags = [one for one in (reply.body or {}).values() if isinstance(one, bool)]
    assert all(flags), f"{constraint.operation} says that it did not succeed"
    there = _listed(subject, made.id)
    ended = subject.roles.remove.operation.ended
    assert there is None or (ended and ended.items() <= there.items()), "a revoked key is listed"


def test_an_unknown_key_cannot_be_read_revoked_or_changed(subject: Subject) -> None:
    """An id that no key has is refused, with the status that the contract has for it, if any."""
    decoy, roles = subject.session.decoy(), subject.roles
    if roles.read:
        read = subject.ask(roles.read.operation.id, key_id=decoy, refusal=True)
        assert read.refused, "it shows an unknown key"
        said = roles.read.operation.refuses(UNKNOWN_ID)
        documented = roles.read.operation.documents(read.status)
        assert documented == said or not said, f"it answers {read.status} to an unknown id"
    removed = subject.ask(roles.remove.operation.id, key_id=decoy, refusal=True)
    assert removed.refused, "it revokes an unknown key"
    if roles.update:
        body = subject.session.changed_body()
        changed = subject.ask(roles.update.operation.id, body, key_id=decoy, refusal=True)
        assert changed.refused, "it changes an unknown key"


@pytest.mark.asks(secured, "constraint")
def test_nothing_is_answered_without_a_key(
    constraint: Constraint, subject: Subject, keys: Keys
) -> None:
    """A call without a key, and one with a made-up key, is refused as the contract says of each."""
    operation = subject.operations[constraint.operation]
    decoy = subject.session.decoy()
    wrong = operation.refuses(WRONG_KEY) or operation.unauthorized
    for key in ("", f"made-up-{uuid.uuid5(uuid.NAMESPACE_URL, subject.session.tag)}"):
        body = _right_body(operation.id, subject, keys)
        reply = subject.ask(operation.id, body, key_id=decoy, key=key, refusal=True)
        told, status = ("a made-up key", wrong) if key else ("no key", operation.unauthorized)
        assert operation.documents(reply.status) == status, (
            f"{operation.id} answers {reply.status} to {told}"
        )


def _right_body(operation: str, subject: Subject, keys: Keys) -> dict[str, Any] | None:
    """Return a body with which only the key is wrong: a server may look at it first."""
    update = subject.roles.update
    if operation == subject.roles.create.id:
        return keys.body()
    return subject.session.changed_body() if update and operation == update.operation.id else None


def test_the_limits_of_the_account_can_be_read(subject: Subject) -> None:
    """The reads that name no key answer as documented."""
    for operation in subject.roles.plain:
        assert subject.ask(operation.id).accepted, f"{operation.id} refuses the account's own key"


@pytest.mark.usefixtures("keys")
@pytest.mark.asks(unsecured, "operation")
def test_who_proves_nothing_gets_no_key(operation: str, subject: Subject) -> None:
    """A body of the right form that proves nothing is refused."""
    request = subject.operations[operation].request
    assert request is not None
    assert request.schema is not None
    body = specimen(request.schema, subject.choices.moment)
    reply = subject.ask(operation, body, refusal=True)
    assert reply.refused, f"a proof of nothing is answered {reply.status}"
