"""From an unexpected answer to the one field that is to blame, against servers of one line."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import pytest
from venice_contract.contract.values.texts import NO_FORM
from venice_contract.drift.asking.base_values import may_go_with
from venice_contract.drift.asking.isolate import OTHERS, Isolator
from venice_contract.drift.columns import Row
from venice_contract.drift.observe import Exchange, Unlike
from venice_contract.drift.plan import Budget
from venice_contract.errors import BudgetError, NotSentError

from tests.drift.rig import MOMENT, asker, exchanged, planned

Body = dict[str, Any]
Reply = tuple[int, Any]
Rule = Callable[[Body], Reply]

PERIOD, PRIVACY = ("limitPeriod",), ("modelPrivacy",)
MONTH = "createApiKey.request.limitPeriod.enum-value.MONTH"
PRIVATE = "createApiKey.request.modelPrivacy.enum-value.PRIVATE_TEXT"
ENUM = "createApiKey.request.limitPeriod.enum"
GOOD: Reply = (200, {"success": True})
UNNAMED: Reply = (400, {"error": "Bad request"})
DOWN: Reply = (503, {"error": "Not now"})
PAIR = {"limitPeriod": "value-MONTH", "modelPrivacy": "value-PRIVATE_TEXT"}
WRONG = {"limitPeriod": "neighbour", "modelPrivacy": "neighbour-2"}


def naming(*names: str, text: str = "Invalid value") -> Reply:
    """Return a refusal whose details name fields, as the vendor writes them."""
    return 400, {"error": "Invalid", "details": {name: {"_errors": [text]} for name in names}}


def refusing(name: str, value: Any, refusal: Reply) -> Rule:
    return lambda content: refusal if content.get(name) == value else GOOD


def in_turn(*answers: Reply) -> Rule:
    """Return the rule of a server that answers as told, whatever it is sent."""
    waiting = list(answers)
    return lambda _: waiting.pop(0)


@dataclass
class Bench:
    """An isolator in front of a rule, or of a mock where there is none, and what was sent."""

    rule: Rule | None
    faults: tuple[str, ...] = ()
    budget: Budget | None = None
    operation: str = "create"
    sent: list[Body] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.asker = asker(*self.faults, budget=self.budget)
        self.seen = self.asker.seen
        operation = self.asker.contract.operations[f"{self.operation}ApiKey"]
        asking = getattr(planned(), self.operation)
        self.columns = asking.columns
        mark = ("description",)
        self.isolator = Isolator(self.asker, operation, asking, mark, self.send)

    def send(self, content: Body, refusal: bool, _row: Row) -> Exchange:
        self.sent.append(content)
        if self.rule is None:
            return self.asker.create(content, refusal=refusal)
        status, body = self.rule(content)
        return exchanged(body, status=status, number=len(self.sent))

    def accept(self, **labels: str) -> Self:
        self.isolator.accept(self.row(**(labels or PAIR)))
        return self

    def refuse(self, **labels: str) -> Self:
        self.isolator.refuse(self.row(**(labels or WRONG)))
        return self

    def row(self, **labels: str) -> Row:
        choices = [choice for c in self.columns for choice in (*c.accept, *c.refuse)]
        return {c.path: c for c in choices if len(c.path) == 1 and c.label == labels.get(c.path[0])}

    def values(self, name: str) -> list[Any]:
        """Return what every request had in a field, None for nothing."""
        return [content.get(name) for content in self.sent]

    @property
    def blamed(self) -> dict[tuple[str, tuple[str, ...]], list[int]]:
        """The kinds and fields that were observed, with the requests that showed them."""
        return {
            (found[0].kind, found[0].field): sorted(one.exchange.number for one in found)
            for found in self.seen.observations.values()
        }


def test_an_accepted_row_decides_all_its_fields_at_once() -> None:
    """One request, over what is required, limits of nothing and an end within the hour."""
    bench = Bench(lambda _: GOOD).accept()
    assert bench.values("limitPeriod") == ["MONTH"]
    assert bench.values("consumptionLimit") == [{"usd": 0, "diem": 0}]
    assert bench.values("expiresAt") == ["2028-02-29T12:40:00.001Z"]
    assert {MONTH, PRIVATE} <= bench.seen.decided
    assert not bench.blamed


def test_a_change_sends_its_row_and_a_text_alone() -> None:
    """A wrong id is sent without even that, so that it changes nothing of whatever it hits."""
    bench = Bench(lambda _: GOOD, operation="update").accept(limitPeriod="value-MONTH")
    bench.isolator.ask(bench.row(id="number-for-text"), refusal=True)
    assert bench.sent == [{"limitPeriod": "MONTH", "description": "vc-1a2b3c4d-1"}, {"id": 1}]


def test_a_named_field_is_asked_about_alone_and_the_rest_without_it() -> None:
    """The row and the field alone are the two requests that show it; the rest is decided.

    In between it is asked whether another field is to blame for it.
    """
    bench = Bench(refusing("limitPeriod", "MONTH", naming("limitPeriod"))).accept()
    assert bench.values("limitPeriod") == ["MONTH", "MONTH", None, *["MONTH"] * 3, None]
    assert bench.values("modelPrivacy")[:4] == ["PRIVATE_TEXT", None, None, None]
    assert bench.values("modelPrivacy")[-1] == "PRIVATE_TEXT"
    assert bench.blamed == {("value-refused", PERIOD): [1, 2]}
    assert PRIVATE in bench.seen.decided


def test_where_no_field_is_named_each_is_asked_about_alone() -> None:
    """First the base has to work, and the one that is refused is asked about twice.

    Then without what is sent beside it, with as much as can be, and for a key of another type.
    """
    bench = Bench(refusing("limitPeriod", "MONTH", UNNAMED)).accept()
    assert bench.values("limitPeriod") == ["MONTH", None, *["MONTH"] * 5, None]
    assert bench.values("modelPrivacy")[:5] == ["PRIVATE_TEXT", *[None] * 4]
    assert bench.values("modelPrivacy")[5:] == ["PRIVATE_ONLY", None, "PRIVATE_TEXT"]
    assert bench.values("apiKeyType")[-2:] == ["ADMIN", "INFERENCE"]
    assert bench.blamed == {("value-refused", PERIOD): [3, 4]}
    assert PRIVATE in bench.seen.decided


@pytest.mark.parametrize("named", [2, 1, 0])
def test_two_fields_that_are_wrong_at_once_are_both_found(named: int) -> None:
    """Whether a refusal names both, only the first that it meets, or none."""

    def rule(content: Body) -> Reply:
        wrong = [name for name in PAIR if name in content]
        return (naming(*wrong[:named]) if named else UNNAMED) if wrong else GOOD

    bench = Bench(rule).accept()
    assert bench.blamed.keys() == {("value-refused", PERIOD), ("value-refused", PRIVACY)}
    assert [len(numbers) for numbers in bench.blamed.values()] == [2, 2]


@pytest.mark.parametrize(
    "refusal", [UNNAMED, naming("expiresAt"), naming("consumptionLimit", "expiresAt")]
)
def test_two_fields_that_every_request_holds_and_a_server_keeps_apart_are_one_rule(
    refusal: Reply,
) -> None:
    def rule(content: Body) -> Reply:
        return refusal if {"consumptionLimit", "expiresAt"} <= content.keys() else GOOD

    bench = Bench(rule).accept(expiresAt="day").accept()
    assert {kind for kind, _ in bench.blamed} == {"fields-conflict"}
    assert PRIVATE in bench.seen.decided
    assert not bench.seen.undecided


@pytest.mark.parametrize("refusal", [UNNAMED, naming("limitPeriod"), naming(*PAIR)])
def test_what_is_refused_together_and_accepted_alone_blames_no_field_alone(refusal: Reply) -> None:
    """No field by itself contradicts the contract: it is the two, or left open."""
    bench = Bench(lambda content: refusal if PAIR.keys() <= content.keys() else GOOD).accept()
    assert {kind for kind, _ in bench.blamed} <= {"fields-conflict"}
    assert bench.blamed or MONTH in bench.seen.undecided


def test_a_row_that_is_accepted_when_it_is_sent_again_leaves_nothing_open() -> None:
    """Its first refusal was of the moment, and all of its fields were accepted since."""
    bench = Bench(in_turn(UNNAMED, GOOD, GOOD, GOOD, GOOD)).accept()
    assert not bench.blamed
    assert not bench.seen.undecided
    assert {MONTH, PRIVATE} <= bench.seen.decided


@pytest.mark.parametrize(("accepted", "refused"), [(GOOD, UNNAMED), (DOWN, DOWN)])
def test_what_is_seen_once_and_not_again_is_undecided(accepted: Reply, refused: Reply) -> None:
    """A good value refused alone once, a wrong one accepted alone once: neither is to blame."""
    bench = Bench(in_turn(UNNAMED, GOOD, UNNAMED, accepted, GOOD, GOOD, refused))
    bench.accept(limitPeriod="value-MONTH").refuse(limitPeriod="neighbour")
    assert not bench.blamed
    assert bench.seen.undecided[MONTH] == f"the server answered {accepted[0]}"
    assert bench.seen.undecided[ENUM] == f"the server answered {refused[0]}"
    assert not bench.seen.decided


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_failure_of_the_server_decides_nothing(status: int) -> None:
    bench = Bench(lambda _: (status, {})).accept().refuse()
    assert len(bench.sent) == 2
    assert bench.seen.undecided[MONTH] == f"the server answered {status}"
    assert bench.seen.undecided[ENUM] == f"the server answered {status}"
    assert not bench.seen.decided


def test_a_refusal_of_the_base_is_not_laid_on_the_row() -> None:
    """The field that is named is sent as something else, and the row is asked about again.

    Before, it is sent without the others, as it may be refused beside them alone.
    """
    bench = Bench(no_end).accept()
    assert ["consumptionLimit" in sent for sent in bench.sent] == [True, True, False, True, True]
    assert bench.values("expiresAt")[-2:] == ["", ""]
    assert all(bench.values("expiresAt")[:3])
    assert not bench.blamed
    assert {MONTH, PRIVATE} <= bench.seen.decided


def test_where_no_base_works_no_field_is_to_blame() -> None:
    """Whatever is sent beside the row is refused, so the row stays open."""
    bench = Bench(lambda _: UNNAMED).accept()
    assert len(bench.sent) == 10
    assert {kind for kind, _ in bench.blamed} == {"request-refused"}
    assert bench.seen.undecided.keys() >= {MONTH, PRIVATE}


def test_a_property_that_is_not_known_is_not_sent_again() -> None:
    """It is told once, and no choice about it stays open.

    Before that it is asked whether another field is to blame for it.
    """
    unknown: Reply = (400, {"error": "Unrecognized key(s) in object: 'modelPrivacy'"})
    bench = Bench(lambda content: unknown if "modelPrivacy" in content else GOOD).accept()
    bench.accept(limitPeriod="value-EPOCH", modelPrivacy="value-ALL")
    assert bench.blamed == {("property-refused", PRIVACY): [1, 2]}
    sent = bench.values("modelPrivacy")
    assert sent == ["PRIVATE_TEXT", "PRIVATE_TEXT", None, *["PRIVATE_TEXT"] * 3, None, None]
    assert bench.values("apiKeyType")[5] == "ADMIN"
    assert {PRIVATE, "createApiKey.request.modelPrivacy.enum"} <= bench.seen.decided


@pytest.mark.parametrize(
    ("name", "label", "kind", "sent"),
    [
        ("limitPeriod", "absent", "property-required", [*[None] * 3, "EPOCH"]),
        ("apiKeyType", "value-INFERENCE", "value-refused", [*["INFERENCE"] * 3, "ADMIN"]),
    ],
)
def test_what_was_refused_is_avoided(name: str, label: str, kind: str, sent: list[Any]) -> None:
    bench = Bench(refusing(name, sent[0], naming(name)))
    bench.accept(**{name: label}).accept(modelPrivacy="value-ALL")
    assert bench.blamed == {(kind, (name,)): [1, 2]}
    assert bench.values(name) == sent


def test_a_refusal_that_names_all_fields_of_a_row_decides_them() -> None:
    """One request is enough, and a row of one field needs no name."""
    bench = Bench(in_turn(naming(*WRONG), UNNAMED)).refuse().refuse(limitPeriod="padded")
    assert len(bench.sent) == 2
    assert not bench.blamed


@pytest.mark.parametrize(
    ("answers", "blamed"),
    [
        ([naming("modelPrivacy"), GOOD, GOOD], {("value-accepted", PERIOD): [2, 3]}),
        ([UNNAMED, GOOD, GOOD, UNNAMED], {("value-accepted", PERIOD): [2, 3]}),
        ([GOOD, UNNAMED, GOOD, GOOD], {("value-accepted", PRIVACY): [3, 4]}),
    ],
)
def test_a_wrong_value_not_named_is_asked_about_alone(answers: list[Reply], blamed: Any) -> None:
    """It counts where it is accepted twice by itself, whatever became of its row."""
    bench = Bench(in_turn(*answers)).refuse()
    asked = [len(WRONG.keys() & content.keys()) for content in bench.sent]
    assert bench.blamed == blamed
    assert asked == [2, *[1] * (len(answers) - 1)]


def test_a_wrong_id_that_may_not_be_sent_is_parted_from_the_rest() -> None:
    """What names no key is sent in its place; where that is held back, too, it is undecided."""

    def rule(content: Body) -> Reply:
        if "id" in content:
            raise NotSentError("It names no key of this run.")
        return naming("limitPeriod")

    bench = Bench(rule, operation="update").refuse(id="number-for-text", limitPeriod="neighbour")
    assert bench.values("id") == [1, 1, True, None]
    assert bench.values("limitPeriod") == ["WEEK", None, None, "WEEK"]
    assert bench.seen.undecided == {"updateApiKey.request.id.type": "It names no key of this run."}


def test_a_value_that_a_refusal_names_is_tried_once() -> None:
    """The contract does not know it; if it is accepted, that is a difference."""
    listing = naming("limitPeriod", text="Invalid option: expected one of 'EPOCH'|'YEAR'")
    bench = Bench(lambda content: listing if content.get("limitPeriod") != "YEAR" else GOOD)
    bench.refuse(limitPeriod="neighbour").refuse(limitPeriod="padded")
    assert bench.values("limitPeriod") == ["WEEK", "YEAR", "YEAR", " EPOCH"]
    assert bench.blamed == {("value-accepted", PERIOD): [2, 3]}


def test_a_name_that_answers_have_shown_is_tried_once() -> None:
    """A closed request that takes it has a property more."""
    bench = Bench(lambda _: GOOD)
    for _ in range(2):
        bench.isolator.try_name("priority", 5)
    assert bench.values("priority") == [5, 5]
    assert bench.blamed == {("property-accepted", ()): [1, 2]}


def test_a_key_made_of_a_wrong_value_is_read_back() -> None:
    """The answers that show it are asked for at once, so that they are judged, too."""
    bench = Bench(None, ("enum-limit-period-accepts-week",)).refuse(limitPeriod="neighbour")
    shown = {found[0].constraint.operation for found in bench.seen.observations.values()}
    assert shown == {"createApiKey", "getApiKeyById", "getApiKeys", "updateApiKey"}


def test_a_field_that_the_budget_does_not_reach_is_left_open() -> None:
    """Its row was refused, and asking about it alone is over the budget: that blames nothing."""
    bench = Bench(None, ("enum-limit-period-refuses-lifetime",), Budget(refusals=1))
    with pytest.raises(BudgetError, match="1 refusal"):
        bench.accept(limitPeriod="value-LIFETIME")
    assert not bench.blamed
    assert not [name for name in bench.seen.decided if ".limitPeriod." in name]


# What is sent beside a wrong value: where that is refused, it decides nothing of the value.

NEIGHBOUR = {"limitPeriod": "neighbour"}


def no_end(content: Body) -> Reply:
    """Answer as a server that refuses every end, and takes all else."""
    return naming("expiresAt") if content.get("expiresAt") else GOOD


def test_a_refusal_of_the_base_decides_no_wrong_value() -> None:
    """The base is mended by what refuses it, and each wrong value turns out to be accepted."""
    bench = Bench(no_end)
    (column,) = [column for column in bench.columns if column.path == PERIOD]
    assert len(column.refuse) >= 6
    for choice in column.refuse:
        bench.isolator.refuse({PERIOD: choice})
    kinds = {kind for kind, path in bench.blamed if path == PERIOD}
    assert {"value-accepted", "type-accepted", "null-accepted"} == kinds
    assert len(
        [found for found in bench.seen.observations.values() if found[0].field == PERIOD]
    ) == len(column.refuse)
    assert not bench.seen.undecided
    ends = bench.values("expiresAt")
    assert ends == [*ends[:3], *[""] * (len(ends) - 3)]


def test_a_row_is_not_decided_by_a_refusal_of_the_base_either() -> None:
    """Its fields are asked about alone, over the base that was mended by the first."""
    bench = Bench(no_end).refuse()
    assert {path[0] for _, path in bench.blamed} == WRONG.keys()
    assert len([end for end in bench.values("expiresAt") if end]) == 4


def test_where_no_base_stands_a_wrong_value_stays_open() -> None:
    """What refuses every base is looked into once, and then believed."""
    bench = Bench(lambda _: naming("team", text="Required")).refuse(**NEIGHBOUR)
    asked = len(bench.sent)
    bench.refuse(limitPeriod="padded")
    assert len(bench.sent) == asked + 1
    assert not bench.blamed
    assert bench.seen.undecided == {ENUM: OTHERS}


@pytest.mark.parametrize(
    "refusal", [UNNAMED, naming("limit_period"), naming("limitPeriod", "expiresAt")]
)
def test_a_refusal_that_may_mean_the_field_decides_it(refusal: Reply) -> None:
    """It names none, or names this one too, or in its own spelling."""
    bench = Bench(lambda _: refusal).refuse(**NEIGHBOUR)
    assert len(bench.sent) == 1
    assert not bench.seen.undecided
    assert not bench.blamed


def test_a_refusal_in_odd_words_over_a_base_that_is_accepted_decides() -> None:
    """Nothing but the wrong value can be meant; whether the base stands is asked once."""
    odd = (400, {"error": "Invalid body, see its description"})
    bench = Bench(lambda content: odd if "limitPeriod" in content else GOOD)
    bench.refuse(**NEIGHBOUR).refuse(limitPeriod="padded")
    assert bench.values("limitPeriod") == ["WEEK", None, " EPOCH"]
    assert not bench.seen.undecided
    assert not bench.blamed


def test_a_wrong_name_of_a_key_goes_over_no_other_base() -> None:
    """It is sent with nothing beside it, so that a refusal for lack of that leaves it open."""
    bench = Bench(lambda _: naming("description"), operation="update").refuse(id="number-for-text")
    assert bench.sent == [{"id": 1}]
    assert bench.seen.undecided == {"updateApiKey.request.id.type": OTHERS}


def test_a_change_whose_text_is_refused_is_sent_without_it() -> None:
    """Another text is tried first, then all fields, then none beside the wrong value."""

    def rule(content: Body) -> Reply:
        return naming("description") if "description" in content else GOOD

    bench = Bench(rule, operation="update").refuse(**NEIGHBOUR)
    assert bench.blamed == {("value-accepted", PERIOD): [8, 9]}
    assert bench.values("description")[7:] == [None, None]


def test_a_value_that_needs_another_field_is_sent_with_it_from_then_on() -> None:
    """The rule is told once, and what comes later is not refused for it."""

    def rule(content: Body) -> Reply:
        alone = content.get("limitPeriod") == "MONTH" and "modelPrivacy" not in content
        return UNNAMED if alone else GOOD

    bench = Bench(rule).accept(limitPeriod="value-MONTH")
    assert {kind for kind, _ in bench.blamed} == {"fields-conflict"}
    before = len(bench.sent)
    bench.accept(limitPeriod="value-MONTH", ipAllowlist="two-items")
    assert [rule(content) for content in bench.sent[before:]] == [GOOD]


def test_two_values_that_do_not_go_together_are_parted_from_then_on() -> None:
    def rule(content: Body) -> Reply:
        pair = (content.get("limitPeriod"), content.get("modelPrivacy"))
        return UNNAMED if pair == ("MONTH", "PRIVATE_TEXT") else GOOD

    bench = Bench(rule).accept()
    assert {kind for kind, _ in bench.blamed} == {"fields-conflict"}
    before = len(bench.sent)
    bench.accept()
    later = bench.sent[before:]
    assert [rule(content) for content in later] == [GOOD, GOOD]
    assert {MONTH, PRIVATE} <= bench.seen.decided


def test_a_text_of_no_form_that_is_taken_is_known_to_be() -> None:
    """An edit that leaves any text in rests on it."""
    bench = Bench(lambda _: GOOD, operation="update").refuse(expiresAt="instant-with-blank")
    assert NO_FORM in bench.seen.accepted_texts["updateApiKey", ("expiresAt",)]


def wanting(name: str, right: Callable[[Any], bool], *inside: str) -> Rule:
    """Return the rule of a server that demands a field nobody documents, and looks into it."""
    at = ".".join((name, *inside))

    def rule(content: Body) -> Reply:
        if name not in content:
            return naming(name, text="Required")
        return GOOD if right(content[name]) else naming(at, text="expected string")

    return rule


def test_what_a_demanded_object_must_hold_is_found_by_its_refusals() -> None:
    """The object is sent with a text where a refusal says that one is missing."""
    bench = Bench(
        wanting("owner", lambda o: isinstance(o, dict) and isinstance(o.get("name"), str), "name")
    )
    bench.accept(limitPeriod="value-MONTH")
    assert bench.sent[-1]["owner"] == {"name": MOMENT.tag}
    assert MONTH in bench.seen.decided


def test_a_field_that_is_demanded_is_asked_about_as_others_are() -> None:
    """Rows to come hold what the contract would say that it must refuse."""
    bench = Bench(wanting("team", lambda team: isinstance(team, str)))
    bench.accept(limitPeriod="value-MONTH").refuse(limitPeriod="neighbour")
    assert {type(content["team"]) for content in bench.sent if "team" in content} == {str, int}


@pytest.mark.parametrize(("unit", "size"), [("UTF-16 units", "utf-16-le"), ("bytes", "utf-8")])
def test_the_unit_in_which_a_length_is_counted_is_learned_once(unit: str, size: str) -> None:
    """The contract leaves it open: it is told, and every text is sent so long from then on."""
    step = 2 if size == "utf-16-le" else 1

    def rule(content: Body) -> Reply:
        long = len(str(content["description"]).encode(size)) // step > 64
        return naming("description") if long else GOOD

    bench = Bench(rule).accept(description="longest-in-code-points")
    assert not bench.blamed
    assert any(unit in said for said in bench.seen.measured.values())
    before = len(bench.sent)
    bench.accept(description="longest-in-code-points", limitPeriod="value-MONTH")
    assert [rule(content) for content in bench.sent[before:]] == [GOOD]


def test_what_one_request_took_is_asked_of_the_other_unless_it_was() -> None:
    """Both are told by one line of the contract, and one edit of it must be true of both."""
    bench, date = Bench(lambda _: GOOD, operation="update"), ("expiresAt",)
    column = next(column for column in planned().create.columns if column.path == date)
    other = next(one for one in column.refuse if one.label == "instant-with-offset")
    own = next(one for c in bench.columns if c.path == date for one in c.refuse)
    bench.isolator.try_too(own)
    assert not bench.sent
    bench.isolator.try_too(other)
    assert other.value in bench.values("expiresAt")
    assert ("form-accepted", date) in bench.blamed


@pytest.mark.parametrize(
    ("values", "named", "may"),
    [
        ({"apiKeyType": "ADMIN"}, ["expiresAt"], False),
        ({"apiKeyType": "INFERENCE"}, ["expiresAt"], True),
        ({"apiKeyType": "ADMIN"}, ["limitPeriod"], True),
        ({"apiKeyType": "ADMIN"}, ["expiresAt", "apiKeyType"], True),
    ],
)
def test_a_change_goes_to_a_key_that_may_take_it(
    values: dict[str, str], named: list[str], may: bool
) -> None:
    """What a creation refused beside a value is not set on a key that has that value."""
    choices = {c.path: c.accept[0] for c in planned().create.columns if c.accept}
    row: Row = {(name,): choices[name,] for name in named}
    unlike: Unlike = {(("apiKeyType",), repr("ADMIN")): {("expiresAt",): {""}}}
    assert may_go_with(unlike, {(name,): one for name, one in values.items()}, row) is may
