"""The settings in mkdocs.yml: what they may be, and what is said of what they may not be."""

from pathlib import Path

import pytest
from conftest import MKDOCS_YML, Site
from mkdocs_parity import Language, ParityError, load_settings

I18N = MKDOCS_YML[MKDOCS_YML.index("  - i18n") : MKDOCS_YML.index("markdown_extensions")]
PT = "{locale: pt, name: Português}"


def error_of(site: Site) -> ParityError:
    with pytest.raises(ParityError) as caught:
        load_settings(site.root / "mkdocs.yml")
    return caught.value


def test_what_the_file_says(site: Site) -> None:
    site.replace(
        "mkdocs.yml",
        "timeout: 20",
        "{timeout: 1.5, include_root: snippets, catalogue: texts.po, preload: [json, os.path]}",
    )
    settings = site.project().settings
    assert (settings.timeout, settings.catalogue) == (1.5, "texts.po")
    assert settings.preload == ("json", "os.path")
    assert settings.root == site.root
    assert settings.docs == site.root / "docs"
    assert settings.include_root == site.root / "snippets"
    assert site.project().catalogue_file("pt") == site.root / "docs/pt/texts.po"


def test_defaults(site: Site) -> None:
    site.replace("mkdocs.yml", "parity:\n      timeout: 20", "parity")
    settings = site.project().settings
    assert (settings.timeout, settings.catalogue, settings.preload) == (60, "code.po", ())
    assert settings.include_root == site.root


def test_default_language_comes_first(site: Site) -> None:
    site.replace("mkdocs.yml", ", default: true", "")
    site.replace("mkdocs.yml", PT, "{locale: pt, name: Português, default: true}")
    settings = site.project().settings
    assert settings.languages == (
        Language("pt", "Português", "/"),
        Language("en", "English", "/en/"),
    )
    assert settings.default.code == "pt"


def test_entry_of_the_language_menu_is_no_language(site: Site) -> None:
    extra = '\n        - {locale: "null", name: Other, fixed_link: https://example.org/}'
    site.replace("mkdocs.yml", PT, PT + extra)
    assert [language.code for language in site.project().settings.languages] == ["en", "pt"]


def test_project_without_the_plugin(site: Site) -> None:
    site.replace("mkdocs.yml", "  - parity:\n      timeout: 20\n", "")
    assert load_settings(site.root / "mkdocs.yml") is None


def test_file_as_windows_writes_it(site: Site) -> None:
    site.write("mkdocs.yml", b"\xef\xbb\xbf" + MKDOCS_YML.replace("\n", "\r\n").encode())
    assert site.project().settings.timeout == 20


def test_file_that_inherits(site: Site) -> None:
    site.write("base.yml", MKDOCS_YML)
    site.write("mkdocs.yml", "INHERIT: base.yml\nsite_name: Other\n")
    assert site.project().settings.timeout == 20


@pytest.mark.parametrize(
    ("setting", "cause", "fix"),
    [
        ("timeout: soon", "'parity' option 'timeout': Expected type", "documentation"),
        ("timeout: 0", "timeout: 0 is not a number of seconds above 0", "timeout: 60"),
        ("timeout: -1.5", "timeout: -1.5 is not a number", "timeout: 60"),
        ("timeout: true", "timeout: True is not a number", "timeout: 60"),
        ("timeout: .inf", "timeout: inf is not a number", "timeout: 60"),
        ("timeout: .nan", "timeout: nan is not a number", "timeout: 60"),
        ("preload: json", "'preload': Expected a list of items", "documentation"),
        ("preload: [1]", "'preload': Expected type", "documentation"),
        ("preload: ['import json']", "'import json' is not the name of a module", "[numpy]"),
        ("preload: ['']", "'' is not the name of a module", "[numpy]"),
        ("catalogue: 3", "'catalogue': Expected type", "documentation"),
        ("catalogue: ../code.po", "'../code.po' is not the name of a PO file", "code.po"),
        ("catalogue: index.md", "'index.md' is not the name of a PO file", "code.po"),
        ("include_root: [a]", "'include_root': Expected type", "documentation"),
        ("include_root: none", "include_root: 'none' is no folder", "name a folder"),
        ("include_root: mkdocs.yml", "'mkdocs.yml' is no folder", "name a folder"),
        ("time_out: 3", "Unrecognised configuration name: time_out", "documentation"),
    ],
)
def test_wrong_values(site: Site, setting: str, cause: str, fix: str) -> None:
    site.replace("mkdocs.yml", "timeout: 20", setting)
    error = error_of(site)
    assert cause in error.cause
    assert fix in (error.fix or "")
    assert error.file == "mkdocs.yml"
    outcome = site.build("--strict")
    assert outcome.code == 1
    assert cause in outcome.text


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        (I18N, "", "the plugin parity needs the plugin i18n"),
        (
            "docs_structure: folder",
            "docs_structure: suffix",
            "must keep each language in a folder",
        ),
        (
            "docs_structure",
            "build_only_locale: pt\n      docs_structure",
            "build_only_locale would make another language decide",
        ),
        (", default: true", "", "Could not find a default language"),
        (PT, "{locale: pt, name: P, default: true}", "more than one language is the default"),
        (PT, "{locale: en, name: P}", "the language 'en' stands twice"),
        ("- parity", "- parrot", 'The "parrot" plugin is not installed'),
        ("site_name: T", "site_url: x", "'site_name' is wrong: Required"),
        ("site_name: T", "site_name: [", "the configuration cannot be read"),
        ("site_name: T", "site_name: T\ndocs_dir: none", "isn't an existing directory"),
        (MKDOCS_YML, "", "'site_name' is wrong: Required"),
        (MKDOCS_YML, "- a\n", "the configuration cannot be read"),
    ],
)
def test_wrong_configurations(site: Site, old: str, new: str, cause: str) -> None:
    site.replace("mkdocs.yml", old, new)
    error = error_of(site)
    assert cause in error.cause
    assert error.fix
    assert error.file == "mkdocs.yml"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("{locale: zh, name: 中文}", 12),
        ("{name: 中文, locale: 'zh'}", 12),
        ("name: 中文\n          locale: zh", 13),
    ],
)
def test_language_without_a_folder_is_found(site: Site, language: str, line: int) -> None:
    site.replace("mkdocs.yml", PT, f"{PT}\n        - {language}")
    error = error_of(site)
    assert error.cause == "the language 'zh' (中文) has no folder docs/zh/"
    assert error.line == line


def test_not_text(site: Site) -> None:
    site.write("mkdocs.yml", b"site_name: \xff\n")
    assert "cannot be read" in error_of(site).cause
    assert site.parity("extract").code == 1


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ParityError, match="cannot be read"):
        load_settings(tmp_path / "mkdocs.yml")
