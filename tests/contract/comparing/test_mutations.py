"""One edit of a document is one change, with the right kind, place and impact, there and back."""

from typing import Any, NamedTuple

import pytest
from venice_contract.contract.comparing.change import KINDS

from tests.contract.comparing.documents import ANSWER, BODY, GET, LETTERS, POST, back, between
from tests.tables import table

OUT = f"{ANSWER}/content/application~1json/schema"
PLACES = {
    "ANSWER": ANSWER,
    "BODY": BODY,
    "FIELD": "/components/schemas/NewItem/properties",
    "GET": GET,
    "HOOK": "/webhooks/moved/post/requestBody/content/application~1json/schema",
    "NEW": "/components/schemas/NewItem",
    "NOTE": f"{OUT}/properties/note",
    "OUT": OUT,
    "POST": POST,
}
"""How the pointer of an edit may begin."""
KINDS_OF = {"BOUND": "bound-tightened bound-loosened"}
"""Short for kinds, there and back."""


class Edit(NamedTuple):
    """An edit, and what must be said there and back: kinds (one for both), impacts, and a place.

    The place is direction, status and path; the field of the request, or the note, if not said.
    """

    pointer: str
    value: Any
    kinds: str
    impacts: str = "XA"
    at: str = ""

    @property
    def step(self) -> tuple[str, Any]:
        word, slash, rest = self.pointer.partition("/")
        return f"{PLACES.get(word, '')}{slash}{rest}", self.value

    @property
    def place(self) -> str:
        word, name = [*self.pointer.split("/"), ""][:2]
        usual = {"FIELD": f"request {name}", "NOTE": "answer 201 note"}
        return self.at or usual.get(word, "request")


