"""Six requests in Arazzo 1.0, as somebody would write them by hand for Redocly `respect`."""

from typing import Any

OK = [{"condition": "$statusCode == 200"}]
KEY = "$steps.create.outputs.id"


def chain(key: str) -> dict[str, Any]:
    """Return the workflow: make a key, list, read and change it, read it again, revoke it."""
    auth = {"in": "header", "name": "Authorization", "value": f"Bearer {key}"}
    by_path = {"in": "path", "name": "id", "value": KEY}
    by_query = {"in": "query", "name": "id", "value": KEY}
    body = {
        "apiKeyType": "INFERENCE",
        "description": "a chain",
        "limitPeriod": "MONTH",
        "consumptionLimit": {"usd": 5, "diem": 1},
    }
    steps = [
        _step("create", "createApiKey", [auth], body)
        | {"outputs": {"id": "$response.body#/data/id"}},
        _step("list", "getApiKeys", [auth]),
        _step("read", "getApiKeyById", [auth, by_path]),
        _step("change", "updateApiKey", [auth], {"id": KEY, "limitPeriod": "LIFETIME"}),
        _step("again", "getApiKeyById", [auth, by_path]),
        _step("revoke", "deleteApiKey", [auth, by_query]),
    ]
    return {
        "arazzo": "1.0.1",
        "info": {"title": "A key's life", "version": "1"},
        "sourceDescriptions": [{"name": "api", "url": "api.yaml", "type": "openapi"}],
        "workflows": [{"workflowId": "life", "steps": steps}],
    }


def _step(name: str, operation: str, parameters: list[Any], body: Any = None) -> dict[str, Any]:
    step: dict[str, Any] = {
        "stepId": name,
        "operationId": f"$sourceDescriptions.api.{operation}",
        "parameters": parameters,
        "successCriteria": OK,
    }
    if body is not None:
        step["requestBody"] = {"contentType": "application/json", "payload": body}
    return step
