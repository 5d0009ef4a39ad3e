"""Several observations, one cause."""

from typing import Any

import pytest
from venice_contract.contract.values.table import FRACTION
from venice_contract.contract.values.texts import NO_FORM
from venice_contract.drift.judging.causes import ANY_VALUE, explained, is_lacking
from venice_contract.drift.observe import Observation, Seen

from tests.drift.rig import seen_at

PERIOD, USD = ("limitPeriod",), ("consumptionLimit", "usd")


def wrong(kind: str, keyword: str, path: tuple[str, ...] = PERIOD) -> list[Observation]:
    """Return a wrong value that the creation accepts."""
    return [seen_at(kind, keyword, path)]


def lost(sent: str = "MONTH") -> list[Observation]:
    """Return an echo that the creation's answer does not give."""
    path = ("data", "limitPeriod")
    return [
        seen_at("echo-differs", "echo", path, side="answer", about=sent, sent=sent, answered="DAY")
    ]


def remaining(*seen: list[Observation], **known: Any) -> list[list[Observation]]:
    """Return the differences that are left, of all that a run has seen."""
    return explained(Seen({(str(at),): found for at, found in enumerate(seen)}, **known))


def kinds(*seen: list[Observation], **learned: float) -> list[str]:
    """Return the kinds that are left; bounds that refusals named are those of the amount."""
    bounds: dict[tuple[str, tuple[str, ...], str], float] = {
        ("createApiKey", USD, side): value for side, value in learned.items()
    }
    return [
        found[0].kind
        for found in remaining(*seen, learned=bounds, taken={("createApiKey", USD, "number")})
    ]


SEVERAL = [wrong("value-accepted", "enum"), wrong("type-accepted", "type")]


def test_a_property_that_takes_anything_and_keeps_nothing_is_one_difference() -> None:
    """It is ignored; the differences of another property are kept."""
    other = wrong("value-accepted", "enum", ("apiKeyType",))
    assert kinds(*SEVERAL, lost()) == ["property-ignored"]
    assert sorted(kinds(*SEVERAL, lost(), other)) == ["property-ignored", "value-accepted"]


def test_a_property_that_takes_anything_and_keeps_it_is_not_ignored() -> None:
    """Each wrong value stays a difference."""
    assert kinds(*SEVERAL) == ["value-accepted", "type-accepted"]


def test_one_wrong_value_beside_a_lost_one_are_two_differences() -> None:
    assert kinds(wrong("value-accepted", "enum"), lost()) == ["value-accepted", "echo-differs"]


def test_a_value_that_never_comes_back_explains_a_wrong_default() -> None:
    """The default is that value, and every EPOCH comes back as something else."""
    default = [seen_at("default-differs", "absent-means", PERIOD, sent="EPOCH", answered="DAY")]
    assert kinds(default, lost("EPOCH")) == ["echo-differs"]
    assert kinds(default, lost("MONTH")) == ["default-differs", "echo-differs"]
    assert kinds(default) == ["default-differs"]


def test_a_key_of_another_kind_opens_nothing_without_being_dead() -> None:
    """A change has made it one that may not; a key that is what it was is dead."""
    path = ("data", "limitPeriod")
    dead = [seen_at("key-dead", "type", ("data", "apiKey"), side="answer", sent=("limitPeriod",))]
    beside = [seen_at("side-effect", "echo", path, side="answer", sent="MONTH", answered="DAY")]
    assert kinds(dead, beside) == ["side-effect"]
    assert kinds(dead) == ["key-dead"]


def test_a_long_list_is_refused_for_what_a_shorter_one_holds() -> None:
    """The bound of its length is not to blame, unless short ones are taken."""
    subnets = ("ipAllowlist",)
    long = [seen_at("bound-tighter", "max-items", subnets, sent=["11.22.33.0/24"] * 100)]
    short = [seen_at("type-refused", "type", subnets, sent=["11.22.33.0/24"])]
    assert kinds(long, short) == ["type-refused"]
    assert kinds(long) == ["bound-tighter"]


def refused(kind: str, keyword: str, sent: Any) -> list[Observation]:
    return [seen_at(kind, keyword, USD, sent=sent)]


def test_a_shorter_text_explains_that_one_in_other_characters_is_refused() -> None:
    """A bound of the length that moved holds in every unit; an empty text is another matter."""
    field = ("description",)

    def text(kind: str, sent: str) -> list[Observation]:
        return [seen_at(kind, "max-length", field, sent=sent)]

    moved, other = text("bound-tighter", "x" * 64), text("form-refused", "\U0001f511" * 64)
    assert kinds(moved, other) == ["bound-tighter"]
    assert kinds(moved, text("form-refused", "")) != ["bound-tighter"]
    assert kinds(other) == ["form-refused"]


def test_a_bound_that_moved_explains_what_it_excludes() -> None:
    """A fraction below the new minimum says nothing of types; one above it does."""
    moved, half = refused("bound-tighter", "minimum", 0), refused("type-refused", "type", 0.5)
    assert kinds(moved, half, lower=1) == ["bound-tighter"]
    assert kinds(moved, refused("type-refused", "type", 7.5), lower=1) == [
        "bound-tighter",
        "type-refused",
    ]
    assert kinds(half, lower=1) == ["type-refused"]
    assert kinds(moved, refused("null-refused", "null", None), lower=1) == [
        "bound-tighter",
        "null-refused",
    ]


