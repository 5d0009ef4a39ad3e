"""Ways to break what the fragment says of values, by the rule that finds them."""

from tests.contract.broken import Broken, edit

BY_RULE = {
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
            "says 'MONTH' twice",
            "MONTH\n      x-evidence",
        ),
        edit(
            "value-of-another-type",
            "        - LIFETIME\n",
            "        - 7\n",
            "not of type string",
            "7\n",
        ),
    ],
    "bounds_leave_room": [
        edit(
            "minimum-above-maximum",
            "      minimum: 0\n",
            "      minimum: 10000000000\n",
            "is above maximum",
        ),
    ],
    "patterns_compile": [
        edit(
            "bad-pattern",
            r"pattern: ^\d{4}-\d{2}-\d{2}$",
            r"pattern: ^(\d{4}$",
            "no regular expression",
        ),
        edit(
            "ambiguous-pattern",
            r"pattern: ^\d{4}-\d{2}-\d{2}$",
            "pattern: '[[a]'",
            "no regular expression",
        ),
    ],
    "nothing_accepts_everything": [
        edit(
            "branch-that-accepts-anything",
            "            - type: 'null'\n",
            "            - description: anything\n",
            "accepts anything",
        ),
        edit(
            "true-for-a-schema",
            "            - type: 'null'\n",
            "            - true\n",
            "accepts anything",
            "true\n        ipAllowlist:",
        ),
        edit(
            "false-for-a-schema",
            "            - type: 'null'\n",
            "            - false\n",
            "accepts nothing",
            "false\n        ipAllowlist:",
        ),
        edit(
            "nullable",
            "            - type: 'null'\n",
            "            - nullable: true\n",
            "of OpenAPI 3.0",
        ),
    ],
    "keywords_are_judged": [
        edit(
            "keyword-without-a-probe",
            "minimum: 0\n",
            "minimum: 0\n      not: {const: 7}\n",
            "no probe asks about not",
        ),
    ],
    "conditions_are_read": [
        edit(
            "condition-of-two",
            "      description: What a new key is to be.\n",
            "      description: What a new key is to be.\n"
            "      dependentRequired: {limitPeriod: [purpose]}\n",
            "describe 'purpose' beside it",
            "purpose]}",
        ),
    ],
    "required_names_exist": [
        edit(
            "required-not-described",
            "      required:\n        - apiKeyType\n        - description\n",
            "      required:\n        - apiKeyType\n        - purpose\n",
            "required but not described",
        ),
    ],
    "evidence_is_given": [
        edit(
            "value-without-evidence",
            "        - LIFETIME\n",
            "        - LIFETIME\n        - WEEK\n",
            "has no evidence",
        ),
        edit(
            "bound-without-evidence",
            "          description: US dollars\n",
            "          description: US dollars\n          maximum: 5\n",
            "maximum has no evidence",
        ),
        edit(
            "evidence-without-a-date",
            "            source: page\n            since: '2026-05-07'\n",
            "            source: page\n            since: May\n",
            "has no evidence",
            "EPOCH\n        - MONTH",
        ),
    ],
    "extensions_are_whole": [
        edit(
            "meaning-without-a-value",
            "            value: EPOCH\n",
            "",
            "needs a value",
            "x-absent-means:",
        ),
        edit(
            "presence-without-a-rule",
            "            rule: when-limited\n",
            "            rule: sometimes\n",
            "always, when-limited or never",
            "x-presence:\n            rule: sometimes",
        ),
        edit(
            "limits-by-a-word",
            "      x-limits: true\n",
            "      x-limits: always\n",
            "x-limits is true",
        ),
        edit(
            "echo-of-a-list",
            "          x-echo-of: consumptionLimit\n",
            "          x-echo-of: [consumptionLimit]\n",
            "names one field",
        ),
        edit(
            "echo-of-no-form",
            "          x-echo: date-time\n",
            "          x-echo: moment\n",
            "x-echo is one of date-time",
        ),
    ],
    "refusals_say_whom": [
        edit(
            "refusal-of-nobody",
            "      x-refuses: no-key\n",
            "      x-refuses: nobody\n",
            "no-key, wrong-key, unknown-id",
        ),
        edit(
            "two-refusals-of-one",
            "      x-refuses: wrong-key\n",
            "      x-refuses: no-key\n",
            "401 and 402 both say x-refuses: no-key",
            "'402':",
        ),
    ],
    "headers_are_heard": [
        edit(
            "header-of-the-key",
            "          description: The id of the key to read\n",
            "          description: The id of the key to read\n"
            "          schema: {type: string}\n"
            "        - name: Authorization\n"
            "          in: header\n",
            "the header Authorization is ignored where it is described",
            "name: Authorization",
        ),
        edit(
            "header-of-the-media-type",
            "          description: The active keys\n",
            "          description: The active keys\n"
            "          headers: {content-type: {schema: {type: string}}}\n",
            "say it by `security` or `content`",
            "content-type: {schema",
        ),
    ],
    "history_is_whole": [
        edit(
            "history-without-a-source",
            "            source: guide\n            seen: '2026-08-22'\n",
            "            seen: '2026-08-22'\n",
            "has said, source and seen",
            "said: 415 for",
        ),
    ],
    "what_is_kept_is_whole": [
        edit(
            "kept-in-a-word",
            "      x-keeps:\n",
            "      x-keeps: all\n      x-kept:\n",
            "is a mapping",
        ),
        edit(
            "kept-of-nothing",
            "consumptionLimit.diem: derived",
            "consumptionLimit.eur: derived",
            "no such field",
        ),
        edit(
            "kept-somehow",
            "consumptionLimit.diem: derived",
            "consumptionLimit.diem: somehow",
            "says derived",
        ),
    ],
    "proofs_are_whole": [
        edit(
            "proof-in-a-word",
            "      x-proof:\n",
            "      x-proof: yes\n      x-was:\n",
            "is a mapping",
        ),
        edit("proof-by-nothing", "        by: wallet\n", "", "by what a proof is made", "x-proof:"),
        edit("unknown-scheme", "scheme: eip191", "scheme: rot13", "is one of eip191"),
        edit("signer-nowhere", "signer: address", "signer: nobody", "as signer a field"),
        edit(
            "refusal-without-a-text",
            "signer-malformed: Invalid wallet address",
            "signer-malformed: 7",
            "a text for each",
            "refused:\n          signer-malformed: 7",
        ),
        edit(
            "unknown-fault",
            "signer-malformed: Invalid",
            "signer-asleep: Invalid",
            "no probe makes a proof wrong",
        ),
        edit(
            "issued-by-nobody",
            "issued-by: getApiKeyGenerateWeb3Key",
            "issued-by: nobody",
            "names no operation",
        ),
        edit(
            "issued-nowhere",
            "issued-at: $response.body#/data/token",
            "issued-at: token",
            "where in the answer",
        ),
    ],
}
