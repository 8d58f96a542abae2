"""Versions of the site side by side: readers change the version, and keep language and page."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from playwright.sync_api import Browser, Page
from shared import HOMES, serve

OLD = {
    "en": "This is an older version of this site.",
    "pt": "Esta é uma versão antiga deste site.",
    "zh": "这是本网站的旧版本。",
}
PAGES = {"0.10": ("index", "a", "b"), "0.9": ("index", "a")}
NOTE = "[data-md-component=outdated]"


def project(folder: Path, pages: tuple[str, ...]) -> None:
    """Write a site with the settings of this one, and a few pages."""
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = "".join(f"  - {page}.md\n" for page in pages)
    settings = re.sub(r"\nnav:\n(?:  .*\n)+", f"\nnav:\n{nav}", settings)
    settings = re.sub(r"  - mkdocstrings:.*\n(?:      .*\n|        .*\n)+", "", settings)
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "few"\nversion = "0"\n'
        "[tool.hatch.build.targets.wheel]\nbypass-selection = true\n"
    )
    shutil.copytree(
        ROOT / "docs/assets", folder / "docs/assets", ignore=lambda *_: ["figures", "plots"]
    )
    (folder / "one.py").write_text("print(1)\n")
    for language in HOMES:
        (folder / "docs" / language).mkdir()
        for page in pages:
            code = '--8<-- "one.py"'
            text = f"# {language} {page}\n\n## 1 {{#one}}\n\n```python\n{code}\n```\n"
            (folder / "docs" / language / f"{page}.md").write_text(text)


def start(command: list[str], folder: Path, **variables: str) -> "subprocess.Popen[str]":
    known = os.environ | {"NO_MKDOCS_2_WARNING": "1"} | variables
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, env=known, stdout=pipe, stderr=pipe, text=True)


def succeeds(process: "subprocess.Popen[str]") -> None:
    said = process.communicate()
    assert process.returncode == 0, said


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a host, with three versions at /encdec/; 0.9 comes late and is an older one."""
    host, repository = (tmp_path_factory.mktemp(name) for name in ("host", "repository"))
    folders = {version: tmp_path_factory.mktemp("project") for version in PAGES}
    builds = []
    for version, pages in PAGES.items():
        project(folders[version], pages)
        settings = {"SITE_URL": f"https://example.org/encdec/{version}/", "VERSIONS": "mike"}
        build = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
        builds.append(start(build, folders[version], **settings))
    for process in builds:
        succeeds(process)
    succeeds(start(["git", "init", "--quiet"], repository))
    for name in ("user.name", "user.email"):
        succeeds(start(["git", "config", name, "one@example.org"], repository))
    for version, folder in (("dev", folders["0.10"]), *folders.items()):
        publish = [sys.executable, str(ROOT / ".ci/publish.py"), str(folder / "site"), version]
        succeeds(start(publish, repository))
    (host / "encdec").mkdir()
    checkout = ["git", "--work-tree", str(host / "encdec"), "checkout", "gh-pages", "--", "."]
    succeeds(start(checkout, repository))
    return host


@pytest.fixture(scope="module")
def root(versions: Path) -> str:
    """The address above the versions."""
    return f"http://127.0.0.1:{serve(versions).server_address[1]}/encdec/"


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab of a reader who has seen nothing yet, and whose browser asks for English."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
    errors: list[str] = []
    tab = context.new_page()
    tab.on("pageerror", lambda error: errors.append(str(error)))
    yield tab
    assert errors == []
    context.close()


def changes_to(tab: Page, version: str) -> None:
    tab.mouse.move(640, 700)
    tab.locator(".md-version__current").hover(force=True)  # the list opens above it
    tab.locator(".md-version__link", has_text=version).click()


def test_each_version_has_its_own_addresses(versions: Path) -> None:
    page = (versions / "encdec/0.9/pt/a/index.html").read_text(encoding="utf-8")
    for address in ("0.9/pt/a/", "0.9/zh/a/", "0.9/a/"):
        assert f'href="https://example.org/encdec/{address}"' in page
    assert set(re.findall(r"example\.org/encdec/([^/\"]*)", page)) == {"0.9"}
    sitemap = (versions / "encdec/0.9/sitemap.xml").read_text(encoding="utf-8")
    assert sitemap.count("<loc>https://example.org/encdec/0.9/") == sitemap.count("<loc>") == 6
    notebook = (versions / "encdec/0.9/pt/a/a.ipynb").read_text(encoding="utf-8")
    [wheel] = set(re.findall(r"https://example\.org/encdec/(0\.9/wheels/[\w.-]+\.whl)", notebook))
    assert (versions / "encdec" / wheel).is_file()


@pytest.mark.parametrize("language", ["pt", "zh"])
def test_readers_keep_language_and_page(tab: Page, root: str, language: str) -> None:
    asked: set[str] = set()
    tab.on("request", lambda request: asked.add(request.url))
    home = HOMES[language]
    tab.goto(f"{root}0.10/{home}a/#one")
    changes_to(tab, "0.9")
    tab.wait_for_url(f"{root}0.9/{home}a/#one")
    note = tab.locator(NOTE)
    note.wait_for()
    assert OLD[language] in note.inner_text()
    note.locator("a").click()
    tab.wait_for_url(f"{root}0.10/{home}a/#one")
    tab.locator(".md-version__current").wait_for()
    assert note.is_hidden()
    changes_to(tab, "dev")
    tab.wait_for_url(f"{root}dev/{home}a/#one")
    tab.locator(".md-version__current").wait_for()
    assert tab.locator(NOTE).is_hidden()
    tab.goto(f"{root}0.9/{home}")
    note.wait_for()
    tab.goto(f"{root}0.10/{home}b/")
    changes_to(tab, "0.9")  # it lacks the page
    tab.wait_for_url(f"{root}0.9/{home}")
    assert (tab.locator("h1").text_content() or "").startswith(f"{language} index")
    assert {address[: len(root)] for address in asked} == {root}


def test_choice_of_a_language_holds_for_all_versions(tab: Page, root: str) -> None:
    tab.goto(f"{root}0.9/pt/a/")
    tab.get_by_role("button", name="No, thanks").click()
    tab.goto(f"{root}0.10/pt/a/")
    tab.locator(".md-version__current").wait_for()
    assert tab.locator("aside.parity-offer").count() == 0


def test_addresses_above_the_versions(tab: Page, root: str) -> None:
    tab.goto(root)
    tab.wait_for_url(f"{root}0.10/")
    tab.goto(f"{root}latest/zh/a/#one")
    tab.wait_for_url(f"{root}0.10/zh/a/#one")


@pytest.mark.parametrize(
    ("page", "words"), [("0.9/pt/x/", "Página não encontrada"), ("0.9/x/", "Page not found")]
)
def test_lost_readers_are_told_in_their_language(
    tab: Page, root: str, page: str, words: str
) -> None:
    tab.goto(f"{root}{page}")
    tab.get_by_role("heading", name=words).wait_for()
    tab.wait_for_url(f"{root}{page}")
