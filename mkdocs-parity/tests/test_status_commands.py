"""The commands status, diff and mark: what they print, and how they exit."""

import json
import re
from hashlib import sha256

import pytest
from click.testing import CliRunner
from conftest import Site
from mkdocs_parity.cli import main

LOCK = "docs/pt/parity.lock"
EN, PT = "docs/en/y.md", "docs/pt/y.md"


@pytest.fixture
def page(site: Site) -> Site:
    """A project whose pages are all marked."""
    site.write(EN, "# Title\n\nThe model reads a word. It goes on.\n\n## Two\n\nMore `words`.\n")
    site.write(PT, "# Título\n\nO modelo lê uma palavra. E continua.\n\n## Dois\n\nMais.\n")
    assert site.parity("mark", "pt", "--all").code == 0
    return site


@pytest.fixture
def outdated(page: Site) -> Site:
    page.replace(EN, "reads a word", "reads and writes <words>")
    return page


def test_status_of_a_project_that_is_current(page: Site) -> None:
    outcome = page.parity("status")
    assert outcome.code == 0
    assert outcome.text == (
        "language  current  draft  outdated  missing  orphaned  to translate  to review     done\n"
        "pt              5      0         0        0         0       0 words    0 words  100.0 %\n"
    )


def test_status_says_what_there_is_to_do(outdated: Site) -> None:
    outdated.write("docs/en/new.md", "# New\n\nTwo words.\n")
    outdated.write("docs/pt/old.md", "# Velha\n")
    outdated.write("docs/en/draft.md", "# A draft\n")
    outdated.write("docs/pt/draft.md", "# Rascunho\n")
    text = outdated.parity("status").text
    assert "\n\npt/y.md: outdated\n  #title  outdated  5 of 9 words to translate\n" in text
    assert "\n\npt/new.md: missing\n  3 words to translate\n" in text
    assert "\n\npt/draft.md: draft\n  2 words to review\n" in text
    assert "\n\npt/old.md: orphaned\n" in text
    assert "index.md" not in text


def test_status_as_markdown(outdated: Site) -> None:
    text = outdated.parity("status", "--format", "markdown").text
    assert text.startswith("| language | current | draft | outdated |")
    assert "## Português\n\n| section | state |  |\n| --- | --- | --- |\n" in text
    assert "| `y.md#title` | outdated | 5 of 9 words to translate |\n" in text


def test_status_as_json(outdated: Site) -> None:
    data = json.loads(outdated.parity("status", "--format", "json").text)
    (language,) = data["languages"]
    assert (language["language"], language["name"]) == ("pt", "Português")
    assert language["sections"] == {
        "current": 4,
        "draft": 0,
        "outdated": 1,
        "missing": 0,
        "orphaned": 0,
    }
    assert language["words"] == {"total": 16, "to_translate": 5, "to_review": 0}
    assert language["percent"] == 43.75
    item = next(page for page in language["pages"] if page["path"] == "y.md")["sections"][0]
    assert re.fullmatch("[0-9a-f]{16}", item.pop("fingerprint"))
    assert item == {
        "anchor": "title", "title": "Title", "state": "outdated", "words": 9, "to_translate": 5,
        "was": None, "moved": False, "line": 1,
    }  # fmt: skip


@pytest.mark.parametrize(("limit", "code"), [("0", 0), ("43.75", 0), ("43.8", 1), ("100", 1)])
def test_fail_under(outdated: Site, limit: str, code: int) -> None:
    outcome = outdated.parity("status", "--fail-under", limit)
    assert outcome.code == code
    assert ("error: pt is 43.7 % current, below" in outcome.text) == bool(code)
    assert outdated.parity("status", "--fail-under", limit, "--format", "json").code == code


def test_diff_shows_english_then_and_now_and_the_translation(outdated: Site) -> None:
    outcome = outdated.parity("diff", "pt", "y.md")
    assert outcome.code == 0
    assert outcome.text == (
        "y.md#title: outdated (5 of 9 words to translate)\n"
        "English (docs/en/y.md:1):\n"
        "  # Title\n"
        "  The model reads [-a word-]{+and writes <words>+}.\n"
        "  It goes on.\n"
        "Translation (docs/pt/y.md:1):\n"
        "  # Título\n"
        "\n"
        "  O modelo lê uma palavra. E continua.\n"
    )


