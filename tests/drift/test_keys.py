"""What a key must look like by what was sent, and how answers are compared with that."""

from typing import Any

import pytest
from venice_contract.contract.constraints import Contract
from venice_contract.contract.echo import EchoMap
from venice_contract.contract.reading.operations import operations
from venice_contract.drift.answers.keys import (
    UNKNOWN,
    Key,
    after_create,
    after_update,
    amounts_of,
    at,
    beside,
    gives_back,
    instant,
    side_effects,
)
from venice_contract.drift.answers.roundtrip import Comparison
from venice_contract.drift.answers.violations import Scene
from venice_contract.drift.observe import Observation
from venice_contract.verdict import Path

from tests.contract.fragment import small
from tests.drift.rig import KEY, answer, contract, edited, exchanged, listed, request, roles_of
from tests.strangers.fragments import add_field, fragment, schema
from tests.strangers.judging import document

USD, DIEM = ("consumptionLimit", "usd"), ("consumptionLimit", "diem")
AMOUNTS = frozenset({USD, DIEM, ("consumptionLimit", "vcu")})


def shown(*path: str) -> Any:
    """Return the schema of a field as the list shows it."""
    return answer(listed(), "getApiKeys", "data", "[]", *path)


AMOUNT = shown("consumptionLimits", "usd")
DATE = shown("expiresAt")
TEXT = shown("description")
PERIOD = shown("limitPeriod")
SUBNETS = shown("ipAllowlist")


@pytest.mark.parametrize(
    ("sent", "answered", "schema", "same"),
    [
        ("2030-01-01", "2030-01-01T00:00:00.000Z", DATE, True),
        ("2030-01-01", "2030-01-01T00:00:00+00:00", DATE, True),
        ("2030-01-01T12:00:00Z", "2030-01-01T14:00:00.000+02:00", DATE, True),
        ("2030-01-01T12:00:00Z", "2030-01-01T12:00:00.001Z", DATE, False),
        ("2030-01-01T12:00:00.250Z", "2030-01-01T12:00:00Z", DATE, False),
        ("2030-01-01", "2030-01-02", DATE, False),
        ("2030-01-01T12:00:00Z", "2030-01-01T12:00:00.000", DATE, False),
        ("", None, DATE, True),
        ("", "", DATE, True),
        ("", UNKNOWN, DATE, True),
        ("", "2030-01-01", DATE, False),
        (None, None, DATE, True),
        (None, UNKNOWN, AMOUNT, True),
        (None, 0, AMOUNT, False),
        (0, None, AMOUNT, False),
        (0, UNKNOWN, AMOUNT, False),
        (0, 0.0, AMOUNT, True),
        (-0.0, 0, AMOUNT, True),
        (5, "5", AMOUNT, False),
        (1, True, AMOUNT, False),
        (10**16, 9999999999, AMOUNT, True),
        (10**16, 10**16 - 1, AMOUNT, False),
        ("note", "note", TEXT, True),
        ("note", "not", TEXT, False),
        ("", "", TEXT, True),
        ("note", UNKNOWN, TEXT, False),
        ("MONTH", "MONTH", PERIOD, True),
        ("MONTH", "EPOCH", PERIOD, False),
        ("month", "MONTH", PERIOD, True),
        ("month", "monthly", PERIOD, False),
        (["11.22.33.44"], ["11.22.33.44/32"], SUBNETS, True),
        (["11.22.33.9/24", "2a00:1::1"], ["11.22.33.0/24", "2a00:1::1/128"], SUBNETS, True),
        (["11.22.33.44"], ["11.22.33.45/32"], SUBNETS, False),
        (["11.22.33.44"], [], SUBNETS, False),
        ([], [], SUBNETS, True),
        ([], UNKNOWN, SUBNETS, True),
        (["1.2.3.4"], UNKNOWN, SUBNETS, False),
        ("2030-01-01", "2030-01-01T00:00:00.000Z", TEXT, False),
    ],
)
def test_an_answer_gives_back_what_was_sent_as_far_as_it_can_say_it(
    sent: Any, answered: Any, schema: Any, same: bool
) -> None:
    """Dates are instants where the contract says so, amounts are numbers, addresses subnets."""
    assert gives_back(sent, answered, schema) is same


