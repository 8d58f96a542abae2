"""What a reader takes from the built site: whole programs, scripts, notebooks. It runs."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from lxml import html
from mkdocs_parity import Block, Project, load_settings
from mkdocs_parity.copying import until
from mkdocs_parity.run import run
from nbclient import NotebookClient
from playwright.sync_api import Page
from shared import HOMES, url

PAGES = ["index", "quickstart", "learn/interface", "learn/seq2seq"]
# One on the home page; one in a fold, with all of a page before it; one in a tab.
COPIED = [("index", 2), ("learn/interface", -1), ("learn/seq2seq", 5)]
CHEAP = "learn/interface"  # to run as a whole
LABELS = {
    "en": "Copy the whole program up to here",
    "pt": "Copiar o programa inteiro até aqui",
    "zh": "复制到此处为止的完整程序",
}


@cache
def project() -> Project:
    settings = load_settings(ROOT / "mkdocs.yml")
    assert settings is not None
    return Project(settings)


def blocks(language: str, page: str) -> tuple[Block, ...]:
    return project().page(ROOT / "docs" / language / f"{page}.md").blocks


def shown(parts: list[Block]) -> str:
    return "".join(part.expected.text for part in parts if part.expected)


def folder(site: Path, language: str, page: str) -> Path:
    return site / "encdec" / HOMES[language] / ("" if page == "index" else page)


def by_python(program: str, where: Path) -> str:
    """Run a program by `python -`, as a reader would who has installed the package."""
    done = subprocess.run(
        [sys.executable, "-"],
        input=program,
        cwd=where,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def copy(tab: Page, where: str, index: int) -> str:
    """Copy the program of a block as a reader does, folds and tabs opened."""
    if tab.url != where:
        tab.goto(where, wait_until="load")
        tab.locator(".md-code__nav .parity-copy").first.wait_for(state="attached")
    found = tab.locator("[data-parity-block]")
    button = found.nth(index if index >= 0 else found.count() + index).locator(".parity-copy")
    button.evaluate(
        """button => {
          for (let up = button; up; up = up.parentElement) {
            if (up.tagName === "DETAILS") up.open = true;
            if (up.matches(".tabbed-block")) {
              const place = [...up.parentElement.children].indexOf(up);
              up.closest(".tabbed-set").querySelectorAll(":scope > input")[place].click();
            }
          }
        }"""
    )
    button.click()
    tab.wait_for_function("button => button.matches('.parity-copied')", arg=button.element_handle())
    return str(tab.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize("language", HOMES)
@pytest.mark.parametrize(("page", "index"), COPIED)
def test_copied_program_runs_and_prints_what_is_shown(
    tab: Page, address: str, language: str, page: str, index: int
) -> None:
    known = blocks(language, page)
    parts = until(known, index % len(known))
    copied = copy(tab, url(address, language, page.removesuffix("index")), index)
    assert copied == "\n".join(part.code for part in parts)
    [ran] = run([copied], timeout=120, preload=["torch"])
    assert ran.failure is None
    assert ran.stdout == shown(parts)


@pytest.mark.parametrize("language", HOMES)
@pytest.mark.parametrize("page", PAGES)
def test_every_block_has_a_button_beside_the_theme_s(
    tab: Page, address: str, language: str, page: str
) -> None:
    tab.goto(url(address, language, page.removesuffix("index")), wait_until="load")
    buttons = tab.locator(".language-python pre > .md-code__nav > .parity-copy")
    buttons.first.wait_for(state="attached")
    known = blocks(language, page)
    assert buttons.count() == len(known)
    for button in buttons.all():
        assert button.get_attribute("aria-label") == LABELS[language]
    programs = tab.evaluate(
        "JSON.parse(document.querySelector('template.parity-programs').content.textContent)"
    )
    assert [code for code, *_ in programs["blocks"][language]] == [block.code for block in known]


def runs(cell: nbformat.NotebookNode) -> bool:
    """Tell a cell with code of the page, or the first, from one that parts two programs."""
    return cell.cell_type == "code" and not cell.source.endswith("%reset -f")


@pytest.mark.parametrize("language", HOMES)
@pytest.mark.parametrize("page", PAGES)
def test_page_offers_its_script_and_notebook(
    site: Path, published: str, language: str, page: str
) -> None:
    where = folder(site, language, page)
    tree = html.fromstring((where / "index.html").read_bytes())
    links = [str(link) for link in tree.xpath("//p[@class='parity-run']/a[@download]/@href")]
    name = page.rsplit("/", 1)[-1]
    assert links == [f"{name}.py", f"{name}.ipynb"]
    known = blocks(language, page)
    script = (where / links[0]).read_text(encoding="utf-8")
    assert script.startswith(f"# {published}{HOMES[language]}")
    at = 0
    for block in known:
        at = script.index(block.code, at)
    book = nbformat.read(where / links[1], as_version=4)
    nbformat.validate(book)
    cells = [cell for cell in book.cells if runs(cell)]
    assert cells[0].source.endswith("-py3-none-any.whl")
    assert [cell.source for cell in cells[1:]] == [block.code.rstrip("\n") for block in known]
    told = ["".join(output.text for output in cell.outputs) for cell in cells[1:]]
    assert told == [block.expected.text if block.expected else "" for block in known]
    prose = "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    for left in ("--8<--", "pytest", "{#", "{:", '!!! "', "??? ", '=== "', "](../", ".md)", "///"):
        assert left not in prose
    assert f"<{published}{HOMES[language]}" in book.cells[0].source


@pytest.mark.parametrize("language", HOMES)
def test_script_runs(site: Path, tmp_path: Path, language: str) -> None:
    script = folder(site, language, CHEAP) / "interface.py"
    printed = by_python(script.read_text(encoding="utf-8"), tmp_path)
    assert printed == shown(list(blocks(language, CHEAP)))


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A kernel in an environment of its own, which has what encdec needs but not encdec."""
    home = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home / "venv")], check=True)
    packages = next((home / "venv" / "lib").glob("python*/site-packages"))
    there = Path(pytest.__file__).parents[1]
    (packages / "there.pth").write_text(f"{there}\n", encoding="utf-8")
    python = str(home / "venv" / "bin" / "python")
    gone = subprocess.run([python, "-c", "import encdec"], capture_output=True, cwd=home, env={})
    assert b"No module named 'encdec'" in gone.stderr
    spec = home / "kernels" / "fresh" / "kernel.json"
    spec.parent.mkdir(parents=True)
    command = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.write_text(json.dumps({"argv": command, "display_name": "x", "language": "python"}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(home))
        patch.setenv("PIP_NO_INDEX", "1")
        patch.setenv("IPYTHONDIR", str(home / "ipython"))
        patch.delenv("PYTHONPATH", raising=False)
        yield "fresh"


@pytest.mark.parametrize("language", HOMES)
def test_notebook_installs_the_package_from_the_site_and_runs(
    site: Path, published: str, address: str, kernel: str, tmp_path: Path, language: str
) -> None:
    text = (folder(site, language, CHEAP) / "interface.ipynb").read_text(encoding="utf-8")
    assert f"{published}wheels/" in text
    book = nbformat.reads(text.replace(published, address), as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    client = NotebookClient(
        book, timeout=120, kernel_name=kernel, resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    code = [cell for cell in book.cells if runs(cell)]
    printed = ["".join(output.text for output in cell.outputs) for cell in code[1:]]
    known = blocks(language, CHEAP)
    assert printed == [block.expected.text if block.expected else "" for block in known]


@pytest.mark.parametrize("language", HOMES)
@pytest.mark.parametrize("page", PAGES)
def test_every_block_says_whether_it_ran(site: Path, language: str, page: str) -> None:
    tree = html.fromstring((folder(site, language, page) / "index.html").read_bytes())
    said = tree.xpath("//*[@data-parity-block]/p[@class='parity-proof']")
    assert len(said) == len(blocks(language, page))
    words = {"en": "run in|Ran with", "pt": "xecutado ", "zh": "运行"}[language]
    assert all(re.search(words, element.text_content()) for element in said)
