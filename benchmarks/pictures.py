"""The pictures of the README, from what the tool really prints and writes.

    python -m benchmarks.pictures

`docs/pictures/terminal.svg` is the output of one verdict, drawn by Rich; `docs/pictures/report.png`
is its page in Chromium. Both show the mock with a fault, so that they need no server and no key.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
COMMAND = ("drift", "--fault", "enum-limit-period-refuses-lifetime")
COLUMNS = 96
WINDOW = "1024,700"
FONT_FACES = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Rich would fetch a font from a third party; every reader has one of its own."""

CLASS = re.compile(r"terminal-\d+")


def verdict(folder: Path) -> str:
    """Run the command in an empty folder with the contract; return what it printed, coloured."""
    shutil.copytree(ROOT / "openapi", folder / "openapi")
    colored = {"FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "venice_contract", *COMMAND],
        cwd=folder,
        env={**os.environ, **colored},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def terminal(printed: str) -> str:
    """Return the picture of a terminal that shows the command and what it printed."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), color_system="truecolor")
    console.print(Text(f"$ venice-contract {' '.join(COMMAND)}", style="bold"))
    console.print(Text.from_ansi(printed.rstrip()))
    drawn = FONT_FACES.sub("", console.export_svg(title="venice-contract"))
    drawn = CLASS.sub("terminal", drawn).replace("Fira Code, monospace", "monospace")
    drawn = re.sub(r"<!--.*?-->\s*", "", drawn, flags=re.DOTALL)
    return re.sub(r"[ \t]+$", "", drawn, flags=re.MULTILINE)


def page(folder: Path, picture: Path) -> None:
    """Let Chromium draw the first screen of the page."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        sys.exit("There is no Chromium on the path, and the report's picture needs one.")
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run")
    subprocess.run(  # noqa: S603 - the browser of this machine, on a page of ours
        [
            browser,
            *flags,
            f"--user-data-dir={folder / 'profile'}",
            f"--window-size={WINDOW}",
            f"--screenshot={picture}",
            str(folder / "reports" / "run.html"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )


def main() -> None:
    """Make both."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (PICTURES / "terminal.svg").write_text(terminal(verdict(folder)), encoding="utf-8")
        page(folder, PICTURES / "report.png")
    for picture in sorted(PICTURES.iterdir()):
        print(f"{picture.relative_to(ROOT)}  {picture.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
