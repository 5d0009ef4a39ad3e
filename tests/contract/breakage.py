"""Ways to break the fragment, by the rule that finds them; and all ways together."""

from tests.contract.broken import Broken, edit
from tests.contract.fragment import TEXT
from tests.tables import table

ROWS = table(r"""
parse:
- [bad-yaml, 'openapi: 3.1.0', 'openapi: [3.1.0', this is not YAML, ":\n  title: Venice"]
- [tab, "        - LIFETIME", "\t- LIFETIME", this is not YAML, "\t- LIFETIME"]
- [key-twice, "      maximum: 9999999999\n", "      maximum: 9999999999\n      maximum: 50\n",
  a key stands twice]
version_is_3_1:
- [openapi-3.0, 'openapi: 3.1.0', 'openapi: 3.0.3', reads OpenAPI 3.1]
paths_are_there:
- [no-paths, "paths:\n", "x-paths:\n", there is no path, '# The contract']
- [paths-a-list, "paths:\n", "paths: []\nx-paths:\n", there is no path]
- [reference-of-a-path, "  /api_keys/{id}:\n", "  /api_keys/{id}:\n    $ref: '#/x-paths/none'\n",
  write it at each operation]
- [path-a-list, "  /api_keys:\n", "  /api_keys: []\n  /keys:\n", OpenAPI]
keys_are_texts:
- [number-for-key, "        '200':\n", "        200:\n", put it in quotes, 'responses:']
values_are_json:
- [not-a-number, 'minimum: 0', 'minimum: .nan', no number of JSON]
- [half-a-surrogate, 'title: Venice.ai API keys', 'title: "\ud800"', no UTF-8 can hold]
references_lead_somewhere:
- [unknown-ref, "        limitPeriod:\n          $ref: '#/components/schemas/LimitPeriod'\n",
  "        limitPeriod:\n          $ref: '#/components/schemas/Period'\n", leads to nothing]
- [circular-ref, "    LimitPeriod:\n",
  "    Loop:\n      $ref: '#/components/schemas/Loop'\n    LimitPeriod:\n", circle,
  '$ref: ''#/components/schemas/Loop''']
- [external-ref, '''#/components/schemas/CreateApiKeyRequest''',
  '''https://example.org/a.yaml#/b''', leaves the file, '$ref: ''https']
schemas_are_json_schema:
- [unknown-type, "type: string\n      description: A text for people",
  "type: text\n      description: A text for people", not JSON Schema]
- [no-json-schema, "      maxLength: 64\n", "      maxLength: -1\n", not JSON Schema]
- [minimum-no-number, 'minimum: 0', 'minimum: ''0''', not JSON Schema]
- [properties-a-list, "      properties:\n        usd:\n",
  "      properties: []\n      x-old:\n        usd:\n", not JSON Schema]
references_lead_to_their_kind:
- [ref-to-another-kind, '''#/components/schemas/CreateApiKeyRequest''',
  '''#/components/responses/TooLarge''', leads to no schema,
  '$ref: ''#/components/responses/TooLarge''']
- [answer-that-is-a-schema, '''#/components/responses/Unauthorized''',
  '''#/components/schemas/StandardError''', components/responses,
  '$ref: ''#/components/schemas/StandardError''']
schemas_end:
- [endless-schema, "'#/components/schemas/LimitAmount'\n          description: US dollars",
  "'#/components/schemas/ConsumptionLimit'\n          description: US dollars", contains itself,
  "ConsumptionLimit:\n      type"]
operation_ids_are_unique:
- [operation-id-twice, "operationId: updateApiKey\n      summary",
  "operationId: createApiKey\n      summary", is also that of POST /api_keys,
  "operationId: createApiKey\n      summary: Change"]
- [no-operation-id, "      operationId: getApiKeys\n", '', has no operationId, "get:\n"]
operations_can_succeed:
- [no-answers, "      responses:\n        '200':\n          description: The active keys\n",
  "      x-responses:\n        '200':\n          description: The active keys\n",
  no answer of success, "get:\n"]
- [no-success, "      responses:\n        '200':\n          description: The active keys\n",
  "      responses:\n        '404':\n          description: The active keys\n",
  no answer of success, 'responses:']
links_lead_to_operations:
- [link-to-nowhere, "              operationId: getApiKeyById\n",
  "              operationId: readKey\n", leads to no operation, 'ReadCreatedKey:']
structure:
- [no-info, "info:\n", "x-info:\n", not OpenAPI 3.1, '# The contract']
- [answer-untold, "          description: The active keys\n", '', description, '''200'':']
- [nowhere-parameter, "          in: path\n", "          in: body\n", not OpenAPI]
enums_have_values:
- [empty-enum, "      enum:\n        - INFERENCE\n        - ADMIN\n", "      enum: []\n",
  the enum is empty]
- [value-twice, "        - LIFETIME\n", "        - LIFETIME\n        - MONTH\n", says 'MONTH' twice,
  "MONTH\n      x-evidence"]
- [value-of-another-type, "        - LIFETIME\n", "        - 7\n", not of type string, "7\n"]
bounds_leave_room:
- [minimum-above-maximum, "      minimum: 0\n", "      minimum: 10000000000\n", is above maximum]
patterns_compile:
- [bad-pattern, 'pattern: ^\d{4}-\d{2}-\d{2}$', 'pattern: ^(\d{4}$', no regular expression]
- [ambiguous-pattern, 'pattern: ^\d{4}-\d{2}-\d{2}$', 'pattern: ''[[a]''', no regular expression]
nothing_accepts_everything:
- [branch-that-accepts-anything, "            - type: 'null'\n",
  "            - description: anything\n", accepts anything]
- [true-for-a-schema, "            - type: 'null'\n", "            - true\n", accepts anything,
  "true\n        ipAllowlist:"]
- [false-for-a-schema, "            - type: 'null'\n", "            - false\n", accepts nothing,
  "false\n        ipAllowlist:"]
- [nullable, "            - type: 'null'\n", "            - nullable: true\n", of OpenAPI 3.0]
conditions_are_read:
- [condition-of-two, "      description: What a new key is to be.\n",
  "      description: What a new key is to be.\n\
  \      dependentRequired: {limitPeriod: [purpose]}\n",
  describe 'purpose' beside it, 'purpose]}']
required_names_exist:
- [required-not-described, "      required:\n        - apiKeyType\n        - description\n",
  "      required:\n        - apiKeyType\n        - purpose\n", required but not described]
evidence_is_given:
- [value-without-evidence, "        - LIFETIME\n", "        - LIFETIME\n        - WEEK\n",
  has no evidence]
- [bound-without-evidence, "          description: US dollars\n",
  "          description: US dollars\n          maximum: 5\n", maximum has no evidence]
- [evidence-without-a-date, "            source: page\n            since: '2026-05-07'\n",
  "            source: page\n            since: May\n", has no evidence, "EPOCH\n        - MONTH"]
extensions_are_whole:
- [meaning-without-a-value, "            value: EPOCH\n", '', needs a value, 'x-absent-means:']
- [presence-without-a-rule, "            rule: when-limited\n", "            rule: sometimes\n",
  'always, when-limited or never', "x-presence:\n            rule: sometimes"]
- [echo-of-a-list, "          x-echo-of: consumptionLimit\n",
  "          x-echo-of: [consumptionLimit]\n", names one field]
- [echo-of-no-form, "          x-echo: date-time\n", "          x-echo: moment\n",
  x-echo is one of date-time]
marks_are_true:
- [limits-by-a-word, "      x-limits: true\n", "      x-limits: always\n", x-limits is true]
- [replaces-by-a-word, "      operationId: updateApiKey\n      summary",
  "      operationId: updateApiKey\n      x-replaces: always\n      summary", x-replaces is true,
  'x-replaces: always']
ended_keys_are_shown:
- [ended-as-no-field, "      summary: Revoke a key\n",
  "      summary: Revoke a key\n      x-ended: {state: REVOKED}\n",
  x-ended names fields that the list shows, 'x-ended: {state']
- [ended-as-no-value, "      summary: Revoke a key\n",
  "      summary: Revoke a key\n      x-ended: {apiKeyType: REVOKED}\n",
  with a value they may have, 'x-ended: {apiKeyType']
refusals_say_whom:
- [refusal-of-nobody, "      x-refuses: no-key\n", "      x-refuses: nobody\n",
  'no-key, wrong-key, unknown-id']
- [two-refusals-of-one, "      x-refuses: wrong-key\n", "      x-refuses: no-key\n",
  '401 and 402 both say x-refuses: no-key', '''402'':']
headers_are_heard:
- [header-of-the-key, "          description: The id of the key to read\n",
  "          description: The id of the key to read\n\
  \          schema: {type: string}\n        - name: Authorization\n          in: header\n",
  the header Authorization is ignored where it is described, 'name: Authorization']
- [header-of-the-media-type, "          description: The active keys\n",
  "          description: The active keys\n\
  \          headers: {content-type: {schema: {type: string}}}\n",
  say it by `security` or `content`, 'content-type: {schema']
history_is_whole:
- [history-without-a-source, "            source: guide\n            seen: '2026-08-22'\n",
  "            seen: '2026-08-22'\n", 'has said, source and seen', 'said: 415 for']
what_is_kept_is_whole:
- [kept-in-a-word, "      x-keeps:\n", "      x-keeps: all\n      x-kept:\n", is a mapping]
- [kept-of-nothing, 'consumptionLimit.diem: derived', 'consumptionLimit.eur: derived',
  no such field]
- [kept-somehow, 'consumptionLimit.diem: derived', 'consumptionLimit.diem: somehow', says derived]
proofs_are_whole:
- [proof-in-a-word, "      x-proof:\n", "      x-proof: yes\n      x-was:\n", is a mapping]
- [proof-by-nothing, "        by: wallet\n", '', by what a proof is made, 'x-proof:']
- [unknown-scheme, 'scheme: eip191', 'scheme: rot13', is one of eip191]
- [signer-nowhere, 'signer: address', 'signer: nobody', as signer a field]
- [refusal-without-a-text, 'signer-malformed: Invalid wallet address', 'signer-malformed: 7',
  a text for each, "refused:\n          signer-malformed: 7"]
- [unknown-fault, 'signer-malformed: Invalid', 'signer-asleep: Invalid',
  no probe makes a proof wrong]
- [issued-by-nobody, 'issued-by: getApiKeyGenerateWeb3Key', 'issued-by: nobody', names no operation]
- [issued-nowhere, 'issued-at: $response.body#/data/token', 'issued-at: token', where in the answer]
service_limits_are_whole:
- [limits-in-a-word, "x-service-limits:\n", "x-service-limits: few\nx-limits-were:\n",
  is not of type, 'x-service-limits: few']
- [unknown-limit, "  active-keys:\n", "  sleeping-keys:\n", Additional properties,
  'x-service-limits:']
- [limit-of-no-time, "    most: 20\n    seconds: 60\n", "    most: 20\n", '"seconds" is a required',
  "creates:\n    most: 20"]
- [limit-of-none, "    most: 500\n", "    most: 0\n", less than the minimum]
- [lowest-above, "    lowest: 20\n", "    lowest: 51\n", is above 50]
- [limit-without-evidence, "    most: 500\n    x-evidence:\n      source: page\n",
  "    most: 500\n    x-evidence:\n", has no evidence, "x-evidence:\n      since: "]
""")
"""The name, what stands in the fragment, what stands there then, what is said, and of what."""

BY_RULE = {rule: [edit(*row) for row in rows] for rule, rows in ROWS.items()}
"""By the rule that they break; `parse` reads the file, `structure` is openapi-spec-validator's."""
BY_RULE["parse"] += [
    edit("no-mapping", TEXT, "- openapi: 3.1.0\n", "is a mapping, and this is not", "- openapi"),
    Broken("not-utf-8", (), "\udce9", "is not UTF-8", TEXT.encode().replace(b"Mints", b"\xe9", 1)),
    edit("empty", TEXT, "\n", "the file is empty", ""),
    edit("too-deep", TEXT, "a: " + "[" * 500 + "]" * 500, "nested too deeply", ""),
]

BROKEN = [broken for group in BY_RULE.values() for broken in group]
