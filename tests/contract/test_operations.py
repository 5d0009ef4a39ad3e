"""Operations are found with their messages, their parameters and their security."""

import pytest
from venice_contract.contract.reading.document import parse
from venice_contract.contract.reading.operations import (
    NO_KEY,
    UNKNOWN_ID,
    WRONG_KEY,
    Operation,
    operations,
    webhooks,
)
from venice_contract.errors import BrokenContractError

from tests.contract.fragment import TEXT, contract, small


def one(name: str) -> Operation:
    return operations(contract())[name]


KEYED = {"200", "401", "402", "500"}
EXPECTED = {
    "getApiKeys": ("GET", "/api_keys", KEYED),
    "createApiKey": ("POST", "/api_keys", KEYED | {"400", "413", "429"}),
    "updateApiKey": ("PATCH", "/api_keys", KEYED | {"400", "413"}),
    "deleteApiKey": ("DELETE", "/api_keys", KEYED | {"400"}),
    "getApiKeyById": ("GET", "/api_keys/{id}", KEYED | {"400"}),
    "getApiKeyRateLimits": ("GET", "/api_keys/rate_limits", KEYED),
    "getApiKeyRateLimitLogs": ("GET", "/api_keys/rate_limits/log", KEYED),
    "getApiKeyGenerateWeb3Key": ("GET", "/api_keys/generate_web3_key", {"200", "500"}),
    "postApiKeyGenerateWeb3Key": (
        "POST",
        "/api_keys/generate_web3_key",
        {"200", "400", "413", "429", "500"},
    ),
}
"""As the published document of 2026-08-21, the guide, and the skill of 2026-10-02 have them."""


def test_the_operations_are_those_of_the_vendor() -> None:
    found = operations(contract())
    assert {name: (o.method, o.path, set(o.answers)) for name, o in found.items()} == EXPECTED
    open_ones = {name for name, one in found.items() if not one.secured}
    assert open_ones == {"getApiKeyGenerateWeb3Key", "postApiKeyGenerateWeb3Key"}


def test_security_and_servers_are_those_of_the_nearest() -> None:
    assert operations(small("{type: object}", "security: [{BearerAuth: []}]"))[
        "createApiKey"
    ].secured
    assert not operations(small("{type: object}"))["createApiKey"].secured
    found = operations(parse(WHOLE, "w"))
    read, put = found["GET /things/{id}"], found["put"]
    assert read.security == ((("Key", ()),), (("Wallet", ("read",)),))
    assert (put.security, put.secured) == ((), False)
    assert (read.servers, put.servers) == ((), ({"url": "/other"},))
    assert (read.deprecated, put.deprecated) == (False, True)
    assert put.request
    assert put.request.required


def test_the_answer_of_a_status_is_the_nearest_one() -> None:
    text = TEXT.replace("        '413':\n", "        4xx:\n")
    create = operations(parse(text, "f"))["createApiKey"]
    assert create.answer(400) is create.answers["400"]
    assert create.answer(404) is create.answers["4XX"]
    assert create.answer(503) is None
    assert one("createApiKey").answer(404) is None
    text = TEXT.replace("        '500':\n", "        default:\n", 1)
    listed = operations(parse(text, "f"))["getApiKeys"]
    assert listed.answer(503) is listed.answers["default"]


def test_statuses_are_told_by_what_they_mean_or_guessed() -> None:
    """`x-refuses` stands above the guess, and 402 comes first in it."""
    create = one("createApiKey")
    assert (create.success, create.invalid, create.unauthorized) == ("200", "400", "402")
    listed = one("getApiKeys")
    assert (listed.invalid, listed.unauthorized, listed.refuses(WRONG_KEY)) == ("", "402", "401")
    assert one("getApiKeyGenerateWeb3Key").unauthorized == ""
    assert one("getApiKeyById").refuses(UNKNOWN_ID) == "400"
    text = TEXT.replace("      x-refuses: no-key\n", "").replace("      x-refuses: wrong-key\n", "")
    listed = operations(parse(text, "f"))["getApiKeys"]
    assert (listed.unauthorized, listed.refuses(NO_KEY)) == ("402", "")
    said = TEXT.replace("x-refuses: no-key", "x-refuses: x").replace("wrong-key", "no-key")
    assert operations(parse(said, "f"))["getApiKeys"].unauthorized == "401"


def test_messages_and_parameters_know_their_place() -> None:
    refused = one("createApiKey").answers["400"]
    assert refused.pointer == "/components/responses/InvalidRequest"
    assert refused.slots == ("/paths/~1api_keys/post/responses/400",)
    assert refused.media == ("application/json",)
    assert refused.schema
    assert refused.schema.pointer == "/components/schemas/DetailedError"
    assert one("createApiKey").request
    assert one("updateApiKey").request
    assert one("getApiKeys").request is None
    (read,) = one("getApiKeyById").parameters
    assert (read.name, read.where, read.required) == ("id", "path", True)
    (delete,) = one("deleteApiKey").parameters
    assert (delete.name, delete.where, delete.required) == ("id", "query", False)
    assert delete.pointer == "/paths/~1api_keys/delete/parameters/0"
    bare = operations(small("{type: object}"))["createApiKey"].answers["200"]
    assert (bare.media, bare.schema) == ((), None)


