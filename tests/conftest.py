"""The built site, served under a path as on GitHub Pages, and a browser to read it."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that is served."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def server(folder: Path) -> Iterator[http.server.HTTPServer]:
    """Serve the folder; where there is no page, as GitHub Pages does."""
    handler = functools.partial(Pages, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class Pages(http.server.SimpleHTTPRequestHandler):
    """Answers with the one 404.html of the site where a page is missing."""

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
        self.wfile.write(body)


@pytest.fixture(scope="session")
def published(server: http.server.HTTPServer) -> str:
    """The address that the site is built for.

    The theme compares addresses with those of the sitemap, the port included.
    """
    return f"https://example.org:{server.server_address[1]}/encdec/"


@pytest.fixture(scope="session")
def site(folder: Path, published: str) -> Path:
    """The folder of a strict build; the site's home is `encdec/` in it."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    built = subprocess.run(
        [*command, "--config-file", str(ROOT / "mkdocs.yml"), "--site-dir", str(folder / "encdec")],
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": published},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="session")
def address(site: Path, server: http.server.HTTPServer) -> str:
    """Where the site is served."""
    return f"http://127.0.0.1:{server.server_address[1]}/encdec/"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; without one the test is skipped, unless REQUIRE_BROWSER is set."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(f"no browser found; install one of {', '.join(names)}")
        pytest.skip(f"no browser found; install one of {', '.join(names)} to run this test")
    return path
