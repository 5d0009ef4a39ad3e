"""What each operation does to keys: by the links of the creation, or by structure alone."""

import copy
from typing import Any

import pytest
import yaml
from venice_contract.contract.constraints import contract_of
from venice_contract.contract.reading.document import Document, parse
from venice_contract.contract.reading.operations import operations
from venice_contract.contract.roles import Roles, Route, marked, roles
from venice_contract.errors import BrokenContractError, UsageError

from tests.contract.fragment import contract

TEXT = {"type": "string"}


def family(document: Document) -> Roles:
    return roles(operations(document))


def answer(schema: dict[str, Any] | None = None) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {"description": "done"} | ({"content": content} if schema else {})


def op(name: str, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an operation; `body` is the schema of its request."""
    body = more.pop("body", None)
    if body:
        more["requestBody"] = {"content": {"application/json": {"schema": body}}}
    return {"operationId": name, "responses": answers, **more}


def parameter(name: str, where: str) -> dict[str, Any]:
    return {"name": name, "in": where, "required": True, "schema": TEXT}


def vendor() -> dict[str, Any]:
    """Return another vendor: `ref` in the path, 201 and 204, the key without an envelope."""
    key = {"type": "object", "properties": {"ref": TEXT, "name": TEXT}}
    made = {"type": "object", "properties": {"ref": TEXT, "name": TEXT, "secret": TEXT}}
    wish = {"type": "object", "properties": {"name": TEXT}, "required": ["name"]}
    named = [parameter("ref", "path")]
    links = {
        name: {"operationId": name, "parameters": {"ref": "$response.body#/ref"}}
        for name in ("readToken", "editToken", "dropToken", "renewToken")
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tokens", "version": "1"},
        "paths": {
            "/tokens": {
                "get": op("listTokens", {"200": answer({"type": "array", "items": key})}),
                "post": op("mintToken", {"201": answer(made) | {"links": links}}, body=wish),
            },
            "/tokens/{ref}": {
                "get": op("readToken", {"200": answer(key)}, parameters=named),
                "put": op("editToken", {"200": answer(key)}, parameters=named, body=wish),
                "delete": op("dropToken", {"204": answer()}, parameters=named),
            },
            "/tokens/{ref}/renew": {
                "post": op("renewToken", {"200": answer(made)}, parameters=named)
            },
            "/limits": {"get": op("getLimits", {"200": answer({"type": "object"})})},
        },
    }


def read(data: dict[str, Any]) -> Roles:
    return family(parse(yaml.safe_dump(data, sort_keys=False), "tokens.yaml"))


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


def test_reads_that_need_no_key_are_plain() -> None:
    assert {operation.id for operation in family(contract()).plain} == {
        "getApiKeyRateLimits",
        "getApiKeyRateLimitLogs",
        "getApiKeyGenerateWeb3Key",
    }


def test_another_vendor_is_read_by_its_own_links() -> None:
    """Another name of the id, no envelope, PUT for a change, 201 and 204, and one action more."""
    found = read(vendor())
    assert (found.create.id, found.create.success) == ("mintToken", "201")
    assert route(found.read) == ("readToken", "path", "ref")
    assert route(found.update) == ("editToken", "path", "ref")
    assert route(found.remove) == ("dropToken", "path", "ref")
    assert found.remove.operation.success == "204"
    assert [route(one) for one in found.actions] == [("renewToken", "path", "ref")]
    assert (found.identity, found.key_name) == (("ref",), "ref")
    assert found.secret == ("secret",)
    assert [operation.id for operation in found.plain] == ["getLimits"]


def test_a_key_is_put_where_its_route_says() -> None:
    assert read(vendor()).remove.path("k1") == "/tokens/k1"
    assert family(contract()).remove.path("k1") == "/api_keys"


def without_links(data: dict[str, Any], envelope: str = "") -> dict[str, Any]:
    """Return a fragment whose creation has no links and calls its id `id`."""
    text = yaml.safe_dump(data, sort_keys=False).replace("ref", "id").replace("$id", "$ref")
    found: dict[str, Any] = yaml.safe_load(text)
    made = found["paths"]["/tokens"]["post"]["responses"]["201"]
    del made["links"]
    content = made["content"]["application/json"]
    if envelope:
        content["schema"] = {"type": "object", "properties": {envelope: content["schema"]}}
    return found


@pytest.mark.parametrize("envelope", ["", "token"])
def test_without_links_the_structure_says_it(envelope: str) -> None:
    found = read(without_links(vendor(), envelope))
    assert route(found.read) == ("readToken", "path", "id")
    assert route(found.update) == ("editToken", "path", "id")
    assert route(found.remove) == ("dropToken", "path", "id")
    assert [one.operation.id for one in found.actions] == ["renewToken"]
    assert found.identity == ((envelope, "id") if envelope else ("id",))


@pytest.mark.parametrize(("where", "method"), [("query", "delete"), ("body", "patch")])
def test_beside_the_collection_the_id_stands_in_the_query_or_the_body(
    where: str, method: str
) -> None:
    data = without_links(vendor())
    of_one = data["paths"]["/tokens/{id}"]
    moved = of_one.pop({"delete": "delete", "patch": "put"}[method])
    moved["parameters"] = [parameter("id", "query")] if where == "query" else []
    if where == "body":
        wish = moved["requestBody"]["content"]["application/json"]["schema"]
        moved["requestBody"]["content"]["application/json"]["schema"] = {
            **wish,
            "properties": {"id": TEXT, **wish["properties"]},
        }
    data["paths"]["/tokens"][method] = moved
    found = read(data)
    assert route(found.remove if method == "delete" else found.update)[1:] == (where, "id")


def test_a_secret_may_be_marked() -> None:
    data = vendor()
    made = data["paths"]["/tokens"]["post"]["responses"]["201"]["content"]["application/json"]
    made["schema"]["properties"] |= {"word": {**TEXT, "x-secret": True}}
    assert read(data).secret == ("word",)


def test_a_creation_without_a_secret_has_none() -> None:
    data = vendor()
    made = data["paths"]["/tokens"]["post"]["responses"]["201"]["content"]["application/json"]
    del made["schema"]["properties"]["secret"]
    assert read(data).secret is None


@pytest.mark.parametrize(
    ("path", "method", "named"),
    [
        ("/tokens", "post", "no POST beside a GET"),
        ("/tokens", "get", "no POST beside a GET"),
        ("/tokens/{ref}", "delete", "no DELETE that takes what POST /tokens makes"),
    ],
)
def test_a_fragment_that_lacks_one_is_refused_with_its_name(
    path: str, method: str, named: str
) -> None:
    data = copy.deepcopy(vendor())
    del data["paths"][path][method]
    with pytest.raises(UsageError, match=named):
        read(data)


def test_read_and_update_may_be_missing() -> None:
    data = vendor()
    del data["paths"]["/tokens/{ref}"]["get"]
    del data["paths"]["/tokens/{ref}"]["put"]
    found = read(data)
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
    data = vendor()
    post = data["paths"]["/tokens"]["post"]["requestBody"]["content"]["application/json"]
    post["schema"] = {"type": "object", "properties": properties}
    assert marked(read(data).create) == field


def without_methods() -> dict[str, Any]:
    """Return the vendor, whose keys are changed and revoked by POST."""
    data = vendor()
    one = data["paths"]["/tokens/{ref}"]
    named = [parameter("ref", "path")]
    wish = {"type": "object", "properties": {"name": TEXT}}
    data["paths"]["/tokens/{ref}/revoke"] = {
        "post": op("dropToken", {"204": answer()}, parameters=named)
    }
    one["post"] = op("editToken", {"200": answer()}, parameters=named, body=wish)
    del one["put"], one["delete"]
    return data


def test_a_post_changes_and_revokes_where_no_other_method_does() -> None:
    """One on the key itself that takes a body, and one whose step is called so."""
    found = read(without_methods())
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
    data = vendor()
    body = {"type": "object", "properties": properties}
    data["paths"][f"/tokens/{step}"] = {"post": op("other", {"200": answer()}, body=body)}
    found = [one for one in read(data).actions if one.operation.id == "other"]
    assert [(one.where, one.name) for one in found] == ([where] if where else [])


def test_an_id_is_named_as_its_field_takes_it() -> None:
    whole = {"type": "integer"}
    for schema, named in ((TEXT, "7"), (whole, 7), ({"type": "array", "items": whole}, [7])):
        data = vendor()
        body = {"type": "object", "properties": {"ids": schema}}
        data["paths"]["/tokens/revoke"] = {"post": op("other", {"200": answer()}, body=body)}
        written = parse(yaml.safe_dump(data, sort_keys=False), "tokens.yaml")
        operation = operations(written)["other"]
        assert Route(operation, "body", "ids").names("7") == {"ids": named}


def test_a_parameter_of_a_path_that_names_no_key_is_refused_with_its_line() -> None:
    data = vendor()
    data["paths"] = {
        path.replace("/tokens", "/teams/{team}/tokens"): node
        for path, node in data["paths"].items()
    }
    for node in data["paths"].values():
        node.setdefault("parameters", []).append(parameter("team", "path"))
    text = yaml.safe_dump(data, sort_keys=False)
    with pytest.raises(BrokenContractError, match=r"\d+:\d+: team in a path names no key\."):
        _ = contract_of(parse(text, "tokens.yaml")).family
