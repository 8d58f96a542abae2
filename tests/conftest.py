"""The built site, served under a path as on GitHub Pages, and a browser to read it.

All processes of a test run share one server and one build of the site.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from shared import serve

ROOT = Path(__file__).parents[1]
FOLDER, PORT = "ENCDEC_TEST_FOLDER", "ENCDEC_TEST_PORT"


def pytest_configure(config: pytest.Config) -> None:
    """Serve an empty folder; the processes of xdist inherit its name and port."""
    if hasattr(config, "workerinput"):
        return
    folder = tempfile.mkdtemp(prefix="encdec-site-")
    server = serve(Path(folder))
    os.environ |= {FOLDER: folder, PORT: str(server.server_address[1])}
    config.add_cleanup(server.shutdown)
    config.add_cleanup(lambda: shutil.rmtree(folder))


@pytest.fixture(scope="session")
def published() -> str:
    """The address that the site is built for.

    The theme compares addresses with those of the sitemap, the port included.
    """
    return f"https://example.org:{os.environ[PORT]}/encdec/"


@pytest.fixture(scope="session")
def site(published: str) -> Path:
    """The folder of a strict build, made by the first who asks; its home is `encdec/` in it."""
    folder = Path(os.environ[FOLDER])
    with FileLock(folder / "lock"):
        if not (folder / "encdec").exists():
            build(folder / "building", published)
            (folder / "building").rename(folder / "encdec")
    return folder


def build(folder: Path, published: str) -> None:
    """Build the site into the folder; warnings are errors."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    built = subprocess.run(
        [*command, "--config-file", str(ROOT / "mkdocs.yml"), "--site-dir", str(folder)],
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": published},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr


@pytest.fixture(scope="session")
def address(site: Path) -> str:
    """Where the site is served."""
    return f"http://127.0.0.1:{os.environ[PORT]}/encdec/"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; without one the test is skipped, unless REQUIRE_BROWSER is set."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(f"no browser found; install one of {', '.join(names)}")
        pytest.skip(f"no browser found; install one of {', '.join(names)} to run this test")
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser that asks nobody but the pages it shows."""
    options = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A reader who has seen nothing yet, with a desktop screen and a clipboard."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    yield context
    context.close()


@pytest.fixture
def tab(context: BrowserContext) -> Page:
    """A tab of this reader."""
    return context.new_page()
