"""Models and secrets as fields of pydantic models and in FastAPI."""

import asyncio
import json
from typing import Annotated, Any

import fastapi
import httpx
import pydantic
import pytest
import venice_api_keys as api

from tests.client.conftest import CREATED, KEY


def test_a_model_is_a_field_of_pydantic() -> None:
    made: Any = pydantic.create_model(
        "Order", key=(api.ApiKeySummary, ...), limit=(api.ConsumptionLimit | None, None)
    )
    order = made(key=KEY, limit={"usd": 5})
    assert (order.key.id, order.limit) == (KEY["id"], api.ConsumptionLimit(usd=5))
    assert json.loads(order.model_dump_json())["key"] == KEY
    assert made.model_validate(order.model_dump()) == order
    with pytest.raises(pydantic.ValidationError, match="usdd"):
        made(key=KEY, limit={"usdd": 5})


def test_enums_stay_open_in_pydantic() -> None:
    made: Any = pydantic.create_model("Rule", period=(api.LimitPeriod, ...))
    assert made(period="MONTH").period is api.LimitPeriod.MONTH
    assert made(period="WEEK").period == "WEEK"
    assert json.loads(made(period="MONTH").model_dump_json()) == {"period": "MONTH"}


def test_a_secret_stays_masked_in_pydantic() -> None:
    made: Any = pydantic.create_model(
        "Vault",
        key=(api.Secret, ...),
        made=(api.CreatedApiKey, ...),
        whole=(api.CreateApiKeyResponse, ...),
    )
    vault = made(key="hush", made=CREATED, whole={"success": True, "data": CREATED})
    assert vault.key.reveal() == "hush"
    shown = repr(vault) + vault.model_dump_json() + str(made.model_json_schema())
    assert "hush" not in shown
    assert CREATED["apiKey"] not in shown


def test_a_model_is_a_body_and_an_answer_of_fastapi() -> None:
    app = fastapi.FastAPI()

    @app.post("/limits")
    def echo(limit: Annotated[api.ConsumptionLimit, fastapi.Body()]) -> api.ConsumptionLimit:
        return limit

    async def call() -> None:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            assert (await client.post("/limits", json={"usd": 5})).json() == {"usd": 5}
            assert (await client.post("/limits", json={"usd": "5"})).status_code == 422
            assert (await client.get("/openapi.json")).status_code == 200

    asyncio.run(call())
