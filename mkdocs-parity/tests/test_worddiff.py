"""What changed between two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs_parity.worddiff import Change, excerpt, word_diff


def marked(then, now):
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(marks[change.kind].format(change.text) for change in word_diff(then, now))


@pytest.mark.parametrize(
    ("then", "now", "wanted"),
    [
        ("a b c", "a b c", "a b c"),
        ("The model reads.", "The model writes.", "The model [-reads-]{+writes+}."),
        ("one two three four", "one 2 3 four", "one [-two three-]{+2 3+} four"),
        ("the words", "the new words", "the {+new +}words"),
        ("编码器读入", "编码器写出", "编码器[-读入-]{+写出+}"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("One.\nTwo.\nThree.", "One.\nThree.", "One.\n[-Two.\n-]Three."),
    ],
)
def test_word_diff(then, now, wanted):
    assert marked(then, now) == wanted


def test_excerpt_leaves_out_what_is_far_from_a_change():
    then = "\n".join("abcdefg")
    lines = excerpt(word_diff(then, then.replace("d", "D")))
    assert [[change.text for change in line] for line in lines] == [
        [],
        ["c"],
        ["d", "D"],
        ["e"],
        [],
    ]
    assert excerpt(word_diff("a", "a")) == [[]]
    assert excerpt([]) == []


TEXTS = st.text("ab \n.中\u2028\x0b", max_size=30)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_diff(then, now):
    changes = word_diff(then, now)
    assert "".join(change.text for change in changes if change.kind != "added") == then
    assert "".join(change.text for change in changes if change.kind != "removed") == now
    assert all(isinstance(change, Change) and change.text for change in changes)
    assert [c for c in changes if c.kind != "same"] or then == now
