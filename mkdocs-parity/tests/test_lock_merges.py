"""Marking sections, and what Git makes of two translators' work."""

import subprocess

import pytest
from conftest import Site
from mkdocs_parity import ParityError
from mkdocs_parity.mark import mark

NAME = "docs/pt/parity.lock"
PAGE = "# {0}\n\nWords of {0}.\n\n## One\n\nOne.\n\n## Two\n\nTwo.\n\n## Three\n\nThree.\n"


@pytest.fixture
def repository(site: Site) -> Site:
    """A project under version control, with a page that is translated."""
    for name in "abcd":
        site.both(f"{name}.md", PAGE.format(name))
    git(site, "init", "-q", "-b", "main")
    return site


def git(site: Site, *arguments: str, code: int = 0) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *who, *arguments], cwd=site.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def commit(site: Site, *targets: tuple[str, str | None], state="current") -> None:
    if targets:
        mark(site.project(), "pt", targets, state)
    git(site, "add", "-A")
    git(site, "commit", "-q", "-m", "work", "--allow-empty")


def merge(site: Site, ours: list, theirs: list, between=lambda: None) -> None:
    """Mark sections on two branches and merge them."""
    commit(site)
    git(site, "checkout", "-q", "-b", "theirs")
    commit(site, *theirs)
    git(site, "checkout", "-q", "main")
    between()
    commit(site, *ours)
    git(site, "merge", "-q", "-m", "merge", "theirs")


def marked(site: Site) -> set[str]:
    entries = site.project().lock("pt").entries
    return {
        f"{path}#{anchor}"
        for path, page in entries.items()
        for anchor, entry in page.items()
        if entry
    }


def whole(*pages: str) -> set[str]:
    return {f"{page}.md#{anchor}" for page in pages for anchor in (page, "one", "two", "three")}


@pytest.mark.parametrize("attributes", [True, False])
def test_neighbouring_sections_merge(repository: Site, attributes: bool) -> None:
    mark(repository.project(), "pt", [("a.md", None)])
    if not attributes:
        (repository.root / "docs/pt/.gitattributes").unlink()
    commit(repository)
    text = repository.read("docs/en/a.md").replace("One.", "One!").replace("Two.", "Two!")
    repository.write("docs/en/a.md", text.replace("Three.", "Three!"))
    merge(repository, [("a.md", "one"), ("a.md", "three")], [("a.md", "two")])
    lock = repository.read(NAME)
    assert all(f"| {text}!" in lock for text in ("One", "Two", "Three"))
    assert marked(repository) == whole("a")


@pytest.mark.parametrize("attributes", [True, False])
def test_first_marks_of_neighbouring_pages_merge(repository: Site, attributes: bool) -> None:
    mark(repository.project(), "pt", [("d.md", None)])
    if not attributes:
        (repository.root / "docs/pt/.gitattributes").unlink()
    merge(repository, [("a.md", None), ("c.md", "one")], [("b.md", None), ("c.md", "two")])
    assert marked(repository) == whole("a", "b", "d") | {"c.md#one", "c.md#two"}


def test_two_new_lock_files_merge(repository: Site) -> None:
    merge(repository, [("a.md", None)], [("b.md", None)])
    assert marked(repository) == whole("a", "b")


def test_new_pages_in_one_place_merge(repository: Site) -> None:
    mark(repository.project(), "pt", [("a.md", None)])
    commit(repository)
    repository.both("aa.md", PAGE.format("aa"))
    repository.both("ab.md", PAGE.format("ab"))
    merge(repository, [("aa.md", None)], [("ab.md", None)])
    assert marked(repository) == whole("a", "aa", "ab")


def test_draft_and_changed_neighbour_merge(repository: Site) -> None:
    mark(repository.project(), "pt", [("a.md", None)])
    commit(repository)
    git(repository, "checkout", "-q", "-b", "theirs")
    repository.write("docs/en/a.md", PAGE.format("a").replace("Two.", "Two!"))
    commit(repository, ("a.md", "two"))
    git(repository, "checkout", "-q", "main")
    commit(repository, ("a.md", "three"), state="draft")
    git(repository, "merge", "-q", "-m", "merge", "theirs")
    page = repository.project().lock("pt").page("a.md")
    assert [entry.state for entry in page.values()] == ["current", "current", "current", "draft"]
    assert page["two"].text == "## Two\nTwo!"


def test_two_marks_of_one_section_never_pass_unseen(repository: Site) -> None:
    mark(repository.project(), "pt", [("a.md", None)])
    commit(repository)
    git(repository, "checkout", "-q", "-b", "theirs")
    repository.write("docs/en/a.md", PAGE.format("a").replace("Two.", "Two!"))
    commit(repository, ("a.md", "two"))
    git(repository, "checkout", "-q", "main")
    mark(repository.project(), "pt", [("a.md", "two")], "draft")
    commit(repository)
    git(repository, "merge", "-q", "-m", "merge", "theirs")
    with pytest.raises(ParityError, match=r"\[a.md#two\] is not as it was marked") as caught:
        repository.project().lock("pt")
    assert caught.value.line


def test_marking_again_changes_nothing(repository: Site) -> None:
    assert len(mark(repository.project(), "pt", [("a.md", None)])) == 4
    before = repository.snapshot()
    assert mark(repository.project(), "pt", [("a.md", None), ("a.md", "one")]) == []
    repository.replace("docs/en/a.md", "Words of a.", "Words\nof a.")
    assert mark(repository.project(), "pt", [("a.md", None)]) == []
    assert repository.read(NAME) == before[NAME].decode()


def test_english_stands_in_the_lock_file_once_and_readable(repository: Site) -> None:
    mark(repository.project(), "pt", [("learn/x.md", None)])
    lock = repository.read(NAME)
    for line in (
        "| import math  # the library",
        "|     return math.sqrt(x)",
        "| 2.0",
        "| ## Second",
    ):
        assert [found[4:] for found in lock.split("\n")].count(line) == 1
    assert all(line.rstrip() == line for line in lock.split("\n"))


@pytest.mark.parametrize(
    ("prepare", "target", "cause", "fix"),
    [
        (
            lambda site: site.write("docs/en/n.md", "# N\n"),
            ("n.md", None),
            "no such file",
            "translate docs/en/n.md first",
        ),
        (
            lambda site: site.write("docs/pt/n.md", "# N\n"),
            ("n.md", None),
            "English has no such page",
            "delete it",
        ),
        (
            lambda site: site.replace("docs/en/a.md", "## Two", "### New\n\n## Two"),
            ("a.md", None),
            "heading 3 differs",
            "same headings",
        ),
        (
            lambda site: site.replace("docs/en/a.md", "## Two", "### New\n\n## Two"),
            ("a.md", "new"),
            "a.md#new is not translated",
            "translate docs/en/a.md:9",
        ),
        (
            lambda site: None,
            ("a.md", "none"),
            "English has no section a.md#none",
            "see `parity status`",
        ),
    ],
)
def test_what_cannot_be_marked(repository: Site, prepare, target, cause, fix) -> None:
    prepare(repository)
    with pytest.raises(ParityError) as caught:
        mark(repository.project(), "pt", [("b.md", None), target])
    assert cause in caught.value.cause
    assert fix in caught.value.fix
    assert caught.value.file.startswith("docs/pt/")
    assert not (repository.root / NAME).exists()


def test_attributes_of_others_are_left_alone(repository: Site) -> None:
    repository.write("docs/pt/.gitattributes", "*.md text\n")
    mark(repository.project(), "pt", [("a.md", None)])
    assert repository.read("docs/pt/.gitattributes") == "*.md text\n"