EDITS = [
    Edit(*row)
    for row in table(r"""
- [FIELD/kind/enum, [A], value-removed value-added]
- [FIELD/kind/enum, [A, B, C], value-added value-removed, AX]
- [FIELD/name/enum, [ab, ac], enum-added enum-removed]
- [FIELD/name/const, ab, enum-added enum-removed]
- [FIELD/name/maxLength, 10, BOUND]
- [FIELD/name/maxLength, GONE, bound-loosened bound-tightened, AX]
- [FIELD/name/minLength, 1, BOUND]
- [FIELD/name/pattern, ^b, pattern-changed, XX]
- [FIELD/name/pattern, GONE, pattern-removed pattern-added, AX]

- [FIELD/name/type, integer, type-changed, XX]
- [FIELD/name/type, [string, integer], type-changed, AX]

- [FIELD/name/x-absent-means, {value: a}, absence-means-other, NX]
- [FIELD/count/minimum, 2, BOUND]
- [FIELD/count/minimum, 0, bound-loosened bound-tightened, AX]
- [FIELD/count/maximum, 5, BOUND]

- [FIELD/count/type, number, type-changed, AX]
- [FIELD/count/type, [integer, 'null'], null-allowed null-refused, AX]

- [FIELD/price/exclusiveMinimum, 0, BOUND]
- [FIELD/price/exclusiveMaximum, 100, BOUND]

- [FIELD/price/multipleOf, 7, keyword-changed, XX]
- [FIELD/tags/minItems, 1, BOUND]

- [FIELD/tags/items/maxLength, 3, BOUND, XA, 'request tags[]']
- [FIELD/tags/items, GONE, type-changed, AX, 'request tags[]']
- [FIELD/tags/items, false, type-changed, XA, 'request tags[]']
- [FIELD/pair/prefixItems/1/type, string, keyword-changed, XX]
- [FIELD/map/additionalProperties/type, integer, type-changed, XX, request map.*]

- [FIELD/closed/additionalProperties, GONE, opened closed, AX]
- [FIELD/loose/minProperties, 2, BOUND]
- [FIELD/loose/maxProperties, 2, BOUND]
- [FIELD/loose/required, [z], became-required became-optional, XA, request loose.z]

- [FIELD/many/contains, {type: integer}, keyword-changed, XX]

- [FIELD/many/maxContains, 4, BOUND]
- [FIELD/odd/not/type, integer, keyword-changed, XX]
- [FIELD/test/then/required, [r], keyword-changed, XX]
- [FIELD/when/format, date-time, format-changed, XX]
- [FIELD/size/format, int64, format-changed, AX]
- [FIELD/period/default, MONTH, default-changed, XX]
- [FIELD/maybe/type, string, null-refused null-allowed]

- [FIELD/any, false, type-changed]
- [FIELD/choice/oneOf/0/properties/d/maxLength, 3, BOUND, XA, request choice.d]
- [FIELD/choice/oneOf/0/required, [t, d], became-required became-optional, XA, request choice.d]
- [FIELD/choice/oneOf/1, GONE, branch-removed branch-added]
- [FIELD/choice/discriminator/propertyName, d, discriminator-changed, XX]
- [FIELD/expiry/anyOf/0, GONE, branch-removed branch-added]
- [FIELD/expiry/anyOf/0/pattern, ^c$, pattern-changed, XX]

- [FIELD/fresh, {type: string}, field-added field-removed, AX]
- [FIELD/old, GONE, field-removed field-added]
- [NEW/required, [kind, name], became-required became-optional, XA, request name]
- [NEW/required, [], became-optional became-required, AX, request kind]
- [NEW/additionalProperties, false, closed opened]
- [NOTE/maxLength, 20, bound-loosened bound-tightened, XN]

- [NOTE/enum, [a, b], enum-added enum-removed, NX]

- [NOTE, GONE, field-removed field-added]
- [OUT/required, [id, note], became-required became-optional, NX, answer 201 note]
- [OUT/additionalProperties, false, closed opened, NA, answer 201]
- [BODY/required, false, became-optional became-required, AX]
- [BODY, GONE, body-removed required-body-added, XX]
- [BODY/content/text~1plain, {}, media-type-added media-type-removed, AX]
- [ANSWER/content/text~1csv, {}, media-type-added media-type-removed, AX, answer 201]
- [ANSWER/headers, {X-New: {schema: {type: string}}}, header-added header-removed, AX,
  answer 201 X-New]
- [ANSWER/links/Read/operationId, listItems, link-changed, NN, answer 201 Read]
- [POST/responses/409, {description: taken}, status-added status-removed, AN, answer 409]
- [POST/responses/default, GONE, status-removed status-added, NA, answer default]
- [GET/responses/200/headers/X-Left/required, false, became-optional became-required, XN,
  answer 200 X-Left]
- [GET/responses/200/headers/X-Left/schema/type, string, type-changed, XX, answer 200 X-Left]
- [GET/parameters/0/required, true, became-required became-optional, XA, request limit]
- [GET/parameters/0/schema/maximum, 5, BOUND, XA, request limit]
- [GET/parameters/0/in, header, parameter-moved, XX, request limit]
- [GET/parameters/0/deprecated, true, deprecated undeprecated, NN, request limit]
- [GET/parameters/1/explode, false, style-changed, XX, request tags]
- [GET/parameters/1/style, pipeDelimited, style-changed, XX, request tags]
- [GET/parameters/1/allowReserved, true, keyword-changed, AX, request tags]
- [GET/parameters/2/schema/maxLength, 5, BOUND, XA, request X-Trace]
- [GET/parameters/3, GONE, parameter-removed required-parameter-added, XX, request session]
- [GET/parameters/-, {name: q, in: query}, parameter-added parameter-removed, AX, request q]
- [GET/security, [], security-loosened security-tightened, AX]
- [GET/security, [{Login: []}], security-changed, XX]
- [GET/security, [{Key: []}, {Login: []}], security-loosened security-tightened, AX]
- [GET/security, [{Key: [read]}], security-tightened security-loosened]
- [GET/deprecated, true, deprecated undeprecated, NN]
- [GET/operationId, all, operation-id-changed, XX]
- [GET, GONE, operation-removed operation-added]
- [/servers/1/url, 'https://three.example', server-changed, XX]
- [/servers/1, GONE, server-removed server-added]
- [/components/securitySchemes/Key/scheme, basic, security-scheme-changed, XX, request Key]
- [HOOK/properties/to/enum, [a, b], enum-added enum-removed, NX, request to]
- [HOOK/properties/to, GONE, field-removed field-added, XA, request to]
- [/webhooks/moved, GONE, operation-removed operation-added]
""")
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit.pointer}={edit.value}")
def test_an_edit_is_one_change_there_and_back(edit: Edit) -> None:
    kinds = KINDS_OF.get(edit.kinds, edit.kinds).split()
    ways = ((between, kinds[0], edit.impacts[0]), (back, kinds[-1], edit.impacts[1]))
    for way, kind, impact in ways:
        said = [(c.kind, LETTERS[c.impact], f"{c.side} {c.field}".strip()) for c in way(edit.step)]
        assert said == [(kind, impact, edit.place)]


def test_every_kind_is_in_the_table() -> None:
    met = {k for edit in EDITS for k in KINDS_OF.get(edit.kinds, edit.kinds).split()}
    assert met <= KINDS.keys()
    assert len(met) > 40
