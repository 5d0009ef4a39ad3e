"""Ways to break the fragment: each one small edit of its text, and what must be said of it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.spec.fragment import TEXT, edited

Edits = tuple[tuple[str, str], ...]

ADDED = """\
    Loop:
      $ref: '#/components/schemas/Loop'
    LimitPeriod:
"""
TWO = "'#/components/schemas/LimitAmount'\n          description: US dollars"
PERIOD = "        limitPeriod:\n          $ref: '#/components/schemas/LimitPeriod'\n"
FIRST_ANSWER = "      responses:\n        '200':\n          description: The active keys\n"
LIMIT = "      maxLength: 64\n"


@dataclass(frozen=True)
class Broken:
    """One broken fragment.

    Args:
        name: what is broken.
        edits: what to replace in the fragment's text.
        at: the text at which the error must point, on its line; empty if the file is meant.
        says: what the sentence must say.
        raw: the bytes of the file, where they are not the edited text.
    """

    name: str
    edits: Edits
    at: str
    says: str
    raw: bytes = b""

    @property
    def content(self) -> bytes:
        """The bytes of the broken file."""
        return self.raw if self.raw or not self.edits else edited(*self.edits).encode()

    @property
    def place(self) -> str:
        """Where the error must point, as `:line:column`; empty for the whole file."""
        if not self.at:
            return ""
        at = self.at.encode(errors="surrogateescape")
        before = self.content.split(at, 1)[0].decode()
        line = before.rpartition("\n")[2]
        return f":{before.count(chr(10)) + 1}:{len(line) + 1}"


def edit(name: str, old: str, new: str, at: str, says: str) -> Broken:
    """Return a fragment broken by one edit."""
    return Broken(name, ((old, new),), at, says)


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
            "parameters-of-a-path",
            "  /api_keys/{id}:\n",
            "  /api_keys/{id}:\n    parameters: []\n",
            "parameters: []",
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
    "enums_have_values": [
        Broken(
            "empty-enum",
            (("      enum:\n        - INFERENCE\n        - ADMIN\n", "      enum: []\n"),),
            "enum: []",
            "the enum is empty",
        ),
        edit(
            "value-twice",
            "        - LIFETIME\n",
            "        - LIFETIME\n        - MONTH\n",
            "MONTH\n      x-evidence",
            "says 'MONTH' twice",
        ),
        edit(
            "value-of-another-type",
            "        - LIFETIME\n",
            "        - 7\n",
            "7\n",
            "not of type string",
        ),
    ],
    "bounds_leave_room": [
        edit(
            "minimum-above-maximum",
            "      minimum: 0\n",
            "      minimum: 10000000000\n",
            "minimum: 1",
            "is above maximum",
        ),
    ],
    "patterns_compile": [
        edit(
            "bad-pattern",
            r"pattern: ^\d{4}-\d{2}-\d{2}$",
            r"pattern: ^(\d{4}$",
            r"pattern: ^(\d{4}$",
            "no regular expression",
        ),
        edit(
            "ambiguous-pattern",
            r"pattern: ^\d{4}-\d{2}-\d{2}$",
            "pattern: '[[a]'",
            "pattern: '[[a]'",
            "no regular expression",
        ),
    ],
    "nothing_accepts_everything": [
        edit(
            "branch-that-accepts-anything",
            "            - type: 'null'\n",
            "            - description: anything\n",
            "description: anything",
            "accepts anything",
        ),
        edit(
            "true-for-a-schema",
            "            - type: 'null'\n",
            "            - true\n",
            "true\n      required:\n        - id\n",
            "accepts anything",
        ),
        edit(
            "false-for-a-schema",
            "            - type: 'null'\n",
            "            - false\n",
            "false\n      required:\n        - id\n",
            "accepts nothing",
        ),
        edit(
            "nullable",
            "            - type: 'null'\n",
            "            - nullable: true\n",
            "nullable: true",
            "of OpenAPI 3.0",
        ),
    ],
    "keywords_are_judged": [
        edit(
            "keyword-without-a-probe",
            "minimum: 0\n",
            "minimum: 0\n      exclusiveMinimum: 0\n",
            "exclusiveMinimum: 0",
            "no probe asks about exclusiveMinimum",
        ),
    ],
    "required_names_exist": [
        edit(
            "required-not-described",
            "      required:\n        - apiKeyType\n        - description\n",
            "      required:\n        - apiKeyType\n        - purpose\n",
            "purpose\n",
            "required but not described",
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
    "evidence_is_given": [
        edit(
            "value-without-evidence",
            "        - LIFETIME\n",
            "        - LIFETIME\n        - WEEK\n",
            "WEEK",
            "has no evidence",
        ),
        edit(
            "bound-without-evidence",
            "          description: US dollars\n",
            "          description: US dollars\n          maximum: 5\n",
            "maximum: 5\n",
            "maximum has no evidence",
        ),
        edit(
            "evidence-without-a-date",
            "            source: page\n            since: '2026-05-07'\n",
            "            source: page\n            since: May\n",
            "EPOCH\n        - MONTH",
            "has no evidence",
        ),
    ],
    "extensions_are_whole": [
        edit(
            "meaning-without-a-value",
            "            value: EPOCH\n",
            "",
            "x-absent-means:",
            "needs a value",
        ),
        edit(
            "presence-without-a-rule",
            "            rule: when-limited\n",
            "            rule: sometimes\n",
            "x-presence:\n            rule: sometimes",
            "always or when-limited",
        ),
        edit(
            "echo-of-a-list",
            "          x-echo-of: consumptionLimit\n",
            "          x-echo-of: [consumptionLimit]\n",
            "x-echo-of: [",
            "names one field",
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
}
"""By the rule that they break; `parse` reads the file, `structure` is openapi-spec-validator's."""

BROKEN = [broken for group in BY_RULE.values() for broken in group]
