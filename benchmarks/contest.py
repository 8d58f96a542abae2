"""What all contestants share: sizes, data, the optimizer, and encdec's own models.

A contestant holds one program for each task. "train" does one step and returns its loss; "greedy"
and "beam" return ids (sentences, tokens). All read the same batch; no sentence may end early.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

import encdec

PAD, BOS, EOS, FIRST = 0, 1, 2, 4  # FIRST: the first id that is not special
NO_EOS = -1  # an id that no model gives: nothing ends early
LR, CLIP = 1e-4, 1.0
TASKS = ("train", "greedy", "beam")

#: One program for each task that the contestant can do.
Programs = dict[str, Callable[[], Any]]


@dataclass(frozen=True)
class Sizes:
    """Sizes of models and data; ``rnn_…`` are the recurrent models'."""

    vocab: int = 8000
    sentences: int = 64
    steps: int = 32
    tokens: int = 64  # to decode
    beams: int = 4
    width: int = 256
    heads: int = 4
    layers: int = 3
    ffn: int = 1024
    rnn_width: int = 256
    rnn_layers: int = 2


SMOKE = Sizes(
    vocab=60, sentences=3, steps=5, tokens=6, beams=2, width=16, heads=2, layers=1, ffn=32,
    rnn_width=16, rnn_layers=1,
)  # fmt: skip


@dataclass(frozen=True)
class Batch:
    """Source and target ids, (sentences, steps), without padding, and the sources' lengths."""

    source: Tensor
    target: Tensor
    lengths: Tensor


@dataclass(frozen=True)
class Contestant:
    """A model and what it can do."""

    parameters: int
    programs: Programs


#: Builds a contestant, given the sizes and the data.
Builder = Callable[[Sizes, Batch], Contestant]


def random_batch(sizes: Sizes) -> Batch:
    """Return sentences of random ids, always the same."""
    generator = torch.Generator().manual_seed(0)
    shape = (sizes.sentences, sizes.steps)
    source, target = (
        torch.randint(FIRST, sizes.vocab, shape, generator=generator) for _ in range(2)
    )
    return Batch(source, target, torch.full((sizes.sentences,), sizes.steps))


def count(model: nn.Module) -> int:
    """Return how many parameters are trained, each counted once."""
    return sum(parameter.numel() for parameter in model.parameters())


def training(model: nn.Module, loss: Callable[[], Tensor]) -> Callable[[], float]:
    """Return a program that does one step of training: what ``encdec.Trainer.step`` does."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=LR, betas=(0.9, 0.98))

    def step() -> float:
        model.train()
        optimizer.zero_grad()
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        return value.item()

    return step


def evaluated(model: nn.Module, program: Callable[[], Any]) -> Callable[[], Any]:
    """Return ``program``, run in evaluation mode and without gradients."""

    def run() -> Any:
        model.eval()
        with torch.no_grad():
            return program()

    return run


def searches(model: nn.Module, sizes: Sizes, batch: Batch, *args: Tensor) -> Programs:
    """Return encdec's searches for a model with encdec's interface."""
    options: dict[str, Any] = {"bos": BOS, "eos": NO_EOS, "max_steps": sizes.tokens}
    return {
        "greedy": lambda: encdec.greedy(model, batch.source, *args, **options),
        "beam": lambda: encdec.beam_search(
            model, batch.source, *args, beams=sizes.beams, **options
        ),
    }


def ours(model: nn.Module, sizes: Sizes, batch: Batch, lengths: bool = True) -> Contestant:
    """Return an encdec model with encdec's trainer and searches."""
    args = (batch.lengths,) if lengths else ()
    trainer = encdec.Trainer(model.train(), bos=BOS, pad=PAD, lr=LR, clip=CLIP, progress=False)
    step: Callable[[], Any] = lambda: trainer.step((batch.source, batch.target, *args))  # noqa: E731
    return Contestant(count(model), {"train": step, **searches(model, sizes, batch, *args)})


def our_transformer(sizes: Sizes, batch: Batch) -> Contestant:
    """Build encdec's Transformer."""
    shape = (sizes.vocab, sizes.width, sizes.ffn, sizes.heads, sizes.layers)
    encoder, decoder = encdec.TransformerEncoder(*shape), encdec.TransformerDecoder(*shape)
    return ours(encdec.EncoderDecoder(encoder, decoder), sizes, batch)


def our_gru(sizes: Sizes, batch: Batch) -> Contestant:
    """Build encdec's recurrent model without attention; it reads all steps, as its peer does."""
    shape = (sizes.vocab, sizes.rnn_width, sizes.rnn_width, sizes.rnn_layers)
    encoder, decoder = encdec.Seq2SeqEncoder(*shape), encdec.Seq2SeqDecoder(*shape)
    return ours(encdec.EncoderDecoder(encoder, decoder), sizes, batch, lengths=False)


def our_attention(score: str, bidirectional: bool = False) -> Builder:
    """Return a builder of encdec's recurrent model with attention."""
    return partial(_our_attention, score, bidirectional)


def _our_attention(score: str, bidirectional: bool, sizes: Sizes, batch: Batch) -> Contestant:
    width, layers = sizes.rnn_width, sizes.rnn_layers
    encoder = encdec.Seq2SeqEncoder(
        sizes.vocab, width, width // (1 + bidirectional), layers, bidirectional=bidirectional
    )
    decoder = encdec.AttentionDecoder(sizes.vocab, width, width, layers, score=score)
    return ours(encdec.EncoderDecoder(encoder, decoder), sizes, batch)


def check(task: str, result: Any, sizes: Sizes) -> None:
    """Require that a program did all its work: a finite loss, or every token of every sentence."""
    if task == "train":
        if not 0 < float(result) < float("inf"):
            raise RuntimeError(f"the loss is {result}; expected a positive number")
        return
    rows: Sequence[Any] = result.tolist() if hasattr(result, "tolist") else result
    lengths = {len(row) for row in rows}
    if len(rows) != sizes.sentences or lengths != {sizes.tokens}:
        raise RuntimeError(
            f"{task} gave {len(rows)} sentences of {sorted(lengths)} tokens; "
            f"expected {sizes.sentences} of {sizes.tokens}"
        )