@pytest.mark.parametrize(
    ("sent", "answered", "same"),
    [(50, "50", True), ("50", 50, True), ("NEVER", 3600, False), (3600, "NEVER", False)],
)
def test_a_union_of_texts_and_numbers_gives_back_a_number_in_either_spelling(
    sent: Any, answered: Any, same: bool
) -> None:
    within = small("{type: object, properties: {x: {type: [integer, string]}}}")
    request = operations(within)["createApiKey"].request
    assert request
    assert request.schema
    assert gives_back(sent, answered, request.schema.properties["x"]) is same


def test_a_text_is_cut_to_what_the_answer_can_hold() -> None:
    text = "        description:\n          $ref: '#/components/schemas/KeyDescription'\n"
    assert text in contract().text
    short = "        description:\n          type: string\n          maxLength: 3\n"
    created = "    CreatedApiKey:\n"
    head, _, tail = contract().text.partition(created)
    tail = tail.replace("        description:\n          type: string\n", short, 1)
    schema = answer(
        edited((contract().text, head + created + tail)), "createApiKey", "data", "description"
    )
    assert gives_back("abcdef", "abc", schema)
    assert not gives_back("abcdef", "abd", schema)
    # Services count in code points, in UTF-16 units or in bytes of UTF-8.
    assert gives_back("\U0001f511" * 4, "\U0001f511" * 3, schema)
    assert gives_back("\U0001f511" * 4, "\U0001f511", schema)
    assert gives_back("\u00e9" * 4, "\u00e9", schema)
    assert not gives_back("\u00e9" * 4, "\u00e9" * 2, schema)


@pytest.mark.parametrize(
    "text",
    [
        "never",
        "",
        "2030-1-1",
        "2030-02-30",
        "2030-01-01T25:00:00Z",
        "0001-01-01T00:00:00+23:59",
        5,
        None,
    ],
)
def test_what_names_no_instant_is_none(text: Any) -> None:
    assert instant(text) is None


def test_an_instant_in_small_letters_is_the_same_one() -> None:
    assert instant("2028-03-01t00:00:00z") == instant("2028-03-01T00:00:00Z") is not None


def test_a_creation_sets_what_it_names_and_what_absence_means() -> None:
    body = {"description": "x", "consumptionLimit": {"usd": 1}}
    found = after_create(request(listed()), body)
    assert found[USD] == 1
    assert found["consumptionLimit", "diem"] is UNKNOWN
    assert found["limitPeriod",] == "EPOCH"
    assert found["expiresAt",] is None
    assert found["modelPrivacy",] == "ALL"
    assert found["ipAllowlist",] is UNKNOWN
    assert found["apiKeyType",] is UNKNOWN


def test_a_change_sets_what_it_names_and_nothing_else() -> None:
    schema = request(listed(), operation="updateApiKey")
    before = {("apiKeyType",): "ADMIN", ("limitPeriod",): "MONTH", USD: 4, ("description",): "a"}
    after = after_update(schema, {"id": "k1", "description": "b"}, before)
    assert after["description",] == "b"
    assert {path: after[path] for path in before if path != ("description",)} == {
        path: value for path, value in before.items() if path != ("description",)
    }
    assert before["description",] == "a"


def test_naming_one_amount_makes_the_others_unknown() -> None:
    """No document says whether they are cleared or kept."""
    schema = request(listed(), operation="updateApiKey")
    before: dict[tuple[str, ...], Any] = {USD: 4, ("consumptionLimit", "diem"): 5}
    after = after_update(schema, {"consumptionLimit": {"usd": None}}, before)
    assert after[USD] is None
    assert after["consumptionLimit", "diem"] is UNKNOWN


