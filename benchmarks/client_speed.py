"""The generated client beside the generator's stock output and raw httpx, in one run.

    python benchmarks/client_speed.py [--rounds N]

Stock output is made in a temporary folder from the same fragment. Calls go to one in-memory
transport, so what differs is the client alone. Each figure is the best of many rounds, taken in
turns, for whatever else the machine does only ever adds time. Exits 1 if a target is missed.
"""

import argparse
import importlib
import json
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
from venice_contract.generation.provenance import Inputs
from venice_contract.generation.render import render

ROOT = Path(__file__).parents[1]
INPUTS = Inputs(
    ROOT / "openapi" / "api_keys.yaml",
    ROOT / "openapi" / "generator.yaml",
    ROOT / "openapi" / "templates",
)
URL = "https://api.venice.ai/api/v1"
KEY: dict[str, Any] = {
    "apiKeyType": "INFERENCE",
    "consumptionLimits": {"usd": 50, "diem": 10},
    "limitPeriod": "MONTH",
    "modelPrivacy": "ALL",
    "createdAt": "2030-09-01T12:00:00.000Z",
    "description": "nightly job",
    "expiresAt": None,
    "id": "e28e82dc-9df2-4b47-b726-d0a222ef2ab5",
    "last6Chars": "2V2jNW",
    "lastUsedAt": None,
    "usage": {"trailingSevenDays": {"usd": "10.2424", "vcu": "0", "diem": "4.2231"}},
    "currentPeriodUsage": {"usd": "5.1234", "diem": "2.5000"},
}
CREATED = {
    "apiKey": "shown-once",
    "apiKeyType": "ADMIN",
    "consumptionLimit": {"usd": 50, "diem": 10, "vcu": 30},
    "limitPeriod": "MONTH",
    "modelPrivacy": "ALL",
    "expiresAt": "2030-10-01T12:00:00.000Z",
    "id": "e28e82dc-9df2-4b47-b726-d0a222ef2ab5",
}
LIST = json.dumps({"object": "list", "data": [KEY] * 500}).encode()
MADE = json.dumps({"success": True, "data": CREATED}).encode()


def serve(request: httpx.Request) -> httpx.Response:
    """Answer a list or a creation."""
    content = LIST if request.method == "GET" else MADE
    return httpx.Response(200, headers={"content-type": "application/json"}, content=content)


def best(work: Mapping[str, Callable[[], object]], rounds: int, inner: int) -> dict[str, float]:
    """Return the best seconds of one call of each, the calls taken in turns."""
    found = dict.fromkeys(work, float("inf"))
    for _ in range(rounds):
        for name, call in work.items():
            start = time.perf_counter()
            for _ in range(inner):
                call()
            found[name] = min(found[name], (time.perf_counter() - start) / inner)
    return found


def stock_run(folder: Path) -> list[str]:
    """The command that makes stock output, its formatter found through the PATH."""
    return [
        str(Path(sysconfig.get_path("scripts")) / "openapi-python-client"),
        *("generate", "--path", str(INPUTS.fragment), "--meta", "uv", "--overwrite"),
        *("--config", str(folder / "stock.yaml"), "--output-path", str(folder / "stock")),
    ]


def ours_run(folder: Path) -> list[str]:
    """The same work by our own function, in an interpreter of its own as well."""
    code = (
        "import sys; from pathlib import Path;"
        "from venice_contract.cli.files import write_folder;"
        "from venice_contract.generation.client import generate;"
        "from venice_contract.generation.provenance import Inputs;"
        "folder = Path(sys.argv[4]);"
        "write_folder(folder, *generate(Inputs(*map(Path, sys.argv[1:4])), folder))"
    )
    paths = (INPUTS.fragment, INPUTS.config, INPUTS.templates, folder / "ours")
    return [sys.executable, "-c", code, *map(str, paths)]


def run(command: list[str], **more: str) -> None:
    """Run a command to its end, quietly."""
    environment = {"PATH": f"{sysconfig.get_path('scripts')}:/usr/bin:/bin", **more}
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=environment)  # noqa: S603


FIELDS: dict[str, Any] = {"description": "x", "expires_at": "2030-10-01"}
SENT = {
    "apiKeyType": "ADMIN",
    "description": "x",
    "limitPeriod": "MONTH",
    "consumptionLimit": {"usd": 50},
    "expiresAt": "2030-10-01",
}
"""The body of a creation, and what of it is said in the same words to every client."""


def made_of(models: Any) -> Any:
    """Return the body of a creation, of the models of a client."""
    return models.CreateApiKeyRequest(
        api_key_type=models.ApiKeyType.ADMIN,
        limit_period=models.LimitPeriod.MONTH,
        consumption_limit=models.ConsumptionLimit(usd=50),
        **FIELDS,
    )


