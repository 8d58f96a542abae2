"""How good classes, decoded sequences and translations are.

Sources: Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine Translation" (2002),
<https://aclanthology.org/P02-1040>; Popović, "chrF: character n-gram F-score for automatic MT
evaluation" (2015), <https://aclanthology.org/W15-3049>; Post, "A Call for Clarity in Reporting BLEU
Scores" (2018), <https://arxiv.org/abs/1804.08771>, for sacrebleu, which computes both here.
"""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from torch import Tensor

from encdec.checks import check_tensor
from encdec.extras import require

#: For each prediction one reference, or several of them.
References = Sequence[str] | Sequence[Sequence[str]]


def _check(predicted: Sequence[Any], expected: Sequence[Any], kind: str = "sequences") -> None:
    if len(predicted) != len(expected) or not expected:
        raise ValueError(
            f"predicted has {len(predicted)} {kind} and expected {len(expected)}; "
            "expected the same number, at least 1"
        )


def _classes(name: str, values: Sequence[int] | Tensor) -> list[int]:
    if isinstance(values, Tensor):
        if values.is_floating_point():
            raise TypeError(f"{name} has dtype {values.dtype}; expected classes: argmax the scores")
        check_tensor(name, values, "batch")
        return [int(value) for value in values.tolist()]
    return list(values)


def accuracy(predicted: Sequence[int] | Tensor, expected: Sequence[int] | Tensor) -> float:
    """Return the share of right classes, from 0 to 1.

    predicted, expected: one class for each example, as a list or a tensor of integers (batch,).

    Examples:
        >>> import torch
        >>> from encdec import accuracy
        >>> accuracy([1, 2, 3, 3], torch.tensor([1, 2, 3, 0]))
        0.75

    """
    left, right = _classes("predicted", predicted), _classes("expected", expected)
    _check(left, right, "classes")
    return sum(a == b for a, b in zip(left, right, strict=True)) / len(right)


def exact_match(predicted: Sequence[Sequence[Any]], expected: Sequence[Sequence[Any]]) -> float:
    """Return the share of the sequences ``predicted`` that equal ``expected``, from 0 to 1.

    Examples:
        >>> from encdec import exact_match
        >>> exact_match([[4, 5], [6]], [[4, 5], [7]])
        0.5

    """
    _check(predicted, expected)
    pairs = zip(predicted, expected, strict=True)
    return sum(list(left) == list(right) for left, right in pairs) / len(expected)


def token_accuracy(predicted: Sequence[Sequence[Any]], expected: Sequence[Sequence[Any]]) -> float:
    """Return the share of places, from 0 to 1, where ``predicted`` has what ``expected`` has.

    Each pair counts as many positions as its longer sequence has, so missing and surplus tokens are
    errors.

    Examples:
        >>> from encdec import token_accuracy
        >>> token_accuracy([[4, 5]], [[4, 5, 6, 7]])
        0.5

    """
    _check(predicted, expected)
    pairs = list(zip(predicted, expected, strict=True))
    right = sum(a == b for left, other in pairs for a, b in zip(left, other, strict=False))
    positions = sum(max(len(left), len(other)) for left, other in pairs)
    return right / positions if positions else 1.0


def bleu(predicted: Sequence[str], references: References, tokenize: str | None = None) -> float:
    """Return the BLEU score of whole sentences, from 0 to 100, as sacrebleu computes it.

    predicted: the sentences to score. references: for each of them a sentence, or a list of
    sentences that are equally right. tokenize: how sacrebleu splits sentences into words: "13a"
    (the default) for languages with spaces, "zh" for Chinese, "char" for characters, "none" for
    text that is split already.

    Needs the library ``sacrebleu``.

    Examples:
        >>> from encdec import bleu
        >>> round(bleu(["The cat sat on a mat."], ["The cat sat on the mat."]), 1)
        48.9

    """
    streams = _streams(predicted, references)
    sacrebleu = require("sacrebleu", "text")
    metric = sacrebleu.BLEU() if tokenize is None else sacrebleu.BLEU(tokenize=tokenize)
    return float(metric.corpus_score(list(predicted), streams).score)


def chrf(predicted: Sequence[str], references: References, *, word_order: int = 0) -> float:
    """Return the chrF score of whole sentences, from 0 to 100, as sacrebleu computes it.

    It compares characters, so it asks for no words and suits Chinese as well. predicted,
    references: as for ``bleu``. word_order: 2 gives chrF++.

    Needs the library ``sacrebleu``.

    Examples:
        >>> from encdec import chrf
        >>> round(chrf(["他们在看。"], ["他们正在看。"]), 1)
        35.0

    """
    streams = _streams(predicted, references)
    metric = require("sacrebleu", "text").CHRF(word_order=word_order)
    return float(metric.corpus_score(list(predicted), streams).score)


def _streams(predicted: Sequence[str], references: References) -> list[list[str | None]]:
    """Turn references for each sentence into lists of first, second, … references."""
    if isinstance(predicted, str) or isinstance(references, str):
        raise TypeError("predicted and references are expected as lists of sentences, not a string")
    if len(predicted) != len(references) or not references:
        raise ValueError(
            f"predicted has {len(predicted)} sentences and references {len(references)}; "
            "expected the same number, at least 1"
        )
    several = [[one] if isinstance(one, str) else list(one) for one in references]
    if not all(several):
        raise ValueError(f"references[{several.index([])}] is empty; expected a sentence")
    return [list(stream) for stream in zip_longest(*several)]
