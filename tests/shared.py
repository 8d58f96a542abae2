"""What the tests of the site share: its languages and addresses, and a server like GitHub Pages."""

import functools
import http.server
import json
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from lxml import html
from playwright.sync_api import Browser, Page

HOMES = {"en": "", "pt": "pt/", "zh": "zh/"}
NAMES = {"en": "English", "pt": "Português", "zh": "简体中文"}
OFFERS = {
    "en": "This page is also available in English.",
    "pt": "Esta página também existe em português.",
    "zh": "本页也有中文版。",
}
TYPES = ["", "quickstart/", "learn/seq2seq/", "contribute/translate/", "contribute/translations/"]


def opened(browser: Browser, width: int = 1280, **options: Any) -> Page:
    """Return a tab that has seen nothing yet."""
    return browser.new_context(viewport={"width": width, "height": 800}, **options).new_page()


def url(address: str, language: str, page: str) -> str:
    """Return where a page is in a language; "" is the home page."""
    return urljoin(address, HOMES[language] + (f"{page.rstrip('/')}/" if page else ""))


def tree(site: Path, language: str, page: str) -> html.HtmlElement:
    """Return the elements of a built page."""
    return html.fromstring((site / "encdec" / HOMES[language] / page / "index.html").read_bytes())


def index(site: Path, language: str) -> Path:
    """Return the file of a language's search index."""
    return site / "encdec" / HOMES[language] / "search" / "index.json"


def sections(site: Path, language: str) -> list[tuple[str, str, str]]:
    """Return address, title and text of all sections in a language's search index."""
    pages = json.loads(index(site, language).read_text(encoding="utf-8"))["pages"]
    return [
        (f"{page['url']}#{anchor}" if anchor else page["url"], title, text)
        for page in pages
        for anchor, title, text in page["sections"]
    ]


def serve(folder: Path) -> http.server.HTTPServer:
    """Serve a folder at a free port, in a thread, until `shutdown` is called."""
    server = Server(("127.0.0.1", 0), functools.partial(Pages, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Server(http.server.ThreadingHTTPServer):
    """Says nothing of readers who leave before an answer has come."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Tell of any other error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Pages(http.server.SimpleHTTPRequestHandler):
    """Answers with the one 404.html of the site where a page is missing."""

    protocol_version = "HTTP/1.1"  # keeps connections open, as hosts do

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the site's page for lost readers."""
        page = Path(self.directory) / "encdec" / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