def calls() -> dict[str, dict[str, Callable[[], object]]]:
    """Return the work of a creation and of a list: raw httpx, stock output, functions, methods."""
    stock = importlib.import_module("stock_client")
    models = importlib.import_module("stock_client.models")
    create = importlib.import_module("stock_client.api.keys.create_api_key")
    listing = importlib.import_module("stock_client.api.keys.get_api_keys")
    ours = importlib.import_module("venice_api_keys")
    our_create = importlib.import_module("venice_api_keys.api.keys.create_api_key")
    transport = httpx.MockTransport(serve)
    headers = {"authorization": "Bearer key"}
    raw = httpx.Client(base_url=URL, transport=transport, headers=headers)
    theirs = stock.AuthenticatedClient(
        base_url=URL,
        token="key",  # noqa: S106 - no secret
        httpx_args={"transport": transport},
    )
    client = ours.Client("key", http_client=httpx.Client(transport=transport))

    def by_method() -> object:
        limit = ours.ConsumptionLimit(usd=50)
        return client.api_keys.create(
            api_key_type="ADMIN", limit_period="MONTH", consumption_limit=limit, **FIELDS
        )

    return {
        "create": {
            "raw": lambda: raw.post("/api_keys", json=SENT).json(),
            "stock": lambda: create.sync(client=theirs, body=made_of(models)),
            "function": lambda: our_create.sync(client=client, body=made_of(ours)),
            "method": by_method,
        },
        "list": {
            "raw": lambda: raw.get("/api_keys").json(),
            "stock": lambda: listing.sync(client=theirs),
            "method": client.api_keys.list,
        },
    }


def imports(folder: Path, rounds: int) -> dict[str, float]:
    """Return the best seconds of a whole interpreter that imports one thing."""
    path = f"{ROOT / 'generated'}:{folder / 'stock'}"
    lines = {
        "nothing": "pass",
        "httpx": "import httpx",
        "stock": "import stock_client",
        "package": "import venice_api_keys",
        "client": "from venice_api_keys import Client",
    }
    work = {
        name: lambda line=line: run([sys.executable, "-c", line], PYTHONPATH=path)
        for name, line in lines.items()
    }
    found = best(work, rounds, 1)
    return {name: seconds - found["nothing"] for name, seconds in found.items()}


def main() -> int:
    """Measure, print the table, and return how many targets are missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "stock.yaml").write_text(
            "project_name_override: stock\npackage_name_override: stock_client\n"
        )
        making = {"stock": lambda: run(stock_run(folder)), "ours": lambda: run(ours_run(folder))}
        made = best(making, 5, 1)
        render(INPUTS, folder / "fresh")
        sys.path[:0] = [str(folder / "fresh"), str(folder / "stock")]
        work = calls()
        create = best(work["create"], rounds * 4, 50)
        listed = best(work["list"], rounds * 2, 3)
        loaded = imports(folder, rounds)
    return report(create, listed, loaded, made)


RAW, EXTRA, LOAD = "of raw httpx", "of stock's extra time", "of import httpx"
"""What a figure is compared with."""


def report(
    create: dict[str, float],
    listed: dict[str, float],
    loaded: dict[str, float],
    made: dict[str, float],
) -> int:
    """Print the figures beside their targets; return 1 if one is missed."""
    create_us, list_ms, import_ms = (1e6, "raw"), (1e3, "raw"), (1e3, "httpx")
    extra = {name: seconds - listed["raw"] for name, seconds in listed.items()}
    rows = [
        ("create, microseconds", create, "method", create_us, create["raw"], 1.25, RAW),
        ("  by function, microseconds", create, "function", create_us, create["raw"], 1.25, RAW),
        ("list of 500, milliseconds", listed, "method", list_ms, extra["stock"], 0.5, EXTRA),
        ("import package, milliseconds", loaded, "package", import_ms, loaded["httpx"], 1.25, LOAD),
        ("  with Client, milliseconds", loaded, "client", import_ms, loaded["httpx"], 1.25, LOAD),
        ("generate, seconds", made, "ours", (1.0, ""), made["stock"], 1.2, "of the bare generator"),
    ]
    print(f"{'':30}{'httpx':>9}{'stock':>9}{'ours':>9}{'ratio':>8}{'at most':>9}")
    missed = 0
    for title, took, name, (unit, bare), base, target, what in rows:
        ratio = (extra if what == EXTRA else took)[name] / base
        verdict = "" if ratio <= target else "  MISSED"
        missed += ratio > target
        shown = (took.get(bare, float("nan")), took["stock"], took[name])
        figures = "".join(f"{seconds * unit:9.2f}" for seconds in shown)
        print(f"{title:30}{figures}{ratio:8.2f}{target:9.2f} {what}{verdict}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
