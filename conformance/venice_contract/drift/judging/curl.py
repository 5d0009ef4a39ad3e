"""One exchange as a line that repeats it, for anybody and at any time."""

import json
import re
import shlex
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from venice_contract.drift.columns import is_within
from venice_contract.drift.observe import Exchange
from venice_contract.target import FORM, Call
from venice_contract.verdict import Path

LONGEST_ANSWER = 600
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2})?((?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?)")
"""A day or an instant: its time of the day, and what follows that."""


def line(
    exchange: Exchange, about: Path = (), *, today: str, passing: Mapping[str, str] | None = None
) -> str:
    """Return a curl line that holds nothing which passes with the run.

    Base URL and key come from the environment, as for this tool itself, and so does what is of one
    run alone, of which the shell says what it lacks. Of moments to come only the field's own is
    sent, as one of tomorrow.
    `about` is the field that the line is there to show, `passing` has texts of this run, such as
    the ids of its keys, with what a shell has for each.
    """
    call, passing = exchange.call, dict(passing or {})
    query = "&".join(f"{name}={quote(value, safe=':,')}" for name, value in call.query)
    url = f"{call.path}?{query}" if query else call.path
    for text, instead in passing.items():
        here = re.compile(rf"(?<=[/=]){re.escape(quote(text, safe=''))}(?=[/&?]|$)")
        url = here.sub(instead, url)
    parts = ["curl", "-sS", "-X", call.method, f'"$VENICE_BASE_URL{url}"']
    if call.authenticated:
        parts += _key(call)
    for name, value in call.headers:
        parts += ["-H", shlex.quote(f"{name}: {value}")]
    if call.body is not None:
        body = _lasting(call.body, (), about, today, passing)
        parts += ["-H", f"'Content-Type: {call.media}'", *_data(body, call.media, passing)]
    return " ".join(parts)


def _key(call: Call) -> list[str]:
    where, name = call.carrier
    key = "${KEY_SECRET:?secret of a key}" if call.bearer else "$VENICE_API_KEY"
    return {
        "basic": ["-u", f'"{key}:"'],
        "header": ["-H", f'"{name}: {key}"'],
        "query": ["-G", "--data-urlencode", f'"{name}={key}"'],
        "cookie": ["-b", f'"{name}={key}"'],
    }.get(where, ["-H", f'"Authorization: Bearer {key}"'])


def _data(body: Any, media: str, passing: Mapping[str, str]) -> list[str]:
    if media != FORM or not isinstance(body, dict):
        return ["--data", _quoted(body, passing)]
    said = {name: v if isinstance(v, str) else json.dumps(v) for name, v in body.items()}
    words = [shlex.quote(f"{name}={text}") for name, text in said.items()]
    return [part for word in words for part in ("--data-urlencode", word)]


def _quoted(body: Any, passing: Mapping[str, str]) -> str:
    """Return a body as JSON in one word of a shell, which puts its own in for what passes."""
    known = {json.dumps(text, ensure_ascii=False): instead for text, instead in passing.items()}
    data = json.dumps(body, ensure_ascii=False)
    parts = re.split(f"({'|'.join(map(re.escape, known))})", data) if known else [data]
    last = len(parts) - 1
    return "".join(
        # The quotes of JSON around what passes stand in what is around it.
        f'"{known[part]}"' if at % 2 else shlex.quote('"' * (at > 0) + part + '"' * (at < last))
        for at, part in enumerate(parts)
    )


def _lasting(value: Any, path: Path, about: Path, today: str, passing: dict[str, str]) -> Any:
    """Return a body without moments to come but the field's own, which is noted as passing."""
    if not isinstance(value, dict):
        return value
    kept = {}
    for name, inner in value.items():
        here = (*path, name)
        instead = _tomorrow(inner, today) if isinstance(inner, str) else ""
        if instead and not (about and is_within(here, about)):
            continue
        passing |= {inner: instead} if instead else {}
        kept[name] = _lasting(inner, here, about, today, passing)
    return kept


def _tomorrow(text: str, today: str) -> str:
    """Return what makes such a moment in a shell, empty for a text that is none to come.

    By GNU's `date`, or by that of BSD and macOS.
    """
    moment = MOMENT.fullmatch(text)
    if moment is None or text < today:
        return ""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return ""
    form = f"+%F{'T%T' if moment[1] else ''}{moment[2]}"
    return f"$(date -u -d '1 day' {form} 2>/dev/null || date -u -v+1d {form})"


def variable(name: str) -> str:
    """Return the variable of a shell that stands for a field: `X_SIG` for `x-sig`."""
    return re.sub(r"\W|^(?=\d)", "_", name, flags=re.ASCII).upper()


def size(exchange: Exchange) -> int:
    """Return how much a call says: of several that show the same, the shortest is shown."""
    return len(json.dumps(exchange.call.body))


def answer(exchange: Exchange, mask: Callable[[str], str]) -> str:
    """Return the status and the beginning of the body of an exchange, masked before it is cut."""
    text = mask(exchange.answer.content.decode(errors="replace"))
    cut = text if len(text) <= LONGEST_ANSWER else f"{text[:LONGEST_ANSWER]}..."
    return f"{exchange.answer.status} {cut}"
