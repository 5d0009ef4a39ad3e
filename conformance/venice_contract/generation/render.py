"""One run of openapi-python-client into an empty folder, with our templates, nothing else.

The generator runs inside this process, and is pinned exactly: custom templates and these entry
points are outside its promise of stability (docs/decisions/0003-client-shape.md).
"""

import contextlib
import io
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import attrs
from jinja2 import TemplateError
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.properties.schemas import Class
from openapi_python_client.schema.untrusted_string import UntrustedString
from pydantic import ValidationError
from ruamel.yaml.error import YAMLError

from venice_contract.contract.reading import document, structure
from venice_contract.contract.reading.document import Document, join
from venice_contract.errors import BrokenContractError, UsageError
from venice_contract.generation import naming, provenance
from venice_contract.generation.adapting import Adapted, adapt
from venice_contract.generation.kinds import Kinds, is_map, is_open
from venice_contract.generation.operations import facts, secrets
from venice_contract.generation.provenance import Inputs
from venice_contract.generation.shaping import Shape

EXTRAS = "package"
"""Folder of templates that the generator does not know; each becomes a module of the package."""


EXPORTED: dict[str, tuple[str, ...]] = {
    "calling": ("AsyncItems", "AsyncPages", "Pages"),
    "client": ("AsyncClient", "Client"),
    "errors": (
        *("AnswerError", "ApiError", "AuthenticationError", "BadRequestError"),
        *("ClosedClientError", "MalformedAnswerError", "MismatchedAnswerError"),
        *("MissingKeyError", "NoAnswerError", "NotDoneError", "NotFoundError"),
        *("PaymentRequiredError", "PermissionDeniedError", "RateLimitedError", "RequestError"),
        *("ServerError", "SettingError", "StatusError", "TimedOutError", "TooLargeError"),
        *("WrongContentTypeError", "WrongMediaTypeError"),
    ),
    "moments": ("moment",),
    "retries": ("Pace", "Retries"),
    "types": ("UNSET", "Response", "Secret", "Unknown", "Unread", "Unset"),
}
"""What the package exports beside the contract's own classes, by module."""

OWN_NAMES = frozenset(name for names in EXPORTED.values() for name in names)


def render(
    inputs: Inputs,
    folder: Path,
    names: dict[str, str] | None = None,
    contract: Document | None = None,
) -> None:
    """Make the distribution of a client in `folder`, which must not exist yet.

    `names` replaces keys of the configuration, such as `package_name_override`. A contract that was
    read already may be given: reading it is a third of the work. BrokenContractError where the
    generator refuses it or would leave a part out, UsageError for an unusable configuration or
    template.
    """
    contract = contract or document.load(inputs.fragment)
    made_from = provenance.of(inputs)
    config = _config(inputs, folder, names or {})
    with contextlib.redirect_stdout(io.StringIO()):  # the generator prints what it does
        parsed, shape, kinds = _parse(contract, config)
        project = Project(openapi=parsed, custom_template_path=inputs.templates, config=config)
        project.env.globals.update(
            contract={
                "base_url": _base_url(contract),
                "version": (version := str(contract.data.get("info", {}).get("version", ""))),
                "release": release(version),
                "title": str(contract.data.get("info", {}).get("title", "")),
            },
            provenance=made_from,
            exported=EXPORTED,
            shape=shape,
            kinds=kinds,
            is_map=is_map,
            is_open=is_open,
            is_secret=kinds.is_secret,
        )
        _build(project, inputs)
    _format(folder)


def check(contract: Document) -> None:
    """Try whether a client can be made of a contract, or raise BrokenContractError."""
    _base_url(contract)
    config = Config.from_sources(
        ConfigFile(), MetaType.UV, Path(contract.file), "utf-8", False, None
    )
    with contextlib.redirect_stdout(io.StringIO()):
        _parse(contract, config)


def _parse(contract: Document, config: Config) -> tuple[GeneratorData, Shape, Kinds]:
    breach = next(structure.references_lead_somewhere(contract), None)
    if breach:
        raise contract.broken(breach[1], breach[0])
    naming.refuse_twins(contract)
    try:
        known = facts(contract)
        adapted = adapt(contract)
        naming.title_inline(adapted.data)
    except RecursionError:
        raise contract.broken("a schema contains itself by way of allOf.", "") from None
    parsed = _read(adapted, contract, config)
    overrides = naming.overrides(parsed, OWN_NAMES)
    if overrides:
        config = attrs.evolve(config, class_overrides={**config.class_overrides, **overrides})
        parsed = _read(adapted, contract, config)
    naming.rename_properties(parsed, OWN_NAMES)
    naming.rename_parameters(parsed, OWN_NAMES)
    kinds = Kinds(
        adapted.discriminators, class_names(contract, config), adapted.secrets | secrets(contract)
    )
    shape = Shape(parsed, known, kinds, OWN_NAMES)
    return parsed, shape, kinds


