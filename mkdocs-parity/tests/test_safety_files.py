"""What the folder of a translation may not hold; nothing in it is imported."""

import os

import pytest
from conftest import Site
from mkdocs_parity.safety import unsafe_folder
from safe_pages import PAGE, SCRIPT, with_page
from test_pytest_plugin import run_apart


@pytest.fixture
def page(site: Site) -> Site:
    return with_page(site)


FILES = {
    "conftest.py": "raise SystemExit(9)",
    "learn/conftest.py": "raise SystemExit(9)",
    "test_x.py": "raise SystemExit(9)",
    "__init__.py": "raise SystemExit(9)",
    "x.pth": "import os",
    "pytest.ini": "[pytest]\naddopts = -p x\n",
    "pyproject.toml": "[tool.pytest.ini_options]\n",
    "mkdocs.yml": "site_name: X\nhooks: [hook.py]\nplugins: [parity, i18n]\n",
    "overrides/main.html": "<script>",
    "x.js": "alert(1)",
    "x.css": "*{}",
    "x.html": SCRIPT,
    "x.svg": "<svg/>",
    "INDEX.MD": "# X\n",
    ".pages": "title: X\n",
    ".meta.yml": "template: x.html\n",
    ".gitattributes": "* filter=x\n",
    ".hidden/x.md": "# X\n",
    "learn/own.png": b"\x89PNG\r\n\x1a\n",
    "learn/shot.png": b"<svg onload=alert(1)>",
    "large.md": "a\n" * (1 << 17) + "a",
    "long.md": "a" * 30_000,
    "a\u202eb.md": "# X\n",
    "a\nb.md": "# X\n",
    "parity.lock": "a\x1b[2Jb",
}


@pytest.mark.parametrize("name", FILES)
def test_file_in_the_folder(page: Site, name: str) -> None:
    page.write("docs/en/learn/shot.png", b"\x89PNG\r\n\x1a\n")
    page.write(f"docs/pt/{name}", FILES[name])
    page.write("docs/pt/hook.py", "raise SystemExit(9)")
    found = unsafe_folder(page.project(), "pt")
    assert len(found) == 2
    assert all(item.file.startswith("docs/pt/") and item.what and item.fix for item in found)
    (page.root / "docs/pt/hook.py").unlink()
    assert page.build().code == 1
    for arguments in (("docs",), ("docs/pt/learn",), (".",)):
        assert page.test(*arguments).code in (2, 4)
    assert page.parity("render", str(page.root / PAGE)).code == 1
    assert not (page.root / "site").exists()


def test_link_that_leads_out_of_the_folder(page: Site) -> None:
    for name, target in [
        ("x.md", "/etc/passwd"),
        ("y", "/etc"),
        ("z.md", "none"),
        ("w.md", "x.md"),
    ]:
        (page.root / "docs/pt" / name).symlink_to(target)
    if hasattr(os, "mkfifo"):
        os.mkfifo(page.root / "docs/pt/pipe.md")
    assert len(unsafe_folder(page.project(), "pt")) == 5
    assert page.build().code == 1
    assert page.parity("extract").code == 1


def test_folder_that_is_a_link(page: Site) -> None:
    (page.root / "docs/pt").rename(page.root / "elsewhere")
    (page.root / "docs/pt").symlink_to(page.root / "elsewhere")
    assert [item.file for item in unsafe_folder(page.project(), "pt")] == ["docs/pt"]


def test_files_that_are_safe(page: Site) -> None:
    for name in ("learn/shot.png", "data.csv"):
        page.write(f"docs/en/{name}", b"\x89PNG\r\n\x1a\n, English")
    page.write("docs/pt/learn/shot.png", b"\x89PNG\r\n\x1a\n, translated")
    page.write("docs/pt/data.csv", b"\x89PNG\r\n\x1a\n, English")
    page.write("docs/pt/parity.lock", "words\n")
    page.write("docs/pt/.index.md.swp", b"\0")
    assert unsafe_folder(page.project(), "pt") == []
    page.write("docs/pt/data.csv", "other")
    assert [item.file for item in unsafe_folder(page.project(), "pt")] == ["docs/pt/data.csv"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{{ x }}", "a template"),
        ("a\\n{% x %}", "a template"),
        ("Devolve.\\n\\n>>> import os", "an example (>>>)"),
        ("a" * 5000, "a text of 5000 characters"),
    ],
)
def test_catalogue(page: Site, text: str, what: str) -> None:
    page.replace("docs/pt/code.po", "Devolve a raiz.", text)
    found = unsafe_folder(page.project(), "pt")
    assert [(item.file, item.line) for item in found] == [("docs/pt/code.po", 11)]
    assert what in found[0].what
    assert page.build().code == 1
    assert page.test().code in (2, 4)


@pytest.mark.parametrize("arguments", [("docs",), ("docs/pt/learn",), ("docs/pt",), (".",), ()])
@pytest.mark.parametrize("codeblocks", ["--codeblocks", "--no-header"])
def test_nothing_of_a_translation_is_imported(
    page: Site, arguments: tuple[str, ...], codeblocks: str
) -> None:
    mark = page.root / "ran"
    code = f"open({str(mark)!r}, 'w')\n"
    for name in ("conftest.py", "learn/conftest.py", "test_x.py", "hook.py"):
        page.write(f"docs/pt/{name}", code)
    page.write("docs/pt/mkdocs.yml", "site_name: X\nhooks: [hook.py]\nplugins: [parity]\n")
    result = run_apart(page, codeblocks, *arguments)
    assert result.code in (2, 4)
    assert "the translation holds a file of another kind" in result.text
    assert not mark.exists()


def test_configuration_of_a_translation_is_not_read(page: Site) -> None:
    page.write("docs/pt/hook.py", f"open({str(page.root / 'ran')!r}, 'w')\n")
    page.write("docs/pt/mkdocs.yml", "site_name: X\nhooks: [hook.py]\nplugins: [parity]\n")
    assert page.test("docs/pt/learn/x.md").code in (2, 4)
    assert not (page.root / "ran").exists()
