"""What counts as a change of a text, and how its words are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs_parity.fingerprint import count_words, fingerprint, joined, prose, sentences


@pytest.mark.parametrize(
    "other",
    [
        "One sentence. And  another one.",
        "One\nsentence.\nAnd another\none.",
        "One sentence.\n\n\nAnd another one.\n",
        "One sentence.\u00a0And another one.",
    ],
)
def test_white_space_and_wrapping_do_not_count(other):
    assert fingerprint(other) == fingerprint("One sentence. And another one.")


@pytest.mark.parametrize(
    "other", ["One sentence.", "One sentence. And another on e.", "one sentence. And another one."]
)
def test_words_count(other):
    assert fingerprint(other) != fingerprint("One sentence. And another one.")


def test_depth_of_indentation_counts_and_its_width_does_not():
    four = "if x:\n    if y:\n        f()\n    g()\nh()"
    assert fingerprint(four) == fingerprint("if x:\n  if y:\n    f()\n\n  g()\nh()")
    assert fingerprint(four) != fingerprint("if x:\n    if y:\n        f()\n        g()\nh()")
    assert fingerprint(four) != fingerprint("if x:\n    if y:\n        f()\n    g()\n    h()")


def test_chinese_wraps_without_a_space():
    assert joined("编码器读入\n源词元。\n解码器 RNN") == "编码器读入源词元。解码器 RNN"
    assert fingerprint("编码器\n读入") == fingerprint("编码器读入")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A b. C d? “Eh.” F", ["A b.", "C d?", "“Eh.”", "F"]),
        (
            "Cho et al. Say K. Cho, e.g. Bahdanau. See 3.5 and Fig. A.",
            ["Cho et al. Say K. Cho, e.g. Bahdanau.", "See 3.5 and Fig. A."],
        ),
        ("1. First. Second", ["1. First.", "Second"]),
        ("一。二！三", ["一。", "二！", "三"]),
        ("lower. case goes on", ["lower. case goes on"]),
        ("Olá. É isso. Да. Нет.", ["Olá.", "É isso.", "Да.", "Нет."]),
    ],
)
def test_sentences(text, wanted):
    assert sentences(text) == wanted


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Two words", 2),
        ("don't e.g. encoder–decoder state-of-the-art", 5),
        ("编码器 RNN 读入。", 6),
        ("エンコーダ", 5),
        ("[the link](learn/x.md#y) <https://e.org/a> ![alt text](../a.svg)", 4),
        ("# Title\n```python\nnot counted\n```\nyes", 2),
        ("<kbd>Ctrl</kbd> <!-- no --> {.class} [^1]", 1),
        ("| a | b |\n| --- | --- |", 2),
        ("two words $a_t = b$ $$\nx \\label{eq-x}\n$$".replace("\n", " "), 2),
        ("costs $5 or $6", 4),
        ("/// figure-caption | #fig-x\nOne.", 1),
        ("", 0),
    ],
)
def test_words_to_translate(text, count):
    assert count_words(text) == count


def test_prose_leaves_fences_out():
    text = "a\n````md\n```\nb\n```\n````\n```c``` d"
    assert list(prose(text)) == ["a", "```c``` d"]


TEXT = st.text("aB.!? \n\t\"'(`*-1。中文\u3000\u2028é", max_size=60)


@given(TEXT)
def test_sentences_lose_nothing(text):
    lines = sentences(text)
    assert joined("\n".join(lines)) == joined(text)
    assert fingerprint("\n".join(lines)) == fingerprint(joined(text))
    assert all(line == line.strip() for line in lines)


@given(
    st.lists(st.text("ab中", min_size=1, max_size=4), max_size=8),
    st.lists(st.sampled_from([" ", "\n", "  ", "\n\n", " \n"]), min_size=8, max_size=8),
)
def test_any_wrapping_is_the_same(words, gaps):
    wrapped = "".join(word + gap for word, gap in zip(words, gaps, strict=False))
    assert fingerprint(wrapped) == fingerprint(" ".join(words))