@pytest.mark.parametrize(
    ("amounts", "limited", "unlimited"),
    [
        ((None, None, None), False, True),
        ((0, 0, None), False, False),
        ((0, 0.5, None), True, False),
        ((None, UNKNOWN, None), False, False),
        ((UNKNOWN, 3, UNKNOWN), True, False),
    ],
)
def test_a_key_is_limited_by_an_amount_above_zero(
    amounts: tuple[Any, Any], limited: bool, unlimited: bool
) -> None:
    expected: dict[tuple[str, ...], Any] = dict(zip(sorted(AMOUNTS), amounts, strict=True))
    key = Key("k1", "s", expected | {("description",): "9"}, amounts=AMOUNTS)
    assert (key.limited, key.unlimited) == (limited, unlimited)


def test_a_key_hides_its_secret() -> None:
    assert "sk-secret" not in repr(Key("k1", "sk-secret", {}))


def test_amounts_are_those_of_objects_that_limit() -> None:
    assert amounts_of(request(listed())) == AMOUNTS
    data = fragment()
    usd = {"usd": {"type": ["number", "null"]}}
    add_field(data, "alert", {"type": "object", "properties": usd})
    assert amounts_of(request(Contract(document(data)))) == AMOUNTS
    del schema(data, "ConsumptionLimit")["x-limits"]
    assert amounts_of(request(Contract(document(data)))) == {*AMOUNTS, ("alert", "usd")}


def test_what_is_not_there_is_unknown() -> None:
    """Neither a missing name nor a wrong type raises."""
    assert at({"a": {"b": None}}, ("a", "b")) is None
    assert at({"a": 1}, ("a", "b")) is UNKNOWN
    assert at([], ("a",)) is UNKNOWN


# -- answers against keys -------------------------------------------------------------------------

EXPECTED: dict[tuple[str, ...], Any] = {
    ("apiKeyType",): "INFERENCE",
    USD: 5,
    ("limitPeriod",): "MONTH",
    ("modelPrivacy",): "ALL",
    ("description",): "vc-1a2b3c4d-1",
    ("expiresAt",): "2028-03-01",
    ("id",): "k1",
}


def echoes(operation: str = "getApiKeys") -> EchoMap:
    found = listed().echoes(listed().operations[operation])
    assert found is not None
    return found


def compared(
    body: Any, key: Key, operation: str = "getApiKeys", *, one: bool = False
) -> list[Observation]:
    asked, exchange = listed().operations[operation], exchanged(body, operation=operation)
    scene = Scene(listed(), asked, "answer", exchange)
    compare = Comparison(scene, roles_of(listed()), echoes(operation))
    return list(compare.all(body, [key], one=one))


def seen(shown: dict[str, Any], expected: Any = None, **changed: Any) -> list[Observation]:
    changed.setdefault("amounts", frozenset({USD}))
    key = Key("k1", "sk-abcdef", {**EXPECTED, **(expected or {})}, **changed)
    return compared({"data": [shown]}, key)


def test_each_place_has_its_own_name_for_what_was_sent() -> None:
    assert echoes("createApiKey").fields["consumptionLimit", "usd"] == USD
    assert echoes("getApiKeys").fields["consumptionLimits", "usd"] == USD
    assert echoes("updateApiKey").fields["consumptionLimits", "usd"] == USD


def test_a_key_that_is_as_it_was_made_shows_nothing() -> None:
    assert not seen(KEY)
    assert not seen(KEY, expected={USD: UNKNOWN})


def test_each_field_that_differs_is_one_observation() -> None:
    (found,) = seen({**KEY, "limitPeriod": "EPOCH"})
    assert (found.kind, found.field) == ("echo-differs", ("data", "[]", "limitPeriod"))
    assert found.constraint.id == "getApiKeys.answer.data[].limitPeriod.echo"
    assert (found.sent, found.answered) == ("MONTH", "EPOCH")
    assert "was set before" in found.contract


def test_a_field_that_is_gone_is_lost() -> None:
    (found,) = seen({**KEY, "consumptionLimits": {"vcu": None}})
    assert (found.kind, found.field[2:]) == ("echo-lost", ("consumptionLimits", "usd"))