@pytest.mark.parametrize(
    ("sent", "step", "left"), [(0.35, 0.1, 1), (0.3, 0.1, 2), (0.3, 0.2, 1), (3, 0, 2)]
)
def test_a_number_is_refused_for_a_step_only_where_it_is_no_multiple(
    sent: float, step: float, left: int
) -> None:
    """Numbers count as they are written: 0.3 is a multiple of 0.1. A step of nothing is none."""
    grid = seen_at("bound-tighter", "multiple-of", USD, sent=0.25)
    other = seen_at("bound-tighter", "maximum", USD, sent=sent)
    assert len(kinds([grid], [other], multiple=step)) == left


@pytest.mark.parametrize(("sent", "left"), [(3, 2), (0.3, 2), (0.35, 1)])
def test_a_number_is_refused_as_a_fraction_only_where_it_is_no_multiple(
    sent: float, left: int
) -> None:
    """Of a neighbour that takes tenths alone, a bound of tenths is refused for another reason."""
    whole = seen_at("type-refused", "type", USD, about=FRACTION, sent=0.25)
    other = seen_at("bound-tighter", "minimum", ("consumptionLimit", "diem"), sent=sent)
    assert len(kinds([whole], [other], multiple=0.1)) == left


def test_a_property_that_is_gone_gives_nothing_back() -> None:
    """That it is missing says it all, at the same place."""
    path = ("data", "limitPeriod")
    missing = [seen_at("answer-missing", "required", path, side="answer")]
    gone = [seen_at("echo-lost", "echo", path, side="answer", sent="MONTH")]
    assert kinds(missing, gone) == ["answer-missing"]
    assert kinds(gone) == ["echo-lost"]


def test_nothing_is_explained_by_nothing() -> None:
    assert kinds() == []


def accepted(value: str) -> list[Observation]:
    """Return an undocumented limitPeriod that the creation takes."""
    return [seen_at("value-accepted", "enum", PERIOD, about=value, sent=value)]


def test_an_enum_that_takes_whatever_is_tried_is_one_difference() -> None:
    """Three undocumented values, one of them a word of its own, are no new values."""
    several = [accepted(value) for value in ("WEEK", "month", " EPOCH")]
    left = remaining(*several)
    assert [found[0].about for found in left] == [ANY_VALUE]
    assert left[0][0].server == "accepts whatever was tried: 'WEEK', 'month', ' EPOCH'"
    assert len(left[0]) == 3


def test_an_enum_that_takes_a_word_of_no_meaning_is_one_difference() -> None:
    left = remaining(accepted("WEEK"), accepted(NO_FORM))
    assert [found[0].about for found in left] == [ANY_VALUE]


@pytest.mark.parametrize(
    ("path", "body", "lacks"),
    [
        (("a", "[]", "b"), {"a": [{"b": 1}, {}]}, True),
        (("a", "*", "b"), {"a": {"x": {"b": 1}}}, False),
        (("a", "b"), {"a": None}, False),
        (("a", "b"), {}, False),
    ],
)
def test_an_object_lacks_a_name_only_where_it_is_there(
    path: tuple[str, ...], body: Any, lacks: bool
) -> None:
    """In lists and maps whichever object does."""
    assert is_lacking(body, path) is lacks


def test_other_spellings_of_documented_values_are_differences_of_their_own() -> None:
    """A server that is blind for case and blanks still knows its values."""
    spelled = [accepted(value) for value in ("month", " EPOCH", "Lifetime")]
    assert [found[0].about for found in remaining(*spelled)] == ["month", " EPOCH", "Lifetime"]


def test_a_type_of_which_every_value_is_refused_is_one_difference() -> None:
    """Other types of the same field are taken, so that the property is known."""
    seen = [refused("bound-tighter", "maximum", 10), refused("type-refused", "type", 0.5)]
    left = remaining(*seen, taken={("createApiKey", USD, "string")})
    assert [(found[0].kind, found[0].about) for found in left] == [("type-refused", "number")]


def test_a_null_that_is_refused_explains_that_of_an_enum() -> None:
    """Whether the enum lists null does not matter any more."""
    nothing = [seen_at("null-refused", "not-null", PERIOD)]
    listed = [seen_at("value-refused", "enum", PERIOD)]
    assert kinds(nothing, listed) == ["null-refused"]
    assert kinds(listed) == ["value-refused"]


def test_an_item_that_is_refused_explains_the_lists_that_hold_it() -> None:
    """A list of other items that is refused is a difference of its own."""
    whole = [seen_at("type-refused", "type", ("consumptionLimit",), sent=[1, 2])]
    inner = refused("bound-tighter", "minimum", 1)
    assert len(kinds(whole, inner)) == 1
    assert kinds(whole, refused("bound-tighter", "minimum", 3)) == ["type-refused", "bound-tighter"]


