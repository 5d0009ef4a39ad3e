"""The in-process transport carries a request as it is."""

import subprocess
import sys

from tests.mock.conftest import Client


def test_path_and_query_arrive_encoded(client: Client) -> None:
    key = client.create(description="a b")
    answer = client.ask("DELETE", "/api_keys", params={"id": key["id"], "x": "ä&b"})
    assert answer.json() == {"success": True}


def test_answer_is_complete(client: Client) -> None:
    answer = client.ask("GET", "/api_keys")
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.elapsed.total_seconds() >= 0


def test_importing_it_imports_no_server() -> None:
    code = (
        "import sys, venice_contract.mock.transport, venice_contract.mock.service;"
        "sys.exit(bool({'uvicorn', 'coincurve', 'jwt', 'starlette'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - own code
