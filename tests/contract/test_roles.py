"""What each operation does to keys: by the links of the creation, or by structure alone."""

import json
from typing import Any

import pytest
from venice_contract.contract.constraints import contract_of
from venice_contract.contract.reading.document import Document
from venice_contract.contract.reading.operations import operations
from venice_contract.contract.roles import Roles, Route, marked, roles
from venice_contract.errors import BrokenContractError, UsageError

from tests.contract.comparing.documents import GONE, edited
from tests.contract.comparing.documents import read as written
from tests.contract.fragment import contract
from tests.tables import table

TEXT = {"type": "string"}


def family(document: Document) -> Roles:
    return roles(operations(document))


VENDOR = table("""
openapi: 3.1.0
info: {title: Tokens, version: '1'}
paths:
  /tokens:
    get:
      operationId: listTokens
      responses: {'200': {description: all, content: {application/json: {schema: {type: array,
          items: {type: object, properties: {ref: &text {type: string}, name: *text}}}}}}}
    post:
      operationId: mintToken
      requestBody: &wish {content: {application/json: {schema: {type: object,
          properties: {name: *text}, required: [name]}}}}
      responses:
        '201':
          description: made
          content: &made {application/json: {schema: {type: object,
              properties: {ref: *text, name: *text, secret: *text}}}}
          links:
            Read: {operationId: readToken, parameters: &of_it {ref: $response.body#/ref}}
            Edit: {operationId: editToken, parameters: *of_it}
            Drop: {operationId: dropToken, parameters: *of_it}
            Renew: {operationId: renewToken, parameters: *of_it}
  /tokens/{ref}:
    parameters: &named [{name: ref, in: path, required: true, schema: *text}]
    get:
      operationId: readToken
      responses: &one {'200': {description: one, content: {application/json: {schema: {
          type: object, properties: {ref: *text, name: *text}}}}}}
    put: {operationId: editToken, requestBody: *wish, responses: *one}
    delete: {operationId: dropToken, responses: {'204': {description: gone}}}
  /tokens/{ref}/renew:
    parameters: *named
    post: {operationId: renewToken, responses: {'200': {description: new, content: *made}}}
  /limits:
    get:
      operationId: getLimits
      responses: {'200': {description: all, content: {application/json: {schema: {type: object}}}}}
""")
"""Another vendor: `ref` in the path, 201 and 204, the key without an envelope."""
TOKENS, ONE = "/paths/~1tokens", "/paths/~1tokens~1{ref}"
BODY = f"{TOKENS}/post/requestBody/content/application~1json/schema"
MADE = f"{TOKENS}/post/responses/201/content/application~1json/schema/properties"
DONE = {"200": {"description": "done"}}


def changed(*edits: tuple[str, Any]) -> Roles:
    """Return the roles of the other vendor after edits."""
    return family(written(edited(*edits, base=VENDOR)))


