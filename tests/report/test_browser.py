"""The page in a browser: what a reader sees first, and that nothing sticks out or is executed.

Chromium lays the pages out in frames of three widths and tells where things are. Where no Chromium
is installed these tests are skipped. Colour and roles were held to axe-core by hand.
"""

import json
import re
import shutil
import subprocess
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from venice_contract.report.html import render

from .conftest import TITLES
from .runs import earlier, many

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
WIDTHS = (375, 1024, 1920)
SCREEN = 768
"""Pixels of height that every screen of today has."""
THREE_LINES = 64
"""Pixels that the name of a field may take in the map."""

PAGES = {
    "none": render(many(0), titles=TITLES, earlier=earlier()),
    "one": render(many(1), titles=TITLES),
    "twelve": render(many(12), titles=TITLES, earlier=earlier()),
    "sixty": render(many(60), titles=TITLES),
    "hostile": render(many(12, hostile=True), titles=TITLES),
}
MEASURE = """
let alerts = 0; window.alert = () => { alerts += 1; };
addEventListener('load', () => {
  const told = [...document.querySelectorAll('iframe')].map(frame => {
    const page = frame.contentDocument, root = page.documentElement;
    const first = page.querySelector('.moved a'), plot = page.querySelector('svg.time');
    const closed = root.scrollWidth - root.clientWidth;
    page.querySelectorAll('details').forEach(one => { one.open = true; });
    return {name: frame.title, width: frame.width, alerts,
      over: Math.max(closed, root.scrollWidth - root.clientWidth),
      first: first ? first.getBoundingClientRect().bottom : null,
      tallest: Math.max(...[...page.querySelectorAll('.map tbody th')].map(
        one => one.getBoundingClientRect().height)),
      cut: Math.max(...[...page.querySelectorAll('.scroll')].map(
        one => one.scrollWidth - one.clientWidth)),
      banner: page.querySelector('h1').getBoundingClientRect().bottom,
      plot: [plot.getBoundingClientRect().width, plot.querySelectorAll('rect').length],
      scripts: page.scripts.length, title: page.title};
  });
  const shown = document.createElement('pre');
  shown.textContent = JSON.stringify(told);
  document.body.replaceChildren(shown);
});
"""

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")


@cache
def measured(folder: Path) -> dict[tuple[str, int], dict[str, Any]]:
    """Let one Chromium lay out every page at every width."""
    frames = []
    for name, text in PAGES.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
        frames += [
            f'<iframe src="{name}.html" title="{name}" width="{width}" height="{SCREEN}"></iframe>'
            for width in WIDTHS
        ]
    outer = folder / "outer.html"
    outer.write_text(f"<!DOCTYPE html><script>{MEASURE}</script>{''.join(frames)}")
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync")
    alone = ("--disable-background-networking", "--allow-file-access-from-files")
    profile = f"--user-data-dir={folder / 'profile'}"
    done = subprocess.run(  # noqa: S603 - the browser of this machine, on pages of ours
        [CHROMIUM, *flags, *alone, profile, "--dump-dom", str(outer)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found = re.search(r"<pre>(.*?)</pre>", done.stdout, re.DOTALL)
    assert found, "the page with the frames did not run"
    rows = json.loads(unescape(found[1]))
    return {(row["name"], int(row["width"])): row for row in rows}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], dict[str, Any]]:
    """Return what Chromium measured of every page at every width."""
    return measured(tmp_path_factory.mktemp("pages"))


EACH = pytest.mark.parametrize(
    ("name", "width"), [(name, width) for name in PAGES for width in WIDTHS]
)


@EACH
def test_the_first_finding_is_on_the_first_screen(
    seen: dict[tuple[str, int], dict[str, Any]], name: str, width: int
) -> None:
    row = seen[name, width]
    assert (row["first"] is None) == (name == "none")
    assert (row["first"] or row["banner"]) <= SCREEN


@EACH
def test_nothing_sticks_out_and_nothing_is_executed(
    seen: dict[tuple[str, int], dict[str, Any]], name: str, width: int
) -> None:
    row = seen[name, width]
    assert (row["over"], row["cut"], row["scripts"], row["alerts"]) == (0, 0, 0, 0)
    assert row["tallest"] <= THREE_LINES
    drawn, bars = row["plot"]
    assert 0 < drawn <= width
    assert bars > 5
    assert "moved" in row["title"] or name == "none"