def class_names(contract: Document, config: Config) -> dict[str, str]:
    """The class of each component of the contract."""
    found = {}
    for name, schema in contract.data.get("components", {}).get("schemas", {}).items():
        title = schema.get("title", name) if isinstance(schema, dict) else name
        found[name] = str(Class.from_string(string=UntrustedString(title), config=config).name)
    return found


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


def _read(adapted: Adapted, contract: Document, config: Config) -> GeneratorData:
    try:
        parsed = GeneratorData.from_dict(deepcopy(adapted.data), config=config)
    except Exception as problem:
        # The generator answers some fragments with whatever exception its parser met.
        raise BrokenContractError(
            f"the generator cannot read it: {_line(str(problem))}.", file=contract.file
        ) from problem
    if isinstance(parsed, GeneratorError):
        raise _refusal([parsed], contract)
    problems = [
        *(one for each in parsed.endpoint_collections_by_tag.values() for one in each.parse_errors),
        *parsed.errors,
    ]
    if problems:
        raise _refusal(problems, contract)
    return parsed


def _build(project: Project, inputs: Inputs) -> None:
    try:
        project.build()
        for extra in sorted((inputs.templates / EXTRAS).glob("*.jinja")):
            text = project.env.get_template(f"{EXTRAS}/{extra.name}").render()
            (project.package_dir / extra.stem).write_text(text, encoding="utf-8")
    except TemplateError as problem:
        name = getattr(problem, "filename", None) or getattr(problem, "name", None)
        line = getattr(problem, "lineno", None) if name else None
        place = ":".join(str(p) for p in (problem.__class__.__name__, name, line) if p)
        raise UsageError(f"{inputs.templates}: {place}: {_line(str(problem))}.") from problem


def _refusal(problems: Sequence[GeneratorError], contract: Document) -> BrokenContractError:
    """Say in one sentence what the generator would leave out; a warning is as bad as an error."""
    first = min(problems, key=lambda one: FOLLOWS in str(one.detail))
    what = _line(first.header).removeprefix("WARNING parsing ").rstrip(". :")
    why = _line(first.detail or "it gives no reason").rstrip(".")
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    # Where the generator met what it tells of: an operation or a component.
    method, component = (found.search(f"{what} {why}") for found in (PLACED, COMPONENT))
    place = component[0] if component else ""
    if method:
        place = join("/paths", method[2], method[1].lower())
    return contract.broken(f"no client can be made from it: {what}: {why}{more}.", place)


FOLLOWS = "Could not find reference"
"""What the generator says of a place that names a component of which it has told before."""

PLACED = re.compile(r"\b(GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE) (/\S*)")
COMPONENT = re.compile(r"/components/[a-zA-Z]+/[^\s:,]+")


def _base_url(contract: Document) -> str:
    servers: Any = contract.data.get("servers") or [{}]
    url = str(servers[0].get("url", ""))
    for name, variable in (servers[0].get("variables") or {}).items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    if not FIT_TO_BE_ADDED_TO.fullmatch(url):
        raise contract.broken(
            "the first server needs an http or https URL that paths can be added to, "
            "for it becomes the client's default.",
            "/servers/0/url",
        )
    return url.rstrip("/")


FIT_TO_BE_ADDED_TO = re.compile(r"https?://[^\s/?#@{}]+(/[^\s?#{}]*)?", re.IGNORECASE)
"""A URL without user, query and fragment, and with a value for each of its variables."""

PEP_440 = re.compile(r"v?\d+(\.\d+)*((a|b|rc|\.?post|\.?dev)\d*)*", re.IGNORECASE)


def release(version: str) -> str:
    """A version that a Python distribution may have: as it stands, or the numbers of it.

    A date such as 2024-06-20, which vendors take for a version, is none (PEP 440).
    """
    if PEP_440.fullmatch(version):
        return version
    return ".".join(re.findall(r"[0-9]+", version)) or "0"


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
    """One line of a message; the generator shows names that it does not trust as objects."""
    return " ".join(re.sub(r"<[\w.]*UntrustedString object at \w+>", "a name", text).split())
