"""What a verdict will send: columns of choices, the rows they are packed into, and the cost."""

import pathlib
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from venice_contract.contract.constraints import Contract
from venice_contract.contract.values.choices import Choice
from venice_contract.contract.values.moment import Moment
from venice_contract.contract.values.table import ABSENT, UNKNOWN_NAME
from venice_contract.drift.asking.base_values import harmless
from venice_contract.drift.columns import Column
from venice_contract.drift.covering import pack
from venice_contract.drift.plan import LISTS, Asking, Budget, body, most_telling
from venice_contract.live import session
from venice_contract.live.transport import Server
from venice_contract.mock.settings import LATEST
from venice_contract.mock.transport import InProcessTransport
from venice_contract.verdict import Path

from tests.drift.rig import (
    BASE_URL,
    MOMENT,
    Troubled,
    edited,
    judge,
    listed,
    planned,
    roles_of,
    service,
    wallet_of,
)
from tests.strangers import bending

PATHS: list[Path] = [("a",), ("b",), ("c",), ("c", "x"), ("c", "y"), ("d",), ("d", "x")]


def choice(path: Path, label: str = "x", value: object = 1, kind: str = "type") -> Choice:
    create = listed().operations["createApiKey"]
    return Choice(path, label, value, True, listed().find(create, "request", path, kind))


def changed(*edits: tuple[str, str]) -> Contract:
    return Contract(edited(*edits))


def columns(asking: Asking) -> dict[Path, Column]:
    return {column.path: column for column in asking.columns}


# -- columns ----------------------------------------------------------------------------------


def test_every_field_of_a_request_has_a_column() -> None:
    found = columns(planned().create)
    assert {("apiKeyType",), ("consumptionLimit",), ("consumptionLimit", "vcu")} <= set(found)
    assert found[UNKNOWN_NAME,].refuse[0].kind == "closed"
    assert found["description",].required


def test_an_open_object_has_no_column_for_unknown_names() -> None:
    text = listed().document.text
    opened = text.replace("additionalProperties: false", "additionalProperties: true")
    assert (UNKNOWN_NAME,) not in columns(planned(changed((text, opened))).create)


def test_a_rumoured_name_has_a_column_of_its_own() -> None:
    """`x-rumoured` of a closed request names what must be refused, too."""
    old = "    CreateApiKeyRequest:\n      type: object\n"
    within = changed((old, old + "      x-rumoured:\n        - teamId\n"))
    assert ("teamId",) in columns(planned(within).create)


def test_the_name_of_a_key_is_not_ours_to_choose() -> None:
    column = columns(planned().update)["id",]
    assert not column.accept
    assert {c.label for c in column.refuse} == {"number-for-text", "absent", "null"}


def test_a_field_that_only_the_server_sets_has_no_column() -> None:
    field = "        modelPrivacy:\n          $ref: '#/components/schemas/ModelPrivacy'\n"
    new = "        madeBy:\n          type: string\n          readOnly: true\n"
    assert ("madeBy",) not in columns(planned(changed((field, field + new))).create)


ONLY = """        burst:
          type: integer
          minimum: 1
          maximum: 9
          x-only-when: {apiKeyType: ADMIN}
"""


def test_a_field_with_a_condition_has_rows_of_its_own() -> None:
    """What it depends on is asked about in other requests."""
    field = "        modelPrivacy:\n          $ref: '#/components/schemas/ModelPrivacy'\n"
    found = planned(changed((field, field + ONLY))).create
    assert [one.value for one in columns(found)["burst",].only] == [{"apiKeyType": "ADMIN"}]
    assert {len(row) for row in (*found.accept, *found.refuse) if ("burst",) in row} == {1}