def test_a_field_that_no_change_has_named_is_a_side_effect() -> None:
    """Where it was never right before, or was named, it is an echo that fails."""
    other = {**KEY, "limitPeriod": "EPOCH"}
    right = {("getApiKeys", ("limitPeriod",))}
    assert [one.kind for one in seen(other, changes=1, right=right)] == ["side-effect"]
    assert [one.kind for one in seen(other, changes=1)] == ["echo-differs"]
    named = frozenset({("limitPeriod",)})
    assert [one.kind for one in seen(other, changes=1, named=named)] == ["echo-differs"]


def test_a_change_hides_what_earlier_ones_did_to_the_fields_that_it_names() -> None:
    key = Key("k1", "s", {("description",): "one", ("limitPeriod",): "MONTH", USD: 5})
    key.beside = beside(key, ["description"])
    assert key.beside == {("limitPeriod",): {"description"}, USD: {"description"}}
    assert beside(key, ["limitPeriod"]) == {
        ("description",): {"limitPeriod"},
        USD: {"description", "limitPeriod"},
    }


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([], (0, 0)),
        (["MONTH"], (1, 1)),
        (["MONTH", "MONTH"], (1, 1)),
        (["MONTH", "EPOCH"], (1, 2)),
        (["MONTH", None, UNKNOWN, []], (1, 1)),
    ],
)
def test_a_side_effect_shows_on_keys_that_have_something_to_lose(
    values: list[Any], shown: tuple[int, int]
) -> None:
    """On another value once more, for one may be what the field is reset to."""
    period: Path = ("limitPeriod",)
    changed = {period: frozenset({"description"})}
    keys = [Key("k1", "s", {period: value}, beside=changed) for value in values]
    assert side_effects(keys) == shown


def test_another_key_than_the_one_that_was_named_is_told() -> None:
    key = Key("k2", "sk-abcdef", {})
    (found,) = compared({"data": {**KEY}}, key, "getApiKeyById", one=True)
    assert found.kind == "answer-other-key"
    assert not compared({"data": {**KEY}}, key, "getApiKeyById")


def test_a_default_that_differs_is_laid_on_the_request() -> None:
    expected = {**EXPECTED, ("limitPeriod",): "EPOCH"}
    named = frozenset({("limitPeriod",)})
    key = Key("k1", "s", expected, named, made_by="createApiKey")
    body = {"data": {"id": "k1", "limitPeriod": "MONTH"}}
    found = [one for one in compared(body, key, "createApiKey") if one.kind == "default-differs"]
    assert [(one.constraint.id, one.answered) for one in found] == [
        ("createApiKey.request.limitPeriod.absent-means", "MONTH")
    ]
    again = compared(body, key, "createApiKey")
    assert not any(one.kind == "default-differs" for one in again)


def test_what_is_always_there_and_what_only_limits_bring_is_looked_for() -> None:
    """`usage` comes with every key, `currentPeriodUsage` with limited ones alone."""
    bare = {
        name: value for name, value in KEY.items() if name not in ("usage", "currentPeriodUsage")
    }
    assert [(one.kind, one.field[2:]) for one in seen(bare)] == [
        ("presence-missing", ("usage",)),
        ("presence-missing", ("currentPeriodUsage",)),
    ]
    unlimited = seen({**KEY, "consumptionLimits": {"usd": None, "vcu": None}}, expected={USD: None})
    assert [one.kind for one in unlimited] == ["presence-unexpected"]


def test_a_secret_that_is_shown_again_is_told() -> None:
    """It was to be shown once; a key without one cannot show it."""
    body = {"data": [{**KEY, "x": "sk-1abcdef"}]}
    keys = [Key("k1", secret, {}, amounts=AMOUNTS) for secret in ("sk-1abcdef", "sk-2abcdef", "")]
    kinds = [[one.kind for one in compared(body, key)] for key in keys]
    assert kinds == [["secret-shown"], [], []]


def test_entities_are_found_in_lists_objects_and_not_in_garbage() -> None:
    assert echoes().entities({"data": [KEY, 1, None]}) == [KEY]
    assert not echoes().entities({"data": {"id": 1}})
    assert not echoes().entities([])
    assert echoes("createApiKey").entities({"data": KEY}) == [KEY]