def test_a_branch_of_which_every_value_is_refused_is_one_difference() -> None:
    """Another branch is taken, so that the field is known."""
    where = ("consumptionLimit",)
    seen = [
        [seen_at(kind, "type", USD, sent={"kind": "b"}, branch="/oneOf/1")]
        for kind in ("property-required", "value-refused", "property-refused")
    ]
    known = {("createApiKey", where, "object")}
    left = remaining(*seen, taken=known)
    assert [(one[0].kind, one[0].about) for one in left] == [("type-refused", "1")]
    assert left[0][0].server == "refuses every value of the branch 1"
    assert len(remaining(*seen, taken=known, branches={("createApiKey", "/oneOf/1")})) == 3


def test_what_becomes_of_the_only_type_that_is_taken_is_kept() -> None:
    """A change that leaves it alone shows it, too; where numbers are taken, it is told with it."""
    refused = [
        [seen_at("bound-tighter", keyword, USD, sent=sent)]
        for keyword, sent in (("minimum", 0), ("maximum", 9999999999))
    ]
    taken = [seen_at("type-accepted", "type", USD, about="string", sent="10")]
    shown = [
        seen_at(
            "side-effect", "echo", ("data", *USD), side="answer", about="10", sent="10", answered=10
        )
    ]
    left = remaining(*refused, taken, shown)
    assert [found[0].kind for found in left] == ["type-refused", "type-accepted", "echo-differs"]
    assert kinds(taken, shown) == ["type-accepted"]


def test_a_bound_of_the_length_explains_every_text_and_list_that_is_longer() -> None:
    """Whatever else of it was asked about; one that is no longer says something else."""
    field = ("description",)
    moved = [seen_at("bound-tighter", "max-length", field, sent="x" * 64)]

    def left(text: str) -> list[str]:
        other = [seen_at("form-refused", "type", field, sent=text)]
        bounds: dict[tuple[str, tuple[str, ...], str], float]
        bounds = {("createApiKey", field, "upper"): 20}
        taken = {("createApiKey", field, "string")}
        return [found[0].kind for found in remaining(moved, other, learned=bounds, taken=taken)]

    assert left(" <b>&amp; " * 3) == ["bound-tighter"]
    assert left(" <b>&amp; ") == ["bound-tighter", "form-refused"]


def test_a_list_is_refused_because_nothing_is_taken_that_it_may_hold() -> None:
    """One finding about what it holds, and none about the list."""
    subnets = ("ipAllowlist",)
    whole = [seen_at("type-refused", "type", subnets, sent=["11.22.33.0/24"])]
    inner = [
        [seen_at("type-refused", "type", (*subnets, "[]"), sent="11.22.33.1")],
        [seen_at("form-refused", "pattern", (*subnets, "[]"), sent="11.22.33.2")],
    ]
    assert kinds(whole, *inner) == ["property-refused"]
    assert kinds(whole) == ["type-refused"]


def test_a_key_stands_on_no_page_because_pages_repeat_or_lead_nowhere() -> None:
    """Of an answer that lacks something of an item nothing is explained."""

    def listed(kind: str, path: tuple[str, ...]) -> list[Observation]:
        return [seen_at(kind, "type", path, "getApiKeys", "answer")]

    lost = listed("page-lost", ("data",))
    assert kinds(lost, listed("page-repeats", ("data",))) == ["page-repeats"]
    assert kinds(lost, listed("answer-missing", ("data",))) == ["answer-missing"]
    item = listed("answer-missing", ("data", "[]", "id"))
    assert kinds(lost, item) == ["page-lost", "answer-missing"]


def test_a_wrong_value_inside_a_list_explains_that_the_list_comes_back_otherwise() -> None:
    shown = ("data", "ipAllowlist")
    sent = ["11.22.33.1", "11.22.33.2"]

    def told(*answered: object) -> list[str]:
        wrong_item = [
            seen_at(
                "answer-type", "type", (*shown, "[]"), side="answer", about="number", answered=7
            )
        ]
        echo = [
            seen_at("echo-differs", "echo", shown, side="answer", sent=sent, answered=[*answered])
        ]
        return kinds(echo, wrong_item)

    assert told(7, sent[1]) == ["answer-type"]
    assert told(7, "other") == ["echo-differs", "answer-type"]


def test_a_value_that_no_enum_has_is_told_with_the_echo_unless_a_list_or_map_holds_it() -> None:
    """Requests and answers may list other values; what differs inside a list is its item."""
    path, shown = ("data", "limitPeriod"), ("data", "ipAllowlist")

    def both(where: tuple[str, ...], inside: tuple[str, ...], sent: Any, now: Any) -> list[str]:
        value = now[0] if isinstance(now, list) else now
        new = [
            seen_at("answer-enum-value", "type", inside, side="answer", about=value, answered=value)
        ]
        echo = [seen_at("echo-differs", "echo", where, side="answer", sent=sent, answered=now)]
        return kinds(echo, new)

    assert both(path, path, "MONTH", "month") == ["echo-differs", "answer-enum-value"]
    assert both(shown, (*shown, "[]"), ["A"], ["a"]) == ["answer-enum-value"]
