"""One run of openapi-python-client into an empty folder, with our templates, nothing else.

The generator runs inside this process: starting another interpreter would cost more than the
work. It is pinned exactly, for custom templates and these entry points are outside its promise
of stability (docs/decisions/0003-client-shape.md).
"""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import sys
import sysconfig
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import TemplateError
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from pydantic import ValidationError
from ruamel.yaml.error import YAMLError

from venice_contract.contract import document
from venice_contract.errors import BrokenContractError, UsageError
from venice_contract.generation import provenance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from venice_contract.contract.document import Document
    from venice_contract.generation.provenance import Inputs

EXTRAS = "package"
"""Folder of templates that the generator does not know; each becomes a module of the package."""


def render(
    inputs: Inputs,
    folder: Path,
    names: dict[str, str] | None = None,
    contract: Document | None = None,
) -> None:
    """Make the distribution of a client in `folder`, which must not exist yet.

    Args:
        inputs: what to make it from.
        folder: where to; its parent exists.
        names: replaces keys of the configuration, such as `package_name_override`.
        contract: the fragment, if it was read already; reading it is a third of the work.

    Raises:
        BrokenContractError: the generator refuses the fragment, or would leave a part out.
        UsageError: the configuration or a template is not usable.
    """
    contract = contract or document.load(inputs.fragment)
    made_from = provenance.of(inputs)
    config = _config(inputs, folder, names or {})
    with contextlib.redirect_stdout(io.StringIO()):  # the generator prints what it does
        project = _project(inputs, contract, config)
        project.env.globals.update(
            contract={
                "base_url": _base_url(contract),
                "version": str(contract.data.get("info", {}).get("version", "")),
                "title": str(contract.data.get("info", {}).get("title", "")),
            },
            provenance=made_from,
        )
        _build(project, inputs, contract)
    _format(folder)


def _config(inputs: Inputs, folder: Path, names: dict[str, str]) -> Config:
    try:
        read = ConfigFile.load_from_path(inputs.config)
        read = ConfigFile(**(read.model_dump() | names))
    except (YAMLError, ValidationError, TypeError, ValueError) as problem:
        first = str(problem).partition("\n")[0]
        raise UsageError(f"{inputs.config}: the generator cannot use this: {first}.") from None
    config = Config.from_sources(read, MetaType.UV, inputs.fragment, "utf-8", False, folder)
    config.post_hooks = []  # see _format
    return config


def _project(inputs: Inputs, contract: Document, config: Config) -> Project:
    try:
        parsed = GeneratorData.from_dict(contract.data, config=config)
    except Exception as problem:
        # The generator answers some fragments with whatever exception its parser met.
        raise BrokenContractError(
            f"the generator cannot read it: {_line(str(problem))}.", file=contract.file
        ) from problem
    if isinstance(parsed, GeneratorError):
        raise _refusal([parsed], contract)
    return Project(openapi=parsed, custom_template_path=inputs.templates, config=config)


def _build(project: Project, inputs: Inputs, contract: Document) -> None:
    try:
        problems = project.build()
        for extra in sorted((inputs.templates / EXTRAS).glob("*.jinja")):
            text = project.env.get_template(f"{EXTRAS}/{extra.name}").render()
            (project.package_dir / extra.stem).write_text(text, encoding="utf-8")
    except TemplateError as problem:
        place = ":".join(str(p) for p in (problem.__class__.__name__, _template(problem)) if p)
        raise UsageError(f"{inputs.templates}: {place}: {_line(str(problem))}.") from problem
    if problems:
        raise _refusal(problems, contract)


def _template(problem: TemplateError) -> str:
    name = getattr(problem, "filename", None) or getattr(problem, "name", None) or ""
    line = getattr(problem, "lineno", None)
    return f"{name}:{line}" if name and line else str(name)


def _refusal(problems: Sequence[GeneratorError], contract: Document) -> BrokenContractError:
    """Say in one sentence what the generator would leave out; a warning is as bad as an error."""
    first = problems[0]
    what = _line(first.header).removeprefix("WARNING parsing ").rstrip(". :")
    why = _line(first.detail or "it gives no reason").rstrip(".")
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return BrokenContractError(
        f"no client can be made from it: {what}: {why}{more}.", file=contract.file
    )


def _base_url(contract: Document) -> str:
    """Return the URL of the first server, without the slash at its end."""
    servers: Any = contract.data.get("servers") or [{}]
    url = str(servers[0].get("url", ""))
    if urlsplit(url).scheme not in {"http", "https"}:
        raise contract.broken(
            "the first server needs an http or https URL, for it becomes the client's default.",
            "/servers/0/url",
        )
    return url.rstrip("/")


def _format(folder: Path) -> None:
    """Sort imports and format, independent of the PATH, the caches and the settings of a user."""
    here = shutil.which("ruff", path=sysconfig.get_path("scripts"))
    ruff = [here] if here else [sys.executable, "-m", "ruff"]
    fixed = ["--no-cache", "--no-respect-gitignore", "--config", "pyproject.toml", "--quiet", "."]
    for command in (["check", "--fix-only"], ["format"]):
        done = subprocess.run(  # noqa: S603 - our own argument list, no shell
            [*ruff, *command, *fixed], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise UsageError(
                f"the generated code is not Python: {_line(done.stderr or done.stdout)[:300]}",
                hint="A template is broken, or the fragment holds a name that Python cannot have.",
            )


def _line(text: str) -> str:
    return " ".join(text.split())
