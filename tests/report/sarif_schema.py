"""The part of SARIF 2.1.0 that the tool writes, as a closed schema in the words of the standard.

The member names, types and values are those of the OASIS standard, sections 3.11 to 3.58. Logs of
the tests were held against the official schema (sarif-2.1.0-rtm.5) as well when this was written.
"""

from typing import Any

import jsonschema_rs

TEXT = {"type": "string"}
FROM_ONE = {"type": "integer", "minimum": 1}


def members(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """Return the schema of an object that has these members and no others."""
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


def listed(item: dict[str, Any], *, at_least: int = 0, unique: bool = False) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": at_least, "uniqueItems": unique}


MESSAGE = members({"text": TEXT}, markdown=TEXT)
ADDRESS = {"type": "string", "format": "uri-reference"}
ARTIFACT = members({"uri": ADDRESS}, uriBaseId=TEXT)
REGION = members(
    {"startLine": FROM_ONE}, startColumn=FROM_ONE, endLine=FROM_ONE, endColumn=FROM_ONE
)
PLACE = members({"artifactLocation": ARTIFACT, "region": REGION})
NODE = members({"fullyQualifiedName": TEXT, "kind": TEXT})
LOCATION = members({"physicalLocation": PLACE}, logicalLocations=listed(NODE))
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RULE = members(
    {"id": TEXT}, name=TEXT, shortDescription=MESSAGE, fullDescription=MESSAGE, help=MESSAGE
)
DRIVER = members(
    {"name": TEXT},
    version=TEXT,
    informationUri={"type": "string", "format": "uri", "pattern": "^https://"},
    rules=listed(RULE, unique=True),
)
NOTIFICATION = members({"message": MESSAGE}, level=LEVEL)
INVOCATION = members(
    {"executionSuccessful": {"type": "boolean"}},
    exitCode={"type": "integer"},
    exitCodeDescription=TEXT,
    toolExecutionNotifications=listed(NOTIFICATION),
)
REPLACEMENT = members({"deletedRegion": REGION}, insertedContent=members({"text": TEXT}))
CHANGED = members({"artifactLocation": ARTIFACT, "replacements": listed(REPLACEMENT, at_least=1)})
FIX = members({"artifactChanges": listed(CHANGED, at_least=1, unique=True)}, description=MESSAGE)
SUPPRESSION = members(
    {"kind": {"enum": ["inSource", "external"]}},
    status={"enum": ["accepted", "underReview", "rejected"]},
    justification=TEXT,
)
RESULT = members(
    {"message": MESSAGE},
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    kind={"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
    level=LEVEL,
    locations=listed(LOCATION),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    properties={"type": "object"},
    fixes=listed(FIX, unique=True),
    suppressions=listed(SUPPRESSION, unique=True),
)
RUN = members(
    {"tool": members({"driver": DRIVER})},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    originalUriBaseIds={
        "type": "object",
        "additionalProperties": members({}, uri=ADDRESS, description=MESSAGE),
    },
    invocations=listed(INVOCATION),
    results=listed(RESULT),
)
LOG = jsonschema_rs.validator_for(
    members({"version": {"const": "2.1.0"}, "runs": listed(RUN)}, **{"$schema": ADDRESS}),
    validate_formats=True,
)
