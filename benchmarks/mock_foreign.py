"""Clients that others wrote, unmodified but for their base URL, on a tour through the mock.

    python -m benchmarks.mock_foreign

Installs the pinned clients of `requirements/foreign.txt` into a virtual environment of their own,
starts the mock with the service's limits on, and lets each create, list, read, change, use and
revoke keys. What a client thinks of an answer decides: it raises what it does not understand.
"""

import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

import httpx
from venice_contract.live.wallet import Wallet
from venice_contract.mock.serve import Mock, running_mock
from venice_contract.mock.settings import Settings

HERE = Path(__file__).parent
PINNED = HERE.parent / "requirements" / "foreign.txt"
TOURS = ("veniceresch", "venice_py")
WALLET = "0x" + "11" * 32  # the private key of a wallet that nobody has


def main() -> int:
    """Run every tour; return how many a client did not come through."""
    lost = 0
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        python = _installed(Path(folder))
        print(f"installed in {time.perf_counter() - began:.0f} s")
        for name in TOURS:
            with running_mock(settings=Settings(control_token="tour")) as mock:  # noqa: S106 - loopback
                lost += not _came_through(python, name, mock)
    return lost


def _installed(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    command = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*command, "--require-hashes", "-r", str(PINNED)], check=True)  # noqa: S603 - pinned
    return python


def _came_through(python: Path, name: str, mock: Mock) -> bool:
    told = {"address": Wallet(WALLET).address}
    headers = {"x-mock-token": mock.control_token}
    httpx.post(f"{mock.control_url}/wallets", json=told, headers=headers).raise_for_status()
    script = HERE / "foreign" / f"{name}_tour.py"
    keys = {"VENICE_API_KEY": mock.admin_key, "TOUR_WALLET": WALLET}
    done = subprocess.run(  # noqa: S603 - our own script
        [str(python), str(script)],
        env={**os.environ, **keys, "VENICE_BASE_URL": mock.base_url},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    left = mock.service.store.count_active(mock.service.clock.now()) - 1
    verdict = "content" if done.returncode == 0 else "NOT content"
    print(f"{name}: {verdict}, {left} keys left")
    if done.returncode:
        print(done.stderr.replace(mock.admin_key, "***"))
    return done.returncode == 0 and left == 0


if __name__ == "__main__":
    sys.exit(main())
