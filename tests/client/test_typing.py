"""What a type checker says of clients, ours and strange ones, and of code that uses ours."""

import os
import subprocess
import sys
from pathlib import Path

from tests.client.conftest import GENERATED
from tests.generation.every_kind import EVERY_KIND
from tests.generation.making import make
from tests.generation.test_kinds import MANNERS
from tests.generation.test_strange import STRANGE

GOOD = """
from datetime import timedelta
from decimal import Decimal
from typing import assert_type
from uuid import UUID

import httpx

from venice_api_keys import (
    ApiError,
    ApiKeySummary,
    AsyncClient,
    Client,
    CreatedApiKey,
    LimitPeriod,
    Response,
    Retries,
    StatusError,
    Unset,
)
from venice_api_keys.api.keys import get_api_keys
from venice_api_keys.models import ListApiKeysResponse

def use(client: Client) -> str:
    made = client.api_keys.create(api_key_type="INFERENCE", description="x", limit_period="MONTH")
    assert_type(made, CreatedApiKey)
    assert_type(client.api_keys.list(), list[ApiKeySummary])
    assert_type(get_api_keys.sync_detailed(client=client), Response[ListApiKeysResponse])
    if not isinstance(made.description, Unset):
        assert_type(made.description, str)
    match made.limit_period:
        case LimitPeriod.EPOCH | LimitPeriod.MONTH | LimitPeriod.LIFETIME:
            return "known"
        case other:
            return f"unknown {other}"


class Keys(Client):
    def count(self) -> int:
        return len(self.api_keys.list(timeout=timedelta(seconds=3), headers={"a": "b"}))


def errors(client: Client, found: ApiKeySummary) -> int:
    try:
        client.api_keys.update(found, consumption_limit={"usd": Decimal(5)}, expires_at=None)
        client.api_keys.delete(UUID(int=5))
    except StatusError as error:
        return error.status_code
    except ApiError as error:
        assert_type(error.request_id, str | None)
    answer = client.api_keys.with_raw_response.list()
    assert_type(answer, Response[list[ApiKeySummary]])
    return answer.status_code


async def wait() -> None:
    async with AsyncClient(
        api_key="k", base_url=httpx.URL("http://x"), timeout=5, retries=Retries()
    ) as client:
        assert_type(await client.api_keys.list(), list[ApiKeySummary])
        async for each in client.api_keys.list():
            assert_type(each, ApiKeySummary)
        answer = await client.api_keys.with_raw_response.list()
        assert_type(answer, Response[list[ApiKeySummary]])
"""

BAD = {
    'client.api_keys.create(api_key_type="MASTER", description="x")': "arg-type",
    'client.api_keys.create(description="x")': "call-arg",
    "client.api_keys.nonsense()": "attr-defined",
    "from venice_api_keys import Nonsense": "attr-defined",
    "len(client.api_keys.get('x').description)": "arg-type",
}

NOT_EXHAUSTIVE = """
from typing import assert_never

from venice_api_keys import LimitPeriod

def use(period: LimitPeriod) -> int:
    match period:
        case LimitPeriod.EPOCH:
            return 1
        case LimitPeriod.MONTH:
            return 2
        case LimitPeriod.LIFETIME:
            return 3
        case _:
            assert_never(period)
"""


STRICT = ("--strict", "--warn-unreachable", "--config-file", os.devnull)


def mypy(folder: Path, *targets: str) -> str:
    """Run mypy, strict and warning of code that cannot be reached, and return what it says."""
    cache = GENERATED.parent / ".venv" / ".mypy_cache_client"
    done = subprocess.run(  # noqa: S603 - our own interpreter and arguments
        [sys.executable, "-m", "mypy", *STRICT, "--cache-dir", str(cache), *targets],
        cwd=folder,
        env=os.environ | {"MYPYPATH": str(GENERATED)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_clients_are_clean_and_wrong_uses_are_refused(tmp_path: Path) -> None:
    """One run for all, for reading httpx is most of what it costs."""
    (tmp_path / "good.py").write_text(GOOD)
    (tmp_path / "never.py").write_text(NOT_EXHAUSTIVE)
    lines = ["from venice_api_keys import Client", "client = Client()", *BAD]
    (tmp_path / "bad.py").write_text("\n".join(lines) + "\n")
    strange = {"wire_types": EVERY_KIND, "kinds_types": MANNERS, "strange_types": STRANGE}
    made = [str(make(tmp_path, name, data) / name) for name, data in strange.items()]
    ours = str(GENERATED / "venice_api_keys")
    said = mypy(tmp_path, "good.py", "never.py", "bad.py", *made, ours)
    assert "never.py:15: error" in said
    for number, code in enumerate(BAD.values(), start=3):
        assert any(
            line.startswith(f"bad.py:{number}: error") and line.endswith(f"[{code}]")
            for line in said.splitlines()
        ), f"line {number} ({code}) is not refused: {said}"
    wrong = [line for line in said.splitlines() if not line.startswith(("never.py:", "bad.py:"))]
    assert [line for line in wrong if not line.startswith("Found ")] == []
