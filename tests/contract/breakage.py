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
            ":\n  title: Venice",
            "this is not YAML",
        ),
        edit("tab", "        - LIFETIME", "\t- LIFETIME", "\t- LIFETIME", "this is not YAML"),
        edit(
            "key-twice",
            "      maximum: 9999999999\n",
            "      maximum: 9999999999\n      maximum: 50\n",
            "maximum: 50",
            "a key stands twice",
        ),
        edit(
            "no-mapping", TEXT, "- openapi: 3.1.0\n", "- openapi", "is a mapping, and this is not"
        ),
        Broken(
            "not-utf-8", (), "\udce9", "is not UTF-8", TEXT.encode().replace(b"Mints", b"\xe9", 1)
        ),
        edit("empty", TEXT, "\n", "", "the file is empty"),
        edit("too-deep", TEXT, "a: " + "[" * 500 + "]" * 500, "", "nested too deeply"),
    ],
    "version_is_3_1": [
        edit(
            "openapi-3.0", "openapi: 3.1.0", "openapi: 3.0.3", "openapi: 3.0.3", "reads OpenAPI 3.1"
        ),
    ],
    "paths_are_there": [
        edit("no-paths", "paths:\n", "x-paths:\n", "# The contract", "there is no path"),
        edit("paths-a-list", "paths:\n", "paths: []\nx-paths:\n", "paths: []", "there is no path"),
        edit(
            "reference-of-a-path",
            "  /api_keys/{id}:\n",
            "  /api_keys/{id}:\n    $ref: '#/x-paths/none'\n",
            "$ref: '#/x-paths/none'",
            "write it at each operation",
        ),
        edit(
            "path-a-list",
            "  /api_keys:\n",
            "  /api_keys: []\n  /keys:\n",
            "/api_keys: []",
            "OpenAPI",
        ),
    ],
    "keys_are_texts": [
        edit(
            "number-for-key", "        '200':\n", "        200:\n", "responses:", "put it in quotes"
        ),
    ],
    "values_are_json": [
        edit("not-a-number", "minimum: 0", "minimum: .nan", "minimum: .nan", "no number of JSON"),
        edit(
            "half-a-surrogate",
            "title: Venice.ai API keys",
            'title: "\\ud800"',
            'title: "\\ud800"',
            "no UTF-8 can hold",
        ),
    ],
    "references_lead_somewhere": [
        edit(
            "unknown-ref",
            PERIOD,
            PERIOD.replace("LimitPeriod'", "Period'"),
            "$ref: '#/components/schemas/Period'",
            "leads to nothing",
        ),
        edit(
            "circular-ref",
            "    LimitPeriod:\n",
            ADDED,
            "$ref: '#/components/schemas/Loop'",
            "circle",
        ),
        edit(
            "external-ref",
            "'#/components/schemas/CreateApiKeyRequest'",
            "'https://example.org/a.yaml#/b'",
            "$ref: 'https",
            "leaves the file",
        ),
    ],
    "schemas_are_json_schema": [
        edit(
            "unknown-type",
            "type: string\n      description: A text for people",
            "type: text\n      description: A text for people",
            "type: text",
            "not JSON Schema",
        ),
        edit("no-json-schema", LIMIT, "      maxLength: -1\n", "maxLength: -1", "not JSON Schema"),
        edit("minimum-no-number", "minimum: 0", "minimum: '0'", "minimum: '0'", "not JSON Schema"),
        edit(
            "properties-a-list",
            "      properties:\n        usd:\n",
            "      properties: []\n      x-old:\n        usd:\n",
            "properties: []",
            "not JSON Schema",
        ),
    ],
    "references_lead_to_their_kind": [
        edit(
            "ref-to-another-kind",
            "'#/components/schemas/CreateApiKeyRequest'",
            "'#/components/responses/TooLarge'",
            "$ref: '#/components/responses/TooLarge'",
            "leads to no schema",
        ),
        edit(
            "answer-that-is-a-schema",
            "'#/components/responses/Unauthorized'",
            "'#/components/schemas/StandardError'",
            "$ref: '#/components/schemas/StandardError'",
            "components/responses",
        ),
    ],
    "schemas_end": [
        edit(
            "endless-schema",
            TWO,
            TWO.replace("LimitAmount", "ConsumptionLimit"),
            "ConsumptionLimit:\n      type",
            "contains itself",
        ),
    ],
    "operation_ids_are_unique": [
        edit(
            "operation-id-twice",
            "operationId: updateApiKey\n      summary",
            "operationId: createApiKey\n      summary",
            "operationId: createApiKey\n      summary: Change",
            "is also that of POST /api_keys",
        ),
        edit(
            "no-operation-id", "      operationId: getApiKeys\n", "", "get:\n", "has no operationId"
        ),
    ],
    "operations_can_succeed": [
        edit(
            "no-answers",
            FIRST_ANSWER,
            FIRST_ANSWER.replace("responses", "x-responses"),
            "get:\n",
            "no answer of success",
        ),
        edit(
            "no-success",
            FIRST_ANSWER,
            FIRST_ANSWER.replace("200", "404"),
            "responses:",
            "no answer of success",
        ),
    ],
    "links_lead_to_operations": [
        edit(
            "link-to-nowhere",
            "              operationId: getApiKeyById\n",
            "              operationId: readKey\n",
            "ReadCreatedKey:",
            "leads to no operation",
        ),
    ],
    "structure": [
        edit("no-info", "info:\n", "x-info:\n", "# The contract", "not OpenAPI 3.1"),
        edit(
            "answer-untold", "          description: The active keys\n", "", "'200':", "description"
        ),
        edit(
            "nowhere-parameter",
            "          in: path\n",
            "          in: body\n",
            "in: body",
            "not OpenAPI",
        ),
    ],
    **breakage_of_schemas.BY_RULE,
}
"""By the rule that they break; `parse` reads the file, `structure` is openapi-spec-validator's."""

BROKEN = [broken for group in BY_RULE.values() for broken in group]