WHOLE = """\
openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: 'https://a.example'}]
security: [{Key: []}, {Wallet: [read]}]
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {$ref: '#/components/parameters/Org'}
    get:
      parameters:
        - {name: X-Org, in: header, required: false, schema: {type: integer}}
        - {name: tags, in: query, style: pipeDelimited, schema: {type: array}}
        - {name: filter, in: query, content: {application/json: {schema: {type: object}}}}
      responses:
        4xx: {description: no}
        default:
          description: all else
          headers:
            X-Left: {required: true, schema: {type: integer}}
          content:
            text/csv: {schema: {type: string}}
            application/json: {schema: {type: object}}
          links:
            Next: {$ref: '#/components/links/Next'}
    put:
      operationId: put
      deprecated: true
      security: []
      servers: [{url: /other}]
      requestBody: {required: true, content: {text/plain: {schema: {type: string}}}}
      responses: {'204': {description: ok}}
    delete:
      operationId: put
      responses: {'204': {description: ok}}
  x-internal: {}
webhooks:
  moved:
    post: {requestBody: {content: {application/json: {schema: {type: object}}}}}
components:
  parameters:
    Org: {name: X-Org, in: header, required: true, schema: {type: string}}
  links:
    Next: {operationId: put}
"""


def test_operations_without_an_id_and_webhooks_have_one_of_their_own() -> None:
    found = operations(parse(WHOLE, "w"))
    assert list(found) == ["GET /things/{id}", "put", "DELETE /things/{id}"]
    assert [one.named for one in found.values()] == [False, True, False]
    assert found["put"].called == "PUT /things/{id}"
    (moved,) = webhooks(parse(WHOLE, "w")).values()
    assert (moved.id, moved.path) == ("POST moved", "moved")
    assert moved.request


def test_parameters_of_a_path_hold_for_its_operations() -> None:
    found = operations(parse(WHOLE, "w"))
    read = {one.name: one for one in found["GET /things/{id}"].parameters}
    assert list(read) == ["id", "X-Org", "tags", "filter"]
    assert not read["X-Org"].required
    assert read["X-Org"].schema
    assert read["X-Org"].schema.types == {"integer"}
    assert (read["tags"].style, read["tags"].explode) == ("pipeDelimited", False)
    assert read["filter"].media == "application/json"
    inherited = found["put"].parameters[1]
    assert (inherited.required, inherited.pointer) == (True, "/components/parameters/Org")


def test_everything_of_an_answer_is_read() -> None:
    read = operations(parse(WHOLE, "w"))["GET /things/{id}"]
    assert list(read.answers) == ["4XX", "default"]
    answer = read.answer(200)
    assert answer is read.answers["default"]
    assert answer.media == ("text/csv", "application/json")
    assert answer.schema is answer.schemas["application/json"]
    assert answer.headers["X-Left"].required
    assert answer.links["Next"] == {"operationId": "put"}
    assert read.success == ""


@pytest.mark.parametrize("name", ["Accept", "content-type", "Authorization"])
def test_headers_that_other_words_of_the_contract_say_are_no_parameters(name: str) -> None:
    """Media types and security say them; of an answer only its media type does."""
    text = WHOLE.replace("name: X-Org, in: header, required: false", f"name: {name}, in: header")
    read = operations(parse(text.replace("X-Left", name), "w"))["GET /things/{id}"]
    assert name not in [one.name for one in read.parameters]
    assert (name in read.answers["default"].headers) is (name != "content-type")


UNREADABLE = [
    ("    get:\n", "    get: []\n    head:\n", "must be a mapping"),
    ("      - {$ref: '#/components/parameters/Org'}", "      - {in: query}", "has no name"),
    ("parameters/Org'}", "parameters/None'}", "leads to nothing"),
    ("security: [{Key", "security: [[{Key", "not YAML"),
    ("security: [{Key: []}, {Wallet: [read]}]", "security: [Key]", "must be a mapping"),
    ("security: [{Key: []}, {Wallet: [read]}]", "security: Key", "must be a list"),
    ("servers: [{url: /other}]", "servers: {url: /other}", "must be a list"),
    ("          links:\n", "          links: []\n          x-l:\n", "must be a mapping"),
    ("Next: {operationId: put}", "Next: {$ref: '#/components/links/Next'}", "in a circle"),
]


@pytest.mark.parametrize(("old", "new", "says"), UNREADABLE)
def test_what_is_no_openapi_is_one_sentence_with_its_place(old: str, new: str, says: str) -> None:
    assert old in WHOLE
    with pytest.raises(BrokenContractError, match=says) as caught:
        operations(parse(WHOLE.replace(old, new, 1), "w"))
    assert caught.value.line > 1
