"""A verdict as a badge: an image, and the JSON from which shields.io makes one."""

import json
from datetime import datetime
from xml.sax.saxutils import escape

from venice_contract.report.outline import moved, tone
from venice_contract.report.plain import one_line
from venice_contract.verdict import Run, counted

LABEL = "contract"

_COLORS = {"good": "#1a7f37", "bad": "#b3261e", "unsure": "#6639ba"}

# Width of a letter of the badge's font, in pixels, enough for the widest of them.
_LETTER = 6.6
_PAD = 12


def message(run: Run, now: datetime) -> str:
    """Return the verdict and its age, such as `1 breaking, 2026-11-25, 2 days old`."""
    age = _age(run.facts.get("started", ""), now)
    return one_line(", ".join(filter(None, (_verdict(run), age))))


def _verdict(run: Run) -> str:
    if run.traffic.left_behind:
        return "keys left"
    new, broken = moved(run)
    if new:
        return f"{broken} breaking" if broken else f"{new} moved"
    return {"good": "kept", "bad": "failed", "unsure": "undecided"}[tone(run)]


def _age(started: str, now: datetime) -> str:
    """Return the day of the verdict, and from the second day on how old it is.

    A badge is shown for long after it was made, so the day stands there in any case.
    """
    try:
        began = datetime.fromisoformat(started)
        days = (now - began).days
    except (TypeError, ValueError):
        return ""
    old = f", {counted(days, 'day')} old" if days >= 1 else ""
    return f"{began.date().isoformat()}{old}"


def endpoint(run: Run, now: datetime) -> str:
    """Return the JSON that shields.io's endpoint badge takes, its schema version 1."""
    data = {
        "schemaVersion": 1,
        "label": LABEL,
        "message": message(run, now),
        "color": _COLORS[tone(run)],
        "isError": tone(run) != "good",
    }
    return json.dumps(data, indent=2) + "\n"


def image(run: Run, now: datetime) -> str:
    """Return the badge as SVG, without script, font or address; its title is read aloud."""
    text = message(run, now)
    left = round(len(LABEL) * _LETTER + _PAD)
    right = round(len(text) * _LETTER + _PAD)
    said = escape(f"{LABEL}: {text}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'aria-label="{said}"><title>{said}</title>'
        f'<rect width="{left + right}" height="20" rx="3" fill="#444d56"/>'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{right - 3}z" '
        f'fill="{_COLORS[tone(run)]}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" '
        'text-anchor="middle">'
        f'<text x="{left / 2}" y="14">{LABEL}</text>'
        f'<text x="{left + right / 2}" y="14">{escape(text)}</text></g></svg>\n'
    )
