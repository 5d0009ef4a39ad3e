"""Ways to break the fragment as a document, by the rule that finds them; and all ways together."""

from tests.contract import breakage_of_schemas
from tests.contract.broken import Broken, edit
from tests.contract.fragment import TEXT

ADDED = """\
    Loop:
      $ref: '#/components/schemas/Loop'
    LimitPeriod:
"""
TWO = "'#/components/schemas/LimitAmount'\n          description: US dollars"
PERIOD = "        limitPeriod:\n          $ref: '#/components/schemas/LimitPeriod'\n"
FIRST_ANSWER = "      responses:\n        '200':\n          description: The active keys\n"
LIMIT = "      maxLength: 64\n"

BY_RULE = {
    "parse": [
        edit(
            "bad-yaml",
            "openapi: 3.1.0",
            "openapi: [3.1.0",
            "this is not YAML",
            ":\n  title: Venice",
        ),
        edit("tab", "        - LIFETIME", "\t- LIFETIME", "this is not YAML", "\t- LIFETIME"),
        edit(
            "key-twice",
            "      maximum: 9999999999\n",
            "      maximum: 9999999999\n      maximum: 50\n",
            "a key stands twice",
        ),
        edit(
            "no-mapping", TEXT, "- openapi: 3.1.0\n", "is a mapping, and this is not", "- openapi"
        ),
        Broken(
            "not-utf-8", (), "\udce9", "is not UTF-8", TEXT.encode().replace(b"Mints", b"\xe9", 1)
        ),
        edit("empty", TEXT, "\n", "the file is empty", ""),
        edit("too-deep", TEXT, "a: " + "[" * 500 + "]" * 500, "nested too deeply", ""),
    ],
    "version_is_3_1": [
        edit("openapi-3.0", "openapi: 3.1.0", "openapi: 3.0.3", "reads OpenAPI 3.1"),
    ],
    "paths_are_there": [
        edit("no-paths", "paths:\n", "x-paths:\n", "there is no path", "# The contract"),
        edit("paths-a-list", "paths:\n", "paths: []\nx-paths:\n", "there is no path"),
        edit(
            "reference-of-a-path",
            "  /api_keys/{id}:\n",
            "  /api_keys/{id}:\n    $ref: '#/x-paths/none'\n",
            "write it at each operation",
        ),
        edit("path-a-list", "  /api_keys:\n", "  /api_keys: []\n  /keys:\n", "OpenAPI"),
    ],
    "keys_are_texts": [
        edit(
            "number-for-key", "        '200':\n", "        200:\n", "put it in quotes", "responses:"
        ),
    ],
    "values_are_json": [
        edit("not-a-number", "minimum: 0", "minimum: .nan", "no number of JSON"),
        edit(
            "half-a-surrogate", "title: Venice.ai API keys", 'title: "\\ud800"', "no UTF-8 can hold"
        ),
    ],
    "references_lead_somewhere": [
        edit("unknown-ref", PERIOD, PERIOD.replace("LimitPeriod'", "Period'"), "leads to nothing"),
        edit(
            "circular-ref",
            "    LimitPeriod:\n",
            ADDED,
            "circle",
            "$ref: '#/components/schemas/Loop'",
        ),
        edit(
            "external-ref",
            "'#/components/schemas/CreateApiKeyRequest'",
            "'https://example.org/a.yaml#/b'",
            "leaves the file",
            "$ref: 'https",
        ),
    ],
    "schemas_are_json_schema": [
        edit(
            "unknown-type",
            "type: string\n      description: A text for people",
            "type: text\n      description: A text for people",
            "not JSON Schema",
        ),
        edit("no-json-schema", LIMIT, "      maxLength: -1\n", "not JSON Schema"),
        edit("minimum-no-number", "minimum: 0", "minimum: '0'", "not JSON Schema"),
        edit(
            "properties-a-list",
            "      properties:\n        usd:\n",
            "      properties: []\n      x-old:\n        usd:\n",
            "not JSON Schema",
        ),
    ],
    "references_lead_to_their_kind": [
        edit(
            "ref-to-another-kind",
            "'#/components/schemas/CreateApiKeyRequest'",
            "'#/components/responses/TooLarge'",
            "leads to no schema",
            "$ref: '#/components/responses/TooLarge'",
        ),
        edit(
            "answer-that-is-a-schema",
            "'#/components/responses/Unauthorized'",
            "'#/components/schemas/StandardError'",
            "components/responses",
            "$ref: '#/components/schemas/StandardError'",
        ),
    ],
    "schemas_end": [
        edit(
            "endless-schema",
            TWO,
            TWO.replace("LimitAmount", "ConsumptionLimit"),
            "contains itself",
            "ConsumptionLimit:\n      type",
        ),
    ],
    "operation_ids_are_unique": [
        edit(
            "operation-id-twice",
            "operationId: updateApiKey\n      summary",
            "operationId: createApiKey\n      summary",
            "is also that of POST /api_keys",
            "operationId: createApiKey\n      summary: Change",
        ),
        edit(
            "no-operation-id", "      operationId: getApiKeys\n", "", "has no operationId", "get:\n"
        ),
    ],
    "operations_can_succeed": [
        edit(
            "no-answers",
            FIRST_ANSWER,
            FIRST_ANSWER.replace("responses", "x-responses"),
            "no answer of success",
            "get:\n",
        ),
        edit(
            "no-success",
            FIRST_ANSWER,
            FIRST_ANSWER.replace("200", "404"),
            "no answer of success",
            "responses:",
        ),
    ],
    "links_lead_to_operations": [
        edit(
            "link-to-nowhere",
            "              operationId: getApiKeyById\n",
            "              operationId: readKey\n",
            "leads to no operation",
            "ReadCreatedKey:",
        ),
    ],
    "structure": [
        edit("no-info", "info:\n", "x-info:\n", "not OpenAPI 3.1", "# The contract"),
        edit(
            "answer-untold", "          description: The active keys\n", "", "description", "'200':"
        ),
        edit("nowhere-parameter", "          in: path\n", "          in: body\n", "not OpenAPI"),
    ],
    **breakage_of_schemas.BY_RULE,
}
"""By the rule that they break; `parse` reads the file, `structure` is openapi-spec-validator's."""

BROKEN = [broken for group in BY_RULE.values() for broken in group]
