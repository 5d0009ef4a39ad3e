"""One run of the generator, with our templates over its own."""

import ast
import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import openapi_python_client
import pytest
from venice_contract.generation.provenance import Inputs
from venice_contract.generation.render import EXTRAS, release, render

from tests.generation.conftest import ROOT, edit

OURS = ROOT / "openapi" / "templates"
STOCK = Path(openapi_python_client.__file__).parent / "templates"
PINNED = json.loads((Path(__file__).parent / "stock_templates.json").read_text(encoding="utf-8"))
NOT_STOCK = {"shape.jinja"}


def overridden() -> set[str]:
    """The generator's templates that ours replace."""
    return {path.name for path in OURS.glob("*.jinja")} - NOT_STOCK


@pytest.mark.parametrize("name", sorted(PINNED["replaced"] | PINNED["used"]))
def test_the_stock_template_is_the_one_that_ours_was_written_against(name: str) -> None:
    """A new release that changes a template under ours is noticed: read it, then pin it anew."""
    pinned = (PINNED["replaced"] | PINNED["used"])[name]
    assert hashlib.sha256((STOCK / name).read_bytes()).hexdigest() == pinned


def test_every_replaced_template_is_pinned() -> None:
    assert overridden() == set(PINNED["replaced"])
    assert version("openapi-python-client") == PINNED["generator"]


@pytest.mark.parametrize("path", sorted(OURS.rglob("*.py.jinja")), ids=lambda path: path.name)
def test_every_template_says_what_it_changes_and_why(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(("{# Stock: ", "{# Not in stock: "))
    assert ("Ours: " in text) == (path.parent.name != EXTRAS)


def test_the_client_can_have_another_name(inputs: Inputs, tmp_path: Path) -> None:
    names = {"package_name_override": "acme_venice", "project_name_override": "acme-venice"}
    render(inputs, tmp_path / "out", names)
    assert (tmp_path / "out" / "acme_venice" / "client.py").is_file()
    assert 'name = "acme-venice"' in (tmp_path / "out" / "pyproject.toml").read_text()
    made = [path.read_text() for path in (tmp_path / "out").rglob("*.py")]
    assert not any("venice_api_keys" in text for text in made)


def test_a_new_operation_is_there_at_once(copied: Inputs, tmp_path: Path) -> None:
    edit(
        copied.fragment,
        "  /api_keys/rate_limits/log:\n    get:\n      operationId: getApiKeyRateLimitLogs",
        "  /api_keys/rate_limits/log:\n    get:\n      operationId: readTheLog",
    )
    render(copied, tmp_path / "out")
    text = (tmp_path / "out" / "venice_api_keys" / "resources.py").read_text()
    assert "def read_the_log(" in text


def test_a_text_of_the_contract_cannot_become_code(copied: Inputs, tmp_path: Path) -> None:
    edit(copied.fragment, "summary: List the active keys", 'summary: "a \\"\\"\\" b\\n\\\\"')
    edit(copied.fragment, "title: Venice.ai API keys", 'title: "x \\"\\"\\" y"')
    render(copied, tmp_path / "out")
    written = [path.read_text(encoding="utf-8") for path in (tmp_path / "out").rglob("*.py")]
    texts = [
        node.value
        for module in map(ast.parse, written)
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert any('a """ b' in text for text in texts)


@pytest.mark.parametrize(
    ("said", "released"),
    [
        ("1.2.3", "1.2.3"),
        ("v2", "v2"),
        ("1.0rc1", "1.0rc1"),
        ("2024-06-20", "2024.06.20"),
        ("é", "0"),
    ],
)
def test_any_version_of_a_contract_makes_a_distribution(said: str, released: str) -> None:
    """A version that pip refuses gives its numbers."""
    assert release(said) == released
