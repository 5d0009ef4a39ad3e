"""Pure modules reach neither network, files, processes, clock nor command line, even indirectly."""

from functools import cache

import grimp
import pytest

IMPURE = ("httpx", "sqlite3", "subprocess", "uvicorn", "click", "os", "time")
PURE = (
    "verdict",
    "errors",
    "contract.changes",
    "contract.constraints",
    "contract.echo",
    "contract.edits",
    "contract.reading.nodes",
    "contract.reading.operations",
    "contract.rules",
    "contract.reading.schema",
    "contract.reading.structure",
    "mock.rules",
    "mock.documented",
    "drift",
    "live.guard",
    "live.pacing",
    "live.permission",
    "live.register",
    "live.secrets",
    "live.sightings",
    "target.service",
    "report",
)
"""Modules and rooms of the design that get time, chance, network and files as parameters."""


@cache
def graph() -> grimp.ImportGraph:
    """Build the graph of what the package imports, type checking left out."""
    return grimp.build_graph(
        "venice_contract",
        include_external_packages=True,
        exclude_type_checking_imports=True,
        cache_dir=None,
    )


def members(name: str) -> list[str]:
    root = f"venice_contract.{name}"
    return sorted({root} | graph().find_descendants(root))


@pytest.mark.parametrize("name", PURE)
def test_pure_modules_stay_pure(name: str) -> None:
    found = {
        (module, outside): graph().find_shortest_chain(module, outside)
        for module in members(name)
        for outside in IMPURE
        if outside in graph().modules
    }
    chains = {pair: chain for pair, chain in found.items() if chain}
    assert not chains


def test_an_impure_module_would_be_found() -> None:
    assert graph().find_shortest_chain("venice_contract.target.http", "httpx")
    assert graph().find_shortest_chain("venice_contract.mock.store", "sqlite3")
    assert graph().find_shortest_chain("venice_contract.cli.options", "os")
    assert all(name in graph().modules for name in IMPURE if name != "subprocess")


def test_only_the_suite_drives_the_client() -> None:
    assert graph().find_modules_that_directly_import("venice_api_keys") == {
        "venice_contract.suite.test_client"
    }
