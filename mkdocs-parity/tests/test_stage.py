"""Each language as a project of its own, built without the plugins of this one."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import Site
from mkdocs_parity.document import document_of
from mkdocs_parity.stage import relocated
from mkdocs_parity.stage_config import FORMULAS, Staged, configuration

CONFIG = """\
site_name: A site
site_url: !ENV [SITE_URL, "https://example.org/"]
theme:
  name: material
  palette: {scheme: default, primary: teal}
nav:
  - index.md
  - Learn: [learn/x.md]
plugins:
  - search
  - i18n:
      languages:
        - {locale: en, name: English, default: true}
        - locale: pt
          name: Português
          site_name: Um sítio
          theme: {language: pt-BR, palette: {primary: red}}
          nav_translations: {Learn: Aprender}
markdown_extensions:
  - pymdownx.arithmatex
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
"""
LINKS, NAMES = {"en": "/", "pt": "/pt/"}, {"en": "English", "pt": "Português"}


def made(code: str) -> str:
    return configuration(CONFIG, Staged(code, LINKS, NAMES, "https://x.org/y/", ["a.css"]))


def test_configuration_of_a_language() -> None:
    text = made("pt")
    assert "emoji_index: !!python/name:material.extensions.emoji.twemoji" in text
    known = yaml.safe_load(text.replace("!!python/name:", ""))
    assert known["site_name"] == "Um sítio"
    assert known["site_url"] == "https://x.org/y/pt/"
    assert known["docs_dir"] == "pt"
    assert known["site_dir"] == "site/pt"
    assert known["nav"] == ["index.md", {"Aprender": ["learn/x.md"]}]
    assert known["theme"]["language"] == "pt-BR"
    assert known["theme"]["palette"] == {"scheme": "default", "primary": "red"}
    assert known["extra_css"] == ["a.css"]
    assert known["extra"]["alternate"] == [
        {"name": "English", "link": "/y/", "lang": "en"},
        {"name": "Português", "link": "/y/pt/", "lang": "pt"},
    ]
    assert "plugins" not in known
    assert known["markdown_extensions"][0] == {"pymdownx.arithmatex": {"generic": True}}
    assert known["markdown_extensions"][-1] == FORMULAS


def test_configuration_of_the_default_language_keeps_what_is_common() -> None:
    known = yaml.safe_load(made("en").replace("!!python/name:", ""))
    assert known["site_name"] == "A site"
    assert known["site_dir"] == "site"
    assert known["nav"][1] == {"Learn": ["learn/x.md"]}


@pytest.mark.parametrize(
    ("line", "moved"),
    [
        ("![a](../../assets/f.svg)", "![a](../assets/f.svg)"),
        (
            "[a](../index.md#x) and [b](../../assets/f.svg)",
            "[a](../index.md#x) and [b](../assets/f.svg)",
        ),
        ("[a](https://x.org/../..) [b](/c) [d](#e)", "[a](https://x.org/../..) [b](/c) [d](#e)"),
        ("[a](../../../outside)", "[a](../../../outside)"),
    ],
)
def test_links_to_what_all_languages_share(line: str, moved: str) -> None:
    assert list(relocated(document_of(f"{line}\n", "x.md"), "learn", "pt")) == [moved]


def test_code_is_left_as_it_is() -> None:
    text = "```\n[a](../../assets/f.svg)\n```\n"
    assert "\n".join(relocated(document_of(text, "x.md"), "learn", "pt")) + "\n" == text


def test_staged_languages_build_without_the_plugins(site: Site) -> None:
    out = site.root / "stage"
    outcome = site.parity("stage", str(out), "--site-url", "https://example.org/")
    assert outcome.code == 0, outcome.text
    for language in ("en", "pt"):
        built = _mkdocs(out / f"{language}.yml")
        assert built.returncode == 0, built.stderr
    english = (out / "site/learn/x/index.html").read_text(encoding="utf-8")
    other = (out / "site/pt/learn/x/index.html").read_text(encoding="utf-8")
    assert "the library" in english
    assert "a biblioteca" in other
    assert "--8&lt;--" not in english + other
    assert not list((out / "site").rglob("*.po"))


def test_missing_page_stands_in_below_a_notice(site: Site) -> None:
    site.write("docs/en/only.md", "# Only\n\nText.\n")
    out = site.root / "stage"
    assert site.parity("stage", str(out)).code == 0
    text = (out / "pt" / "only.md").read_text(encoding="utf-8")
    assert text.startswith("# Only")
    assert "Esta página ainda não foi traduzida" in text
    assert text.rstrip().endswith("Text.")


def test_stage_is_written_anew_but_nothing_else_is_lost(site: Site) -> None:
    out = site.root / "stage"
    assert site.parity("stage", str(out)).code == 0
    (out / "en" / "left.md").write_text("old")
    assert site.parity("stage", str(out)).code == 0
    assert not (out / "en" / "left.md").exists()
    (out / "mine.txt").write_text("mine")
    refused = site.parity("stage", str(out))
    assert refused.code == 1
    assert "the folder holds other files" in refused.text
    assert (out / "mine.txt").exists()


def _mkdocs(config: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(config)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