def post(name: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return an operation with a body, if it takes one."""
    content = {"application/json": {"schema": schema}}
    taken = {"requestBody": {"content": content}} if schema else {}
    return {"operationId": name, "responses": DONE} | taken


def route(found: Route | None) -> tuple[str, str, str]:
    """Return an operation on a key and how it is told which."""
    assert found is not None
    return found.operation.id, found.where, found.name


def test_the_roles_of_this_contract_are_read_from_its_links() -> None:
    found = family(contract())
    assert (found.create.id, found.list.id) == ("createApiKey", "getApiKeys")
    assert route(found.read) == ("getApiKeyById", "path", "id")
    assert route(found.update) == ("updateApiKey", "body", "id")
    assert route(found.remove) == ("deleteApiKey", "query", "id")
    assert found.identity == ("data", "id")
    assert found.secret == ("data", "apiKey")
    assert not found.actions
    assert {"createApiKey", "getApiKeyRateLimits"} <= {one.id for one in found.all}
    assert "postApiKeyGenerateWeb3Key" not in found
    assert {operation.id for operation in found.plain} == {
        "getApiKeyRateLimits",
        "getApiKeyRateLimitLogs",
        "getApiKeyGenerateWeb3Key",
    }


def test_another_vendor_is_read_by_its_own_links() -> None:
    """Another name of the id, no envelope, PUT for a change, 201 and 204, and one action more."""
    found = changed()
    assert (found.create.id, found.create.success) == ("mintToken", "201")
    assert route(found.read) == ("readToken", "path", "ref")
    assert route(found.update) == ("editToken", "path", "ref")
    assert route(found.remove) == ("dropToken", "path", "ref")
    assert found.remove.operation.success == "204"
    assert [route(one) for one in found.actions] == [("renewToken", "path", "ref")]
    assert (found.identity, found.key_name) == (("ref",), "ref")
    assert found.secret == ("secret",)
    assert [operation.id for operation in found.plain] == ["getLimits"]
    assert found.remove.path("k1") == "/tokens/k1"
    assert family(contract()).remove.path("k1") == "/api_keys"


def without_links(envelope: str = "") -> dict[str, Any]:
    """Return the vendor whose creation has no links, and whose id is called `id`."""
    whole = edited((f"{TOKENS}/post/responses/201/links", GONE), base=VENDOR)
    found: dict[str, Any] = json.loads(json.dumps(whole).replace("ref", "id"))
    if envelope:
        made = found["paths"]["/tokens"]["post"]["responses"]["201"]["content"]["application/json"]
        made["schema"] = {"type": "object", "properties": {envelope: made["schema"]}}
    return found


@pytest.mark.parametrize("envelope", ["", "token"])
def test_without_links_the_structure_says_it(envelope: str) -> None:
    found = family(written(without_links(envelope)))
    assert route(found.read) == ("readToken", "path", "id")
    assert route(found.update) == ("editToken", "path", "id")
    assert route(found.remove) == ("dropToken", "path", "id")
    assert [one.operation.id for one in found.actions] == ["renewToken"]
    assert found.identity == ((envelope, "id") if envelope else ("id",))


@pytest.mark.parametrize(("where", "method"), [("query", "delete"), ("body", "patch")])
def test_beside_the_collection_the_id_stands_in_the_query_or_the_body(
    where: str, method: str
) -> None:
    data = without_links()
    moved = data["paths"]["/tokens/{id}"].pop({"delete": "delete", "patch": "put"}[method])
    if where == "query":
        moved["parameters"] = [{"name": "id", "in": "query", "required": True, "schema": TEXT}]
    else:
        wish = moved["requestBody"]["content"]["application/json"]["schema"]
        wish["properties"] = {"id": TEXT, **wish["properties"]}
    data["paths"]["/tokens"][method] = moved
    found = family(written(data))
    assert route(found.remove if method == "delete" else found.update)[1:] == (where, "id")


def test_a_secret_may_be_marked_or_missing() -> None:
    word = (f"{MADE}/word", {**TEXT, "x-secret": True})
    assert changed(word).secret == ("word",)
    assert changed((f"{MADE}/secret", GONE)).secret is None


@pytest.mark.parametrize(
    ("place", "named"),
    [
        (f"{TOKENS}/post", "no POST beside a GET"),
        (f"{TOKENS}/get", "no POST beside a GET"),
        (f"{ONE}/delete", "no DELETE that takes what POST /tokens makes"),
    ],
)
def test_a_fragment_that_lacks_one_is_refused_with_its_name(place: str, named: str) -> None:
    with pytest.raises(UsageError, match=named):
        changed((place, GONE))


def test_read_and_update_may_be_missing() -> None:
    found = changed((f"{ONE}/get", GONE), (f"{ONE}/put", GONE))
    assert (found.read, found.update) == (None, None)
    assert "readToken" not in found


@pytest.mark.parametrize(
    ("properties", "field"),
    [
        ({"kind": {**TEXT, "enum": ["a"]}, "title": TEXT, "name": TEXT}, ("name",)),
        ({"anything": TEXT}, ("anything",)),
        ({"name": {**TEXT, "maxLength": 8}, "note": TEXT}, ("note",)),
        ({"name": {**TEXT, "pattern": "^[a-z]+$"}}, ()),
        ({"size": {"type": "integer"}}, ()),
    ],
)
def test_the_mark_of_a_run_stands_in_a_free_text(
    properties: dict[str, Any], field: tuple[str, ...]
) -> None:
    asked = (BODY, {"type": "object", "properties": properties})
    assert marked(changed(asked).create) == field


def test_a_post_changes_and_revokes_where_no_other_method_does() -> None:
    """One on the key itself that takes a body, and one whose step is called so."""
    named, wish = VENDOR["paths"]["/tokens/{ref}"]["parameters"], {"properties": {"name": TEXT}}
    found = changed(
        (f"{ONE}/put", GONE),
        (f"{ONE}/delete", GONE),
        (f"{ONE}/post", post("editToken", {"type": "object", **wish})),
        (f"{ONE}~1revoke", {"parameters": named, "post": post("dropToken")}),
    )
    assert found.update is not None
    assert (found.update.operation.id, found.remove.operation.id) == ("editToken", "dropToken")
    assert found.remove.ends


@pytest.mark.parametrize(
    ("step", "properties", "where"),
    [
        ("revoke", {"ids": {"type": "array", "items": TEXT}}, ("body", "ids")),
        ("revoke", {"refs": {"type": "array", "items": TEXT}}, ("body", "refs")),
        ("search", {"text": TEXT}, ("", "")),
        ("charge", {"amount": TEXT}, None),
    ],
)
def test_a_post_beside_the_keys_is_called_where_it_names_or_finds_some(
    step: str, properties: dict[str, Any], where: tuple[str, str] | None
) -> None:
    """What does neither may do anything, and is not called."""
    other = post("other", {"type": "object", "properties": properties})
    whole = changed((f"{TOKENS}~1{step}/post", other))
    found = [one for one in whole.actions if one.operation.id == "other"]
    assert [(one.where, one.name) for one in found] == ([where] if where else [])


def test_an_id_is_named_as_its_field_takes_it() -> None:
    whole = {"type": "integer"}
    for schema, named in ((TEXT, "7"), (whole, 7), ({"type": "array", "items": whole}, [7])):
        body = {"type": "object", "properties": {"ids": schema}}
        data = edited((f"{TOKENS}~1revoke/post", post("other", body)), base=VENDOR)
        operation = operations(written(data))["other"]
        assert Route(operation, "body", "ids").names("7") == {"ids": named}


def test_a_parameter_of_a_path_that_names_no_key_is_refused_with_its_line() -> None:
    team = {"name": "team", "in": "path", "required": True, "schema": TEXT}
    text = json.dumps(VENDOR, indent=1).replace('"/tokens', '"/teams/{team}/tokens')
    data = json.loads(text)
    for node in data["paths"].values():
        node["parameters"] = [*node.get("parameters", []), team]
    with pytest.raises(BrokenContractError, match=r"\d+:\d+: team in a path names no key\."):
        _ = contract_of(written(data)).family