# -- rows -------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", ["create", "update"])
@pytest.mark.parametrize("side", ["accept", "refuse"])
def test_every_choice_of_the_contract_is_in_a_row(operation: str, side: str) -> None:
    asking = getattr(planned(), operation)
    rows = getattr(asking, side)
    counted = Counter(id(c) for row in rows for c in row.values())
    wanted = {id(c) for one in asking.columns for c in getattr(one, side)}
    assert counted.keys() == wanted
    assert side == "accept" or set(counted.values()) == {1}


@settings(derandomize=True, max_examples=60)
@given(st.dictionaries(st.sampled_from(PATHS), st.integers(1, 5)))
def test_packing_keeps_every_rule(counts: dict[Path, int]) -> None:
    """One choice of a field a row, no object beside its own inner field, every choice once."""
    chosen = {path: tuple(choice(path) for _ in range(count)) for path, count in counts.items()}
    rows = pack(chosen)
    assert Counter(id(c) for row in rows for c in row.values()) == Counter(
        id(c) for choices in chosen.values() for c in choices
    )
    for row in rows:
        assert all(row[path].path == path for path in row)
        assert not any(a != b and b[: len(a)] == a for a in row for b in row)
    assert len(rows) <= sum(counts.values())


def test_choices_of_one_field_keep_their_order() -> None:
    first, second = choice(("a",), "first"), choice(("a",), "second")
    rows = pack({("a",): (first, second), ("b",): (choice(("b",)),)})
    assert [row["a",] for row in rows] == [first, second]
    assert ("b",) in rows[0]


def test_one_choice_of_each_constraint_is_kept_before_any_is_kept_twice() -> None:
    """Cutting a list loses repetition and no constraint, however many there are."""
    kinds = ["enum", "enum", "enum", "not-null", "optional"]
    choices = [choice(("limitPeriod",), str(n), kind=kind) for n, kind in enumerate(kinds)]
    assert [c.kind for c in most_telling(choices, 3)] == ["enum", "not-null", "optional"]
    assert [c.kind for c in most_telling(choices, 1)] == ["enum", "not-null", "optional"]
    assert most_telling(choices, 9) == tuple(choices)


def test_a_body_is_the_base_with_the_row_over_it() -> None:
    base: dict[Path, object] = {("a",): 1, ("c", "x"): 2, ("d",): 3}
    assert body({}, base) == {"a": 1, "c": {"x": 2}, "d": 3}
    assert body({("c",): choice(("c",), value=None)}, base) == {"a": 1, "c": None, "d": 3}
    assert body({("d",): choice(("d",), value=ABSENT)}, base) == {"a": 1, "c": {"x": 2}}
    row: dict[Path, Choice] = {("c", "y"): choice(("c", "y"), value=9)}
    assert body(row, base) == {"a": 1, "c": {"x": 2, "y": 9}, "d": 3}


def test_an_inner_field_left_out_leaves_its_object_there() -> None:
    """An amount that is absent is not a limit that is absent."""
    row: dict[Path, Choice] = {("c", "x"): choice(("c", "x"), value=ABSENT)}
    assert body(row, {}) == {"c": {}}


def base(number: int = 7) -> dict[Path, Any]:
    """Return what a creation sends of the fields that a row does not ask about."""
    return harmless(planned().create.columns, MOMENT, number, ("description",))


def test_the_base_of_a_creation_can_spend_nothing_and_ends_within_the_hour() -> None:
    """Limits of 0 for what is not deprecated, an end in 40 minutes, the tag as description."""
    assert base() == {
        ("consumptionLimit", "usd"): 0,
        ("consumptionLimit", "diem"): 0,
        ("description",): f"{MOMENT.tag}-7",
        ("apiKeyType",): "INFERENCE",
        ("expiresAt",): "2028-02-29T12:40:00.007Z",
    }


def test_no_two_bases_end_at_the_same_instant() -> None:
    assert len({base(number)["expiresAt",] for number in range(50)}) == 50


# -- cost -------------------------------------------------------------------------------------


