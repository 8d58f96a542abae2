"""The parallel corpus: its texts, its parts and its licences."""

import re
from importlib.resources import files

import pytest

from encdec.data.parallel import PARTS, _table, load_parallel, part_of, split_parallel


@pytest.mark.parametrize("language", ["pt", "zh"])
def test_every_pair_is_a_clean_sentence_in_two_languages(language: str) -> None:
    pairs = load_parallel(language)
    assert len(pairs) == 26_523
    script = "[一-鿿]" if language == "zh" else "[A-Za-zÀ-ÿ]"
    for english, other in pairs:
        assert english.strip() == english != ""
        assert other.strip() == other != ""
        assert re.search("[a-z]{2}", english)
        assert re.search(script, other)
        assert not re.search(r"[%{}<>@\t\n]|https?:|www\.", english + other)


def test_both_languages_have_the_same_english_sentences() -> None:
    assert [pair[0] for pair in load_parallel("pt")] == [pair[0] for pair in load_parallel("zh")]


@pytest.mark.parametrize("language", ["pt", "zh"])
def test_no_english_sentence_is_in_two_parts(language: str) -> None:
    parts = split_parallel(language)
    english = {part: {pair[0].casefold() for pair in parts[part]} for part in PARTS}
    assert {part: len(parts[part]) for part in PARTS} == {
        part: len(english[part]) for part in PARTS
    }
    assert english["train"].isdisjoint(english["valid"] | english["test"])
    assert english["valid"].isdisjoint(english["test"])
    assert sum(map(len, parts.values())) == len(load_parallel(language))
    for part in ("valid", "test"):
        assert 0.03 < len(parts[part]) / len(load_parallel(language)) < 0.05


def test_case_and_company_do_not_move_a_sentence() -> None:
    assert part_of("SAVE THE FILE") == part_of("save the file")
    assert split_parallel() == split_parallel()


@pytest.mark.parametrize("held_out", [0, 0.5, -1, 2])
def test_a_share_that_leaves_a_part_empty_is_refused(held_out: float) -> None:
    with pytest.raises(ValueError, match=r"held_out is .*between 0 and 0\.5"):
        part_of("hello", held_out)


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(ValueError, match="language is 'fr'; expected one of 'pt', 'zh'"):
        load_parallel("fr")


def test_each_source_has_its_notice() -> None:
    notice = (files("encdec.data") / "NOTICE").read_text(encoding="utf-8")
    for source in {row[3] for row in _table()}:
        assert re.search(rf"^--- {source} \S+, \S+, ", notice, re.M), source
    assert "Apache License" in notice
    assert "words.txt" in notice  # the part before is kept
