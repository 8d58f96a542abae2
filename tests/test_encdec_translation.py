"""The translation tasks: from sentences to byte pairs, and to figures."""

import pickle

import pytest
import torch

from encdec.tasks.base import Task
from encdec.tasks.registry import TASKS
from encdec.tasks.translation import (
    MODELS,
    TranslatePt,
    TranslateZh,
    Translation,
    build_gru,
    build_transformer,
)
from encdec.training import Trainer

PAIRS = {
    "pt": [
        ("Add user", "Adicionar usuário"),
        ("Delete user", "Excluir usuário"),
        ("Add file", "Adicionar arquivo"),
        ("Save the file.", "Salve o arquivo."),
    ],
    "zh": [
        ("Add user", "添加用户"),
        ("Delete user", "删除用户"),
        ("Add file", "添加文件"),
        ("Save the file.", "保存文件。"),
    ],
}


def small(kind: type[Translation], model: str = "gru", width: int = 32) -> Translation:
    """Return a task of four sentences, the same ones to learn from and to be tested with."""
    task = kind(model=model, width=width, vocab_size=280)
    pairs = PAIRS[kind.language]
    task.pairs = {"train": pairs, "valid": pairs[:1], "test": pairs}
    return task


@pytest.mark.parametrize(
    ("kind", "model"),
    [(TranslatePt, "gru"), (TranslateZh, "gru"), (TranslatePt, "transformer")],
)
def test_a_small_model_learns_four_sentences(kind: type[Translation], model: str) -> None:
    torch.manual_seed(0)
    task = small(kind, model)
    network = task.build()
    Trainer(network, loss=task.loss, lr=2e-2, progress=False).fit(task.batches(4), 60)
    assert task.evaluate(network) == {"BLEU": pytest.approx(100), "chrF": pytest.approx(100)}
    for english, other in PAIRS[kind.language]:
        assert task.answer(network, f" {english}\n") == other
        assert task.answer(network, english, beam=2) == other
    assert task.answer(network, "  \n") == ""


@pytest.mark.parametrize("model", MODELS)
def test_company_and_order_change_no_translation(model: str) -> None:
    torch.manual_seed(0)
    task = small(TranslatePt, model)
    network = task.build()
    english = [pair[0] for pair in PAIRS["pt"]] * 3
    alone = [task.translate(network, [text])[0] for text in english]
    assert task.translate(network, english) == alone
    assert task.translate(network, english[::-1], batch_size=5) == alone[::-1]


def test_batches_end_with_eos_and_have_lengths() -> None:
    task = small(TranslatePt)
    ((enc_X, targets, valid_len),) = task.batches(4)
    assert len(enc_X) == len(targets) == len(valid_len) == 4
    for ids in (enc_X, targets):
        ends = ids.gather(1, (ids != task.pad).sum(1, keepdim=True) - 1)
        assert ends.eq(TranslatePt.pad + 2).all()
    source, target = task.vocabularies
    assert {source.decode(row) for row in enc_X} == {pair[0] for pair in PAIRS["pt"]}
    assert {target.decode(row) for row in targets} == {pair[1] for pair in PAIRS["pt"]}


def test_settings_are_plain_and_make_the_same_task() -> None:
    task = small(TranslateZh, "transformer", 16)
    settings = task.settings()
    again = TranslateZh(**pickle.loads(pickle.dumps(settings)))
    assert again.settings() == settings
    torch.manual_seed(0)
    network = task.build()
    other = again.build()
    other.load_state_dict(network.state_dict())
    assert again.answer(other, "Add user") == task.answer(network, "Add user")


def test_tasks_are_found_by_name() -> None:
    for name, kind in (("translate-pt", TranslatePt), ("translate-zh", TranslateZh)):
        assert TASKS[name] is kind
        assert issubclass(kind, Task)
        assert kind.missing() == []


def test_the_corpus_is_the_one_of_the_language() -> None:
    assert TranslatePt().pairs["train"][0][0] == TranslateZh().pairs["train"][0][0]
    assert {part: len(pairs) for part, pairs in TranslatePt().pairs.items()} == {
        "train": 24_398,
        "valid": 1_093,
        "test": 1_032,
    }


def test_wrong_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="model is 'lstm'; expected one of 'gru', 'transformer'"):
        TranslatePt(model="lstm")
    with pytest.raises(ValueError, match="width is 0; expected at least 1"):
        TranslatePt(width=0)
    with pytest.raises(ValueError, match="width is 15; expected an even number"):
        build_gru(300, 300, 15)
    assert build_gru(300, 300, 16, dropout=0.1, num_layers=2)
    assert build_transformer(300, 300, 16, num_layers=1)
