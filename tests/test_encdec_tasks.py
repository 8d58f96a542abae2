from pathlib import Path

import pytest
import torch

from encdec.data import load_words, split
from encdec.files import write_atomically
from encdec.tasks import PigLatinModel, build_pig_latin, train_pig_latin

TRAIN, TEST = split(load_words())


@pytest.fixture(scope="module")
def short():
    """Words of up to five letters, 250 steps: some seconds on one thread."""
    words = [word for word in TRAIN if len(word) <= 5]
    return train_pig_latin(250, words=words, progress=False)


def test_a_short_training_learns_most_of_it(short):
    held_out = [word for word in TEST if len(word) <= 5]
    assert len(held_out) > 100
    assert short.exact_match(held_out) > 0.8
    assert short.num_parameters < 50_000
    assert len(short.losses) == 250


def test_text_is_translated_word_by_word(short):
    one, two = short.translate_words(["pig", "apple"])
    assert short.translate("Pig, 3 apple!\n") == f"{one[0].upper()}{one[1:]}, 3 {two}!\n"
    assert short.translate("") == ""
    assert short.translate("... 42") == "... 42"


def test_foreign_words(short):
    with pytest.raises(ValueError, match="words contains 'café'; expected the letters a–z"):
        short.translate("a café")
    one = short.translate("pig")
    assert short.translate("pig CAFÉ", keep_foreign=True) == f"{one} CAFÉ"


def test_neighbours_in_a_batch_change_nothing(short):
    words = TEST[:50]
    assert short.translate_words(words) == short.translate_words(words, batch_size=7)


def test_a_seed_fixes_the_result_and_torchs_own_numbers_are_left_alone():
    torch.manual_seed(5)
    before, threads = torch.random.get_rng_state(), torch.get_num_threads()
    runs = [train_pig_latin(3, 1, words=TRAIN[:100], progress=False).losses for _ in range(2)]
    assert runs[0] == runs[1]
    assert torch.equal(torch.random.get_rng_state(), before)
    assert torch.get_num_threads() == threads
    assert train_pig_latin(3, 2, words=TRAIN[:100], progress=False).losses != runs[0]


@pytest.mark.parametrize("attention", [True, False])
def test_saving_and_loading(tmp_path, attention):
    model = train_pig_latin(2, words=TRAIN[:100], attention=attention, width=16, progress=False)
    path = tmp_path / "model"
    model.save(path)
    loaded = PigLatinModel.load(path)
    assert loaded.translate_words(TEST[:20]) == model.translate_words(TEST[:20])
    assert loaded.attention is attention
    assert loaded.vocab.tokens == model.vocab.tokens
    assert [file.name for file in tmp_path.iterdir()] == ["model"]


def _truncated(path):
    train_pig_latin(1, words=["pig"], width=2, progress=False).save(path)
    path.write_bytes(path.read_bytes()[:-200])


def _other_width(path):
    train_pig_latin(1, words=["pig"], width=2, progress=False).save(path)
    content = torch.load(path)
    content["width"] = 4
    torch.save(content, path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("no model"),
        lambda path: torch.save({"format": "other"}, path),
        lambda path: torch.save([1, 2], path),
        lambda path: torch.save({"format": "encdec pig-latin 1"}, path),
        lambda path: torch.save(build_pig_latin(10, 2), path),  # code, which is not run
        _truncated,
        _other_width,
    ],
)
def test_a_damaged_file_is_named(tmp_path, damage):
    path = tmp_path / "model"
    damage(path)
    with pytest.raises(ValueError, match="model is not a Pig Latin model; expected a file that"):
        PigLatinModel.load(path)


class Bomb:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


def test_code_in_a_file_is_not_run(tmp_path):
    torch.save({"format": "encdec pig-latin 1", "tokens": Bomb(tmp_path / "ran")}, tmp_path / "m")
    with pytest.raises(ValueError, match="m is not a Pig Latin model"):
        PigLatinModel.load(tmp_path / "m")
    assert not (tmp_path / "ran").exists()


def test_an_odd_width_is_named():
    with pytest.raises(ValueError, match="width is 7; expected an even number"):
        build_pig_latin(10, 7)


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    path = tmp_path / "file"
    write_atomically(path, lambda file: file.write(b"old"))

    def fail(file):
        file.write(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, fail)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