def test_the_contract_fits_into_one_rate_window() -> None:
    cost = planned().cost
    assert cost["creates"] <= 12
    assert cost["refusals"] <= 20
    assert cost["requests"] <= 70
    assert cost["alive"] <= cost["creates"]
    assert cost["seconds"] < 30


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_the_cost_does_not_depend_on_the_time(hour: int) -> None:
    moment = Moment(datetime(2028, 2, 29, hour, 59, tzinfo=UTC), "vc-ffffffff")
    assert planned(moment=moment).cost == planned().cost


def test_a_longer_enum_costs_more_rows() -> None:
    values = "".join(f"        - PERIOD{number}\n" for number in range(22))
    wide = changed(("        - LIFETIME\n", f"        - LIFETIME\n{values}"))
    cost = planned(wide).cost
    assert cost["creates"] > 20
    assert cost["seconds"] > 60


def test_a_contract_without_an_update_asks_less() -> None:
    patch = "patch:\n      operationId: updateApiKey"
    older = changed((patch, f"x-{patch}"))
    assert roles_of(older).update is None
    assert not planned(older).update.accept
    assert planned(older).cost["requests"] < planned().cost["requests"]


def test_operations_without_security_are_not_called_without_a_key() -> None:
    named = set(planned().without_key)
    assert {one.operation.id for one in roles_of(listed()).routes} <= named
    assert {"createApiKey", "getApiKeys"} <= named
    assert "getApiKeyGenerateWeb3Key" not in named


def test_the_default_budget_is_above_the_plan() -> None:
    """An unchanged server is never cut short by the caps."""
    cost, budget = planned().cost, Budget()
    assert budget.requests > 2 * cost["requests"]
    assert budget.creates > 2 * cost["creates"]
    assert budget.refusals > 2 * cost["refusals"]
    assert budget.alive > 2 * cost["alive"]


def test_the_list_is_read_as_often_as_the_plan_says() -> None:
    mock = service(as_of=LATEST)
    server = Troubled(InProcessTransport(mock), first=10**9)
    lists: list[str] = []
    inner = server.handle_request

    def noting(request: Any) -> Any:
        plain = request.method == "GET" and request.url.path.endswith("/api_keys")
        admin = request.headers.get("authorization", "").endswith(mock.admin_key)
        lists.extend([request.url.path] if plain and admin else [])
        return inner(request)

    server.handle_request = noting  # type: ignore[method-assign]  # the test's own server
    judge(server, mock.admin_key)
    assert len(lists) == LISTS


@pytest.mark.parametrize("with_wallet", [False, True])
def test_the_cost_is_what_the_session_of_a_run_sends(
    tmp_path: pathlib.Path, with_wallet: bool
) -> None:
    """With the last look of the session, by which it sees that no key is left."""
    clock = bending.Clock()
    mock = service(clock=clock)
    server = Server(InProcessTransport(mock), BASE_URL, mock.admin_key)
    wallet = wallet_of(mock) if with_wallet else None
    policy = session.Policy(own_server=True)
    with session.open_session(server, journal_dir=tmp_path, clock=clock, policy=policy) as opened:
        verdict = judge(opened.transport, mock.admin_key, signer=wallet)
    cost, traffic = verdict.inquiry.plan.cost, opened.traffic()
    sent = (traffic.requests, traffic.creates, traffic.refusals)
    assert sent == (cost["requests"], cost["creates"], cost["refusals"])


def test_a_change_is_asked_about_other_forms_of_a_date_than_a_creation() -> None:
    """Both are read alike, so that together they ask about more."""
    plan = planned()

    def forms(asking: Asking) -> set[str]:
        columns = (column for column in asking.columns if column.path == ("expiresAt",))
        return {one.label for column in columns for one in column.refuse if one.kind == "pattern"}

    assert len(forms(plan.create)) > 2
    assert len(forms(plan.update)) > 2
    assert not forms(plan.create) & forms(plan.update)