def test_diff_in_colour(outdated: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    text = outdated.parity("diff", "pt", "y.md", "--color").text
    assert "\x1b[31m[-a word-]\x1b[0m\x1b[32m{+and writes <words>+}\x1b[0m" in text
    assert "\x1b" not in outdated.parity("diff", "pt", "y.md", "--no-color").text
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in outdated.parity("diff", "pt", "y.md", "--color").text


def test_diff_as_markdown(outdated: Site) -> None:
    text = outdated.parity("diff", "pt", "y.md", "--format", "markdown").text
    assert "## `y.md#title`: outdated\n" in text
    assert "reads <del>a word</del><ins>and writes &lt;words&gt;</ins>.\n" in text
    assert "```markdown\n# Título\n\nO modelo lê uma palavra. E continua.\n```\n" in text


def test_diff_as_json(outdated: Site) -> None:
    data = json.loads(outdated.parity("diff", "pt", "y.md", "--format", "json").text)
    (item,) = data["sections"]
    assert item["english_then"] == "# Title\nThe model reads a word.\nIt goes on."
    assert item["translation"] == "# Título\n\nO modelo lê uma palavra. E continua."
    assert (item["english"], item["where"]) == ("docs/en/y.md:1", "docs/pt/y.md:1")
    changes = item["changes"]
    assert "".join(c["text"] for c in changes if c["kind"] != "added") == item["english_then"]
    assert "".join(c["text"] for c in changes if c["kind"] != "removed") == item["english_now"]


def test_diff_of_missing_orphaned_draft_and_current(page: Site) -> None:
    page.replace(EN, "## Two", "## New\n\nWords.\n\n## Two")
    assert (
        "y.md#new: missing (2 of 2 words to translate)\nEnglish (docs/en/y.md:5):\n  {+## New+}\n"
        in page.parity("diff", "pt", "y.md").text
    )
    page.write(EN, "# Title\n\nThe model reads a word. It goes on.\n")
    text = page.parity("diff", "pt", "y.md").text
    assert text.startswith("y.md#two: orphaned (line 5: delete it)\nEnglish:\n  [-## Two-]\n")
    page.parity("mark", "pt", "index.md", "--draft")
    assert (
        "index.md#home: draft (1 words to review)\nTranslation"
        in page.parity("diff", "pt", "index.md").text
    )
    assert page.parity("diff", "pt", "learn/x.md").text == "learn/x.md is current in pt\n"
    page.write("docs/en/n.md", "# N\n")
    assert "n.md#n: missing" in page.parity("diff", "pt", "n.md").text


def test_diff_of_one_section(page: Site) -> None:
    page.replace(EN, "It goes on.", "It ends.")
    page.replace(EN, "More", "Many")
    assert page.parity("diff", "pt", "y.md#two").text.startswith("y.md#two: outdated")
    assert "#two" not in page.parity("diff", "pt", "y.md#title").text


def test_changed_output_and_label_show_in_the_diff(page: Site) -> None:
    page.write("snippets/outputs/two.txt", "3.0\n")
    assert "  [-2-]{+3+}.0\n" in page.parity("diff", "pt", "learn/x.md").text


def test_lock_file_cannot_steer_the_terminal(outdated: Site) -> None:
    from mkdocs_parity.fingerprint import fingerprint

    text = "# Title\nThe \x1b[31m\u202eword."
    mark = sha256(b"[y.md#title]").hexdigest()[:4]
    body = "".join(f"{mark}| {line}\n" for line in text.split("\n"))
    outdated.write(LOCK, f"[y.md#title]\n{mark} current {fingerprint(text)}\n{body}")
    shown = outdated.parity("diff", "pt", "y.md#title").text
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\ufffd[31m\ufffd" in shown


def test_mark_says_what_it_did(outdated: Site) -> None:
    done = outdated.parity("mark", "pt", "y.md#title")
    assert (done.code, done.text) == (0, f"current: y.md#title\n{LOCK}: 1 sections changed\n")
    assert outdated.parity("mark", "pt", "y.md").text == f"{LOCK}: 0 sections changed\n"
    draft = outdated.parity("mark", "pt", "y.md", "--draft")
    assert draft.text == f"draft: y.md, 2 sections\n{LOCK}: 2 sections changed\n"
    assert "y.md: draft" in outdated.parity("status").text


@pytest.mark.parametrize("given", ["y.md", "y", "docs/pt/y.md", "docs/en/y.md"])
def test_page_may_be_named_as_a_file(outdated: Site, given: str, monkeypatch) -> None:
    monkeypatch.chdir(outdated.root)
    assert (
        CliRunner()
        .invoke(main, ["mark", "pt", f"{given}#title"])
        .output.startswith("current: y.md#title\n")
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("status", "xx"), "no language 'xx'. There are: pt"),
        (
            ("status", "en"),
            "en is the language that the others are translated from. Give one of: pt",
        ),
        (("status", "--format", "xml"), "'xml' is not one of"),
        (("status", "--fail-under", "101"), "101.0 is not in the range"),
        (("diff", "pt"), "Missing argument"),
        (("diff", "pt", "learn/xx.md"), "no page 'learn/xx.md'. Did you mean 'learn/x.md'?"),
        (("diff", "pt", "y.md#twoo"), "y.md has no section 'twoo'. Did you mean 'two'?"),
        (("diff", "pt", "y.md#zzz"), "It has: title, two"),
        (("diff", "en", "y.md"), "en is the language"),
        (("mark", "pt"), "Name the pages to mark, or give --all."),
        (("mark", "pt", "y.md", "--all"), "Name the pages to mark, or give --all."),
        (("mark", "pt", "../secret.md"), "no page '../secret.md'"),
    ],
)
def test_misuse_is_2(page: Site, arguments: tuple[str, ...], said: str) -> None:
    outcome = page.parity(*arguments)
    assert outcome.code == 2
    assert said in re.sub(r"\s+", " ", outcome.text)


@pytest.mark.parametrize("arguments", [("status",), ("diff", "pt", "y.md"), ("mark", "pt", "y.md")])
def test_broken_lock_file_is_1_and_left_alone(page: Site, arguments: tuple[str, ...]) -> None:
    page.write(LOCK, "<<<<<<< HEAD\n" + page.read(LOCK))
    before = page.read(LOCK)
    outcome = page.parity(*arguments)
    assert outcome.code == 1
    assert f"error: {LOCK}:1: a merge left a conflict here\n  fix: delete the lines" in outcome.text
    assert page.read(LOCK) == before


def test_mark_of_what_is_not_translated_is_1(page: Site) -> None:
    page.write("docs/en/n.md", "# N\n")
    outcome = page.parity("mark", "pt", "n.md")
    assert outcome.code == 1
    assert "docs/pt/n.md: the page is not translated" in outcome.text


def test_lock_files_stay_out_of_the_site(page: Site) -> None:
    assert page.build().code == 0
    built = {path for path in page.snapshot() if path.startswith("site/")}
    assert "site/pt/y/index.html" in built
    assert not {path for path in built if path.endswith((".lock", ".gitattributes"))}
