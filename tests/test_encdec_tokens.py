"""Words from texts and texts from words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encdec.data.parallel import load_parallel
from encdec.tokens import join_words, tokenize_words


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("They are watching.", ["They", "are", "watching", "."]),
        ("Eles estão assistindo.", ["Eles", "estão", "assistindo", "."]),
        ("他们在看。", ["他", "们", "在", "看", "。"]),
        ("Ils regardent l'église", ["Ils", "regardent", "l'église"]),
        ("well-known, isn’t it?", ["well-known", ",", "isn’t", "it", "?"]),
        ("about 3.14 or 1,000 (or -1)", ["about", "3.14", "or", "1,000", "(", "or", "-1", ")"]),
        ('Say "yes" now', ["Say", '"', "yes", '"', "now"]),
        ("使用 CMYK 颜色", ["使", "用", "CMYK", "颜", "色"]),
        ("cafe\u0301 ok", ["cafe\u0301", "ok"]),
        ("", []),
    ],
)
def test_words_signs_and_chinese_characters_are_tokens(text: str, tokens: list[str]) -> None:
    assert tokenize_words(text) == tokens
    assert join_words(tokens) == text


def test_spaces_before_signs_are_lost() -> None:
    assert join_words(tokenize_words("They  are watching .")) == "They are watching."


@given(st.text())
def test_nothing_but_space_is_lost(text: str) -> None:
    assert "".join(tokenize_words(text)) == "".join(text.split())
    joined = join_words(tokenize_words(text))
    assert "".join(joined.split()) == "".join(text.split())
    assert all(tokenize_words(text))


@pytest.mark.parametrize(
    ("language", "side", "share"), [("pt", 0, 0.99), ("pt", 1, 0.99), ("zh", 1, 0.95)]
)
def test_real_sentences_come_back(language: str, side: int, share: float) -> None:
    texts = [pair[side] for pair in load_parallel(language)][::5]
    assert sum(join_words(tokenize_words(text)) == text for text in texts) >= share * len(texts)
