"""A schema is followed to its end, and each keyword still knows where it is written."""

from venice_contract.contract.reading.schema import Schema, resolve
from venice_contract.verdict import ITEMS

from tests.contract.fragment import contract, small

SCHEMAS = "/components/schemas"


def of(name: str) -> Schema:
    return resolve(contract(), f"{SCHEMAS}/{name}")


def test_references_are_followed_and_what_stands_beside_one_wins() -> None:
    period = of("CreateApiKeyRequest").properties["limitPeriod"]
    assert period.value("enum") == ["EPOCH", "MONTH", "LIFETIME"]
    assert period.keywords["enum"].pointer == f"{SCHEMAS}/LimitPeriod/enum"
    assert period.pointer == f"{SCHEMAS}/LimitPeriod"
    assert period.path == ("limitPeriod",)
    usd = of("CreateApiKeyRequest").at(("consumptionLimit", "usd"))
    assert usd
    assert usd.slots == (
        f"{SCHEMAS}/CreateApiKeyRequest/properties/consumptionLimit",
        f"{SCHEMAS}/ConsumptionLimit/properties/usd",
    )
    assert period.value("x-absent-means")["value"] == "EPOCH"
    place = f"{SCHEMAS}/CreateApiKeyRequest/properties/limitPeriod/x-absent-means"
    assert period.keywords["x-absent-means"].pointer == place
    assert of("UpdateApiKeyRequest").properties["limitPeriod"].value("x-absent-means") is None


def test_branches_are_flattened_and_null_is_one_of_the_types() -> None:
    expiry = of("UpdateApiKeyRequest").properties["expiresAt"]
    assert [[*variant.types] for variant in expiry.variants] == [*[["string"]] * 3, ["null"]]
    assert expiry.types == {"string", "null"}
    assert expiry.nullable
    assert of("LimitAmount").nullable
    assert not of("LimitPeriod").nullable
    document = small("{oneOf: [{type: string}, {anyOf: [{type: number}, {type: 'null'}]}]}")
    schema = resolve(
        document, "/paths/~1api_keys/post/requestBody/content/application~1json/schema"
    )
    assert schema.types == {"string", "number", "null"}
    assert len(schema.variants) == 3


def test_objects_say_what_they_need_and_whether_they_are_closed() -> None:
    create = of("CreateApiKeyRequest")
    assert create.required == ("apiKeyType", "description")
    assert create.closed
    assert not of("KeyUsage").closed


def test_a_path_leads_through_items_and_a_walk_meets_them_all() -> None:
    listed = of("ListApiKeysResponse")
    period = listed.at(("data", ITEMS, "limitPeriod"))
    assert period
    assert period.path == ("data", ITEMS, "limitPeriod")
    assert listed.at(("data", "limitPeriod")) is None
    assert listed.at(("nothing", "below", "it")) is None
    paths = [schema.path for schema in listed.walk()]
    assert paths[0] == ()
    assert len(paths) == len(set(paths))
    assert ("data", ITEMS, "usage", "trailingSevenDays", "vcu") in paths
