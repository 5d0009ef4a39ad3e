"""Forms of texts: from a text that was accepted to the pattern of all texts like it."""

from __future__ import annotations

import re


def generalised(text: str) -> str:
    """Return an anchored pattern in which each run of digits may be any of the same length."""
    if not text:
        return ""
    parts = re.split(r"(\d+)", text)
    pattern = "".join(
        rf"\d{{{len(part)}}}" if part.isdigit() else re.escape(part).replace("\\-", "-")
        for part in parts
    )
    return f"^{pattern}$"
