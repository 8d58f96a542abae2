"""The pages of each language as one PDF, printed by Chromium from the built site.

The browser gathers the pages itself (`assets/book.js`), and the site's own styles for paper make
the book: a page that prints well is all that it takes.
"""

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_parity.errors import ParityError

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAME = "book.pdf"
_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_FOOT = (
    '<div style="width:100%;font:8px sans-serif;text-align:center;color:#666">'
    '<span class="pageNumber"></span></div>'
)


def print_books(site: Path, links: Sequence[str]) -> list[Path]:
    """Print the pages of each language into `book.pdf` in its folder of the site.

    Args:
        site: the built site.
        links: where each language's home is on the site, e.g. `/` and `/pt/`.

    Returns:
        the files written.

    Raises:
        ParityError: the site is not built, or there is no browser to print it.

    """
    for link in links:
        if not (site / link.strip("/") / "index.html").is_file():
            raise ParityError(
                f"there is no page {link} in the built site", file=str(site), fix="build the site"
            )
    books = []
    with _served(site) as address, _browser() as browser:
        for link in links:
            book = site / link.strip("/") / NAME
            _print(browser, address + link, book)
            books.append(book)
    return books


def _print(browser: "Browser", address: str, book: Path) -> None:
    script = (Path(__file__).parent / "assets" / "book.js").read_text(encoding="utf-8")
    page = browser.new_page()
    page.goto(address, wait_until="load")
    page.evaluate(script)
    page.pdf(
        path=book,
        format="A4",
        margin={"top": "16mm", "bottom": "18mm", "left": "16mm", "right": "16mm"},
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=_FOOT,
        outline=True,
        tagged=True,
    )
    page.close()


@contextmanager
def _browser() -> "Iterator[Browser]":
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise ParityError("printing needs Playwright", fix="pip install playwright") from error
    path = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error as error:
            raise ParityError(
                "no browser can be started to print the site",
                fix=f"install one of {', '.join(_BROWSERS)}",
            ) from error
        yield browser
        browser.close()


@contextmanager
def _served(site: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""
