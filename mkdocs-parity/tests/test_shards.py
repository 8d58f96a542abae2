"""Languages built side by side, or apart and put together: the same site."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import MKDOCS_YML, Site
from mkdocs_parity.shards import merge
from mkdocs_parity.sitemap import join_sitemaps

THEME = """\
site_name: T
site_url: https://example.org/docs/
theme: {name: material, font: false}
"""
LANGUAGES = """\
        - {locale: zh, name: 中文, theme: {language: zh}}
"""
PARITY = [sys.executable, "-c", "from mkdocs_parity.cli import main; main()"]
MKDOCS = [sys.executable, "-m", "mkdocs"]


@pytest.fixture
def three(site: Site) -> Site:
    """A project of three languages that are searched, one of which lacks a page."""
    head, _, rest = MKDOCS_YML.partition("theme: {name: mkdocs}\n")
    assert head
    config = THEME + rest.replace("plugins:\n", "plugins:\n  - search\n")
    config = config.replace(
        "name: Português}\n", f"name: Português, theme: {{language: pt}}}}\n{LANGUAGES}"
    )
    site.write("mkdocs.yml", config)
    site.write("docs/zh/code.po", site.read("docs/pt/code.po").replace("pt", "zh"))
    site.write("docs/zh/index.md", "# 首页\n")
    return site


def run(site: Site, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process that has one thread, as from a shell."""
    return subprocess.run(
        command,
        cwd=site.root,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1700000000"},
        capture_output=True,
        text=True,
        check=False,
    )


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.fixture
def one_by_one(three: Site) -> dict[str, bytes]:
    """The site as i18n builds it, one language after the other."""
    three.replace("mkdocs.yml", "timeout: 20", "timeout: 20\n      parallel: false")
    built = run(three, *MKDOCS, "build", "--strict", "-d", "slow")
    assert built.returncode == 0, built.stderr
    three.replace("mkdocs.yml", "\n      parallel: false", "")
    return files(three.root / "slow")


def test_languages_side_by_side_make_the_same_site(
    three: Site, one_by_one: dict[str, bytes]
) -> None:
    built = run(three, *MKDOCS, "build", "--strict", "-d", "fast")
    assert built.returncode == 0, built.stderr
    found = files(three.root / "fast")
    assert sorted(found) == sorted(one_by_one)
    assert [name for name in found if found[name] != one_by_one[name]] == []
    assert b"/zh/" in gzip.decompress(found["sitemap.xml.gz"])


def test_languages_built_apart_are_merged_into_the_same_site(
    three: Site, one_by_one: dict[str, bytes]
) -> None:
    for code in ("en", "pt", "zh"):
        built = run(three, *PARITY, "build", "--only", code, "--strict", f"part-{code}")
        assert built.returncode == 0, built.stderr
    assert not (three.root / "part-pt" / "index.html").exists()
    assert not (three.root / "part-en" / "pt").exists()
    merged = run(three, *PARITY, "merge", "whole", "part-en", "part-pt", "part-zh")
    assert merged.stdout == "3 languages in whole\n", merged.stderr
    found = files(three.root / "whole")
    assert sorted(found) == sorted(one_by_one)
    assert [name for name in found if found[name] != one_by_one[name]] == []


def test_warning_in_another_language_fails_a_strict_build(three: Site) -> None:
    three.write("docs/zh/index.md", "# 首页\n\n[没有](missing.md)\n")
    three.write("docs/en/index.md", "# Home\n\n[none](missing.md)\n")
    three.write("docs/pt/index.md", "# Início\n\n[não há](missing.md)\n")
    built = run(three, *MKDOCS, "build", "--strict", "-d", "out")
    assert built.returncode == 1
    assert "zh: Aborted with 1 warnings in strict mode!" in built.stderr
    assert "a language could not be built" in built.stderr


@pytest.mark.parametrize("code", ["pt", "zh"])
def test_error_in_another_language_is_told_and_fails_the_build(three: Site, code: str) -> None:
    three.write("docs/en/index.md", "# Home\n\nText.\n")
    three.write(f"docs/{code}/index.md", "# T\n\nText. ``<b onclick=x>``{=html}\n<b>x</b>\n")
    built = run(three, *MKDOCS, "build", "-d", "out")
    assert built.returncode == 1
    assert f"docs/{code}/index.md" in built.stderr
    assert "Traceback" not in built.stderr


def test_language_that_the_site_lacks_is_refused(three: Site) -> None:
    built = run(three, *PARITY, "build", "--only", "fr", "out")
    assert built.returncode == 2
    assert "'fr' is no language of the site: one of en, pt, zh" in built.stderr


def test_failed_language_alone_ends_with_an_error(three: Site) -> None:
    three.write("docs/zh/index.md", "# 首页\n\n[没有](missing.md)\n")
    three.write("docs/en/index.md", "# Home\n\n[none](missing.md)\n")
    built = run(three, *PARITY, "build", "--only", "zh", "--strict", "out")
    assert built.returncode == 1


def test_merge_refuses_a_folder_with_files_and_shards_without_the_default(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("site/x", "")
    site.write("pt/pt/index.html", "")
    full = run(site, *PARITY, "merge", "site", "pt")
    assert full.returncode == 1
    assert "error: site: the folder is not empty\n  fix: remove it" in full.stderr
    wrong = run(site, *PARITY, "merge", "new", "pt")
    assert wrong.returncode == 1
    assert "fix: name the shard of the default language first" in wrong.stderr
    assert not (tmp_path / "new").exists()


def test_merge_refuses_shards_of_different_sites(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("en/index.html", "")
    site.write("en/assets/a.css", "new")
    site.write("pt/assets/a.css", "old")
    found = run(site, *PARITY, "merge", "whole", "en", "pt")
    assert found.returncode == 1
    assert "assets/a.css is not the same in pt" in found.stderr


def test_merge_without_sitemaps(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("en/index.html", "a")
    site.write("pt/pt/index.html", "b")
    merge(tmp_path / "whole", [tmp_path / "en", tmp_path / "pt"])
    assert files(tmp_path / "whole") == {"index.html": b"a", "pt/index.html": b"b"}


def test_sitemaps_are_joined_once_each() -> None:
    one, two = "  <url>\n    <loc>1</loc>\n  </url>\n", "  <url>\n    <loc>2</loc>\n  </url>\n"
    head, end = "<?xml?>\n<urlset a='b'>\n", "</urlset>\n"
    joined = join_sitemaps([f"{head}{one}{end}", f"{head}{one}{two}{end}", f"{head}{end}"])
    assert joined == f"{head}{one}{two}{end}"
