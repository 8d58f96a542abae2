"""The lock file: reading and writing."""

import contextlib
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs_parity import ParityError
from mkdocs_parity.fingerprint import fingerprint
from mkdocs_parity.lock import Entry, Lock, parse_lock, render_lock

NAME = "docs/pt/parity.lock"
TEXT = "## A\nOne sentence.\nAnother."
ENTRY = Entry("current", TEXT, fingerprint(TEXT))
LOCK = Lock(
    {"b.md": {"a": ENTRY, "place": None}, "a/x.md": {"": Entry("draft", "t", fingerprint("t"))}}
)
X, A = (sha256(name).hexdigest()[:4] for name in (b"[a/x.md]", b"[b.md#a]"))
WRITTEN = f"""\
# parity.lock 1
# The English that each section was translated from. Don't edit it: `parity mark` writes it.
# To merge, keep the entries of both sides, in any order.

[a/x.md]
{X} draft {fingerprint("t")}
{X}| t

[b.md#a]
{A} current {fingerprint(TEXT)}
{A}| ## A
{A}| One sentence.
{A}| Another.

[b.md#place]
"""


def test_text_of_a_lock_file() -> None:
    assert render_lock(LOCK) == WRITTEN
    assert parse_lock(WRITTEN, NAME) == LOCK
    assert parse_lock("", NAME) == parse_lock("\n# note\n", NAME) == Lock()


@pytest.mark.parametrize(
    ("old", "new", "line", "cause", "fix"),
    [
        (
            f"{A}| One",
            f"<<<<<<< HEAD\n{A}| One",
            12,
            "a merge left a conflict here",
            "of both sides",
        ),
        (f"{A}| One", f"=======\n{A}| One", 12, "a merge left a conflict here", "delete the lines"),
        (
            f"{A}| One",
            f">>>>>>> their\n{A}| One",
            12,
            "a merge left a conflict here",
            "delete the lines",
        ),
        (
            f"{A}| One",
            "One",
            12,
            "the line is no part of an entry: 'One sentence.'",
            "restore the file",
        ),
        ("| One", "| Two", 9, "[b.md#a] is not as it was marked", "delete the entry"),
        (f"{A}| One sentence.\n", "", 9, "[b.md#a] is not as it was marked", "`parity mark`"),
        (f"{A}| One", f"{X}| One", 9, "[b.md#a] is not as it was marked", "delete the entry"),
        ("[b.md#a]\n", "", 5, "[a/x.md] is not as it was marked", "delete the entry"),
        ("[a/x.md]\n", "", 5, "the line belongs to no entry", "delete it"),
        (
            "[b.md#place]\n",
            f"[a/x.md]\n{X} draft {fingerprint('u')}\n{X}| u\n",
            15,
            "a/x.md stands twice",
            "delete both",
        ),
        ("draft ", "fine ", 6, "no part of an entry", "restore"),
        ("parity.lock 1", "parity.lock 2", 1, "version 2, this program reads version 1", "install"),
    ],
)
def test_broken_file(old: str, new: str, line: int, cause: str, fix: str) -> None:
    with pytest.raises(ParityError) as caught:
        parse_lock(WRITTEN.replace(old, new, 1), NAME)
    assert (caught.value.file, caught.value.line) == (NAME, line)
    assert cause in caught.value.cause
    assert fix in caught.value.fix


def test_same_entry_twice_and_a_place_beside_it_are_no_harm() -> None:
    twice = WRITTEN + "\n" + WRITTEN.split("\n\n", 1)[1] + "\n[b.md#a]\n"
    assert parse_lock(twice, NAME) == LOCK


PIECES = ["ab", "|", "[a.md#a]", "#", "<<<<<<<", "=======", "中", "é", "\u2028x", "current"]
LINES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map(" ".join)
TEXTS = st.lists(LINES, min_size=1, max_size=4).map("\n".join)
ENTRIES = st.builds(
    lambda state, text: Entry(state, text, fingerprint(text)),
    st.sampled_from(["current", "draft"]),
    TEXTS,
)
ANCHORS = st.text("ab-_]#1é", max_size=5)
LOCKS = st.dictionaries(
    st.sampled_from(["a.md", "b/é x.md", "[c].md"]),
    st.dictionaries(ANCHORS, st.none() | ENTRIES, min_size=1, max_size=3),
    max_size=3,
).map(Lock)


@given(LOCKS)
def test_what_is_written_is_read(lock: Lock) -> None:
    assert parse_lock(render_lock(lock), NAME) == lock
    assert list(parse_lock(render_lock(lock), NAME).page("a.md")) == list(lock.page("a.md"))


@given(
    LOCKS,
    st.lists(
        st.sampled_from(
            ["<<<<<<< a\n", "=======\n", "| x\n", "[a.md#a]\n", "current 0\n", "\n", "\0"]
        ),
        max_size=4,
    ),
    st.integers(0, 200),
)
def test_any_text_is_read_or_refused_with_its_line(lock: Lock, pieces: list[str], at: int) -> None:
    text = render_lock(lock)
    text = text[:at] + "".join(pieces) + text[at:]
    with contextlib.suppress(ParityError):
        parse_lock(text, NAME)
        return
    with pytest.raises(ParityError) as caught:
        parse_lock(text, NAME)
    assert caught.value.file == NAME
    assert 1 <= (caught.value.line or 0) <= text.count("\n") + 1
    assert caught.value.fix
