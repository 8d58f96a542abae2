"""Time how long a change takes to show in a browser, from the save to the page that has reloaded.

    python benchmarks/serve.py [--pages 122] [--languages 3] [--repeat 5] [--stock]

A generated site is served by `mkdocs serve`, and read in Chromium. The time runs from the moment
that a file is written until the reloaded page has the new text. `--stock` serves the same pages
with mkdocs-material and mkdocs-static-i18n alone, and edits a page once. Needs Chromium.
"""

import argparse
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from build import prepared
from playwright.sync_api import Page, sync_playwright

BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
PATIENCE = 600.0  # seconds
PAUSE = 5.0  # seconds between changes


@contextmanager
def served(tree: Path, config: str) -> Iterator[str]:
    """Serve a tree; yields the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--quiet", "-f", config, "-a", host],
        cwd=tree,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://{host}/"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def opened(tab: Page, address: str) -> None:
    """Open a page of a site as soon as it is served."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            tab.goto(address)
            return
        except Exception:  # nobody listens yet
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def seconds(tab: Page, file: Path, change: Callable[[str, str], str]) -> float:
    """Change a file, and return the seconds until the page shows the change."""
    mark = f"mark{time.monotonic_ns()}"
    text = change(file.read_text(encoding="utf-8"), mark)
    started = time.perf_counter()
    file.write_text(text, encoding="utf-8")
    shows = f"document.querySelector('article')?.textContent.includes('{mark}')"
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if tab.evaluate(shows):
                return time.perf_counter() - started
        except Exception:  # the page is about to be replaced
            continue
        time.sleep(0.005)
    raise SystemExit(f"{file} never showed")


def times(tab: Page, file: Path, change: Callable[[str, str], str], repeat: int) -> list[float]:
    """Change a file again and again, with pauses like those of somebody who writes."""
    found = []
    for _ in range(repeat):
        time.sleep(PAUSE)
        found.append(seconds(tab, file, change))
    return found


def prose(text: str, mark: str) -> str:
    """Add a word to the end of a page."""
    return f"{text.rstrip()} {mark}\n"


def code(text: str, mark: str) -> str:
    """Add a statement to a snippet, within what pages include."""
    return text.replace("import math", f"{mark} = 1\nimport math", 1)


def measured(tree: Path, repeat: int, *, stock: bool) -> Iterator[tuple[str, list[float]]]:
    """Yield what was changed, and the seconds of each change."""
    page = sorted((tree / "docs" / "pt").rglob("*.md"))[-1]
    address = page.relative_to(tree / "docs").with_suffix("").as_posix() + "/"
    included = re.search(r"snippets/\w+\.py", page.read_text(encoding="utf-8"))
    assert included is not None
    snippet = tree / included[0]
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with served(tree, "stock.yml" if stock else "mkdocs.yml") as host, sync_playwright() as driver:
        tab = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"]).new_page()
        opened(tab, host + address)
        if stock:
            yield "a page, with the stock stack", times(tab, page, prose, 1)
            return
        yield "a page", times(tab, page, prose, repeat)
        yield "a snippet, on pages of all languages", times(tab, snippet, code, repeat)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--pages", type=int, default=122, help="in each language (default 122)")
    parser.add_argument("--languages", type=int, default=3, help="at most 12 (default 3)")
    parser.add_argument("--repeat", type=int, default=5, help="changes (default 5)")
    parser.add_argument("--stock", action="store_true", help="serve with the stock stack, too")
    arguments = parser.parse_args()
    arguments.tree = None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        tree = prepared(arguments, Path(folder))
        print(f"{arguments.pages * arguments.languages} pages, load {os.getloadavg()[0]:.1f}\n")
        print("| what is changed | median | longest |\n| --- | --- | --- |")
        for stock in (False, True)[: 1 + arguments.stock]:
            for name, found in measured(tree, arguments.repeat, stock=stock):
                print(f"| {name} | {statistics.median(found):.2f} s | {max(found):.2f} s |")


if __name__ == "__main__":
    main()
