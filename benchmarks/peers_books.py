"""Models of d2l ("Dive into Deep Learning", its PyTorch package) and of joeynmt.

The package d2l holds the book's encoders, blocks and ``predict_step``, but not its decoders: those
here put its blocks together in the way of the book. It has no beam search.
"""

import importlib.util
import math
import sys
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import torch
from contest import BOS, PAD, Batch, Contestant, Programs, Sizes, count, evaluated, training
from torch import Tensor, nn

import encdec

NOT_NEEDED = ("torchvision", "IPython", "matplotlib_inline")  # d2l imports them for its figures


def import_d2l() -> Any:
    """Import d2l, with stand-ins for what is missing of its libraries for figures."""
    missing = [name for name in NOT_NEEDED if importlib.util.find_spec(name) is None]
    sys.modules.update({name: MagicMock() for name in missing})
    try:
        from d2l import torch as d2l
    finally:
        for name in missing:
            del sys.modules[name]
    return d2l


class _GRUDecoder(nn.Module):
    """The decoder of the book's chapter on sequence to sequence learning."""

    def __init__(self, d2l: Any, sizes: Sizes) -> None:
        super().__init__()
        width = sizes.rnn_width
        self.embedding = nn.Embedding(sizes.vocab, width)
        self.rnn = d2l.GRU(2 * width, width, sizes.rnn_layers)
        self.dense = nn.Linear(width, sizes.vocab)

    def init_state(self, enc_outputs: Any, *args: Any) -> Any:
        return enc_outputs

    def forward(self, X: Tensor, state: Any) -> tuple[Tensor, Any]:
        embedded = self.embedding(X.t())
        enc_outputs, hidden = state
        context = enc_outputs[-1].repeat(len(embedded), 1, 1)
        outputs, hidden = self.rnn(torch.cat((embedded, context), -1), hidden)
        return self.dense(outputs).swapaxes(0, 1), [enc_outputs, hidden]


class _BahdanauDecoder(nn.Module):
    """The decoder of the book's chapter on Bahdanau attention, which goes step by step."""

    def __init__(self, d2l: Any, sizes: Sizes) -> None:
        super().__init__()
        width = sizes.rnn_width
        self.attention = d2l.AdditiveAttention(width, 0.0)
        self.embedding = nn.Embedding(sizes.vocab, width)
        self.rnn = nn.GRU(2 * width, width, sizes.rnn_layers)
        self.dense = nn.Linear(width, sizes.vocab)

    def init_state(self, enc_outputs: Any, valid_lens: Tensor) -> Any:
        outputs, hidden = enc_outputs
        return outputs.permute(1, 0, 2), hidden, valid_lens

    def forward(self, X: Tensor, state: Any) -> tuple[Tensor, Any]:
        memory, hidden, valid_lens = state
        outputs = []
        for embedded in self.embedding(X).permute(1, 0, 2):
            query = hidden[-1].unsqueeze(1)
            context = self.attention(query, memory, memory, valid_lens)
            joined = torch.cat((context, embedded.unsqueeze(1)), dim=-1)
            output, hidden = self.rnn(joined.permute(1, 0, 2), hidden)
            outputs.append(output)
        logits = self.dense(torch.cat(outputs, dim=0))
        return logits.permute(1, 0, 2), [memory, hidden, valid_lens]


class _DecoderBlock(nn.Module):
    """A block of the book's Transformer decoder; in prediction it keeps the inputs so far."""

    def __init__(self, d2l: Any, sizes: Sizes, i: int) -> None:
        super().__init__()
        self.i = i
        self.attention1 = d2l.MultiHeadAttention(sizes.width, sizes.heads, 0.0)
        self.addnorm1 = d2l.AddNorm(sizes.width, 0.0)
        self.attention2 = d2l.MultiHeadAttention(sizes.width, sizes.heads, 0.0)
        self.addnorm2 = d2l.AddNorm(sizes.width, 0.0)
        self.ffn = d2l.PositionWiseFFN(sizes.ffn, sizes.width)
        self.addnorm3 = d2l.AddNorm(sizes.width, 0.0)

    def forward(self, X: Tensor, state: Any) -> tuple[Tensor, Any]:
        memory, valid_lens, past = state
        keys = X if past[self.i] is None else torch.cat((past[self.i], X), dim=1)
        past[self.i] = keys
        lengths = None
        if self.training:
            lengths = torch.arange(1, X.shape[1] + 1, device=X.device).repeat(len(X), 1)
        Y = self.addnorm1(X, self.attention1(X, keys, keys, lengths))
        Z = self.addnorm2(Y, self.attention2(Y, memory, memory, valid_lens))
        return self.addnorm3(Z, self.ffn(Z)), state


class _TransformerDecoder(nn.Module):
    """The decoder of the book's chapter on the Transformer."""

    def __init__(self, d2l: Any, sizes: Sizes) -> None:
        super().__init__()
        self.width = sizes.width
        self.embedding = nn.Embedding(sizes.vocab, sizes.width)
        self.pos_encoding = d2l.PositionalEncoding(sizes.width, 0.0)
        self.blks = nn.ModuleList(_DecoderBlock(d2l, sizes, i) for i in range(sizes.layers))
        self.dense = nn.Linear(sizes.width, sizes.vocab)

    def init_state(self, memory: Tensor, valid_lens: Tensor) -> Any:
        return [memory, valid_lens, [None] * len(self.blks)]

    def forward(self, X: Tensor, state: Any) -> tuple[Tensor, Any]:
        X = self.pos_encoding(self.embedding(X) * math.sqrt(self.width))
        for blk in self.blks:
            X, state = blk(X, state)
        return self.dense(X), state


def _d2l(
    d2l: Any, encoder: nn.Module, decoder: nn.Module, sizes: Sizes, batch: Batch
) -> Contestant:
    model: Any = d2l.Seq2Seq(encoder, decoder, tgt_pad=PAD, lr=0.0)
    start = encdec.teacher_forcing(batch.target, BOS)
    with torch.no_grad():
        model(batch.source, start, batch.lengths)  # gives the lazy layers their sizes

    def loss() -> Tensor:
        logits = model(batch.source, start, batch.lengths)
        value: Tensor = model.loss(logits, batch.target)
        return value

    data = (batch.source, start, batch.lengths, batch.target)
    programs: Programs = {
        "train": training(model, loss),
        "greedy": evaluated(model, lambda: model.predict_step(data, "cpu", sizes.tokens)[0]),
    }
    return Contestant(count(model), programs)


def d2l_gru(sizes: Sizes, batch: Batch) -> Contestant:
    """Build the book's GRU model."""
    d2l = import_d2l()
    encoder = d2l.Seq2SeqEncoder(sizes.vocab, sizes.rnn_width, sizes.rnn_width, sizes.rnn_layers)
    return _d2l(d2l, encoder, _GRUDecoder(d2l, sizes), sizes, batch)


def d2l_attention(sizes: Sizes, batch: Batch) -> Contestant:
    """Build the book's GRU model with Bahdanau's attention."""
    d2l = import_d2l()
    encoder = d2l.Seq2SeqEncoder(sizes.vocab, sizes.rnn_width, sizes.rnn_width, sizes.rnn_layers)
    return _d2l(d2l, encoder, _BahdanauDecoder(d2l, sizes), sizes, batch)


def d2l_transformer(sizes: Sizes, batch: Batch) -> Contestant:
    """Build the book's Transformer."""
    d2l = import_d2l()
    encoder = d2l.TransformerEncoder(
        sizes.vocab, sizes.width, sizes.ffn, sizes.heads, sizes.layers, 0.0
    )
    return _d2l(d2l, encoder, _TransformerDecoder(d2l, sizes), sizes, batch)


def _joey_vocabulary(size: int) -> Any:
    """Return a vocabulary of numbers; joeynmt wants its special tokens in this order."""
    from joeynmt.vocabulary import Vocabulary

    names = ("unk", "pad", "bos", "eos")
    symbols = {f"{name}_token": f"<{name}>" for name in names}
    ids = {f"{name}_id": i for i, name in enumerate(names)}
    cfg = SimpleNamespace(**symbols, **ids, lang_tags=[], sep_token=None, sep_id=None)
    return Vocabulary([str(i) for i in range(len(names), size)], cfg)


def _joey(
    encoder: dict[str, Any], decoder: dict[str, Any], sizes: Sizes, batch: Batch
) -> Contestant:
    from joeynmt.model import build_model
    from joeynmt.search import search

    vocabulary = _joey_vocabulary(sizes.vocab)
    model: Any = build_model({"encoder": encoder, "decoder": decoder}, vocabulary, vocabulary)
    model.loss_function = ("crossentropy", 0.0)
    mask = encdec.length_mask(batch.lengths, sizes.steps).unsqueeze(1)
    source = {"src": batch.source, "src_mask": mask, "src_length": batch.lengths}

    def loss() -> Tensor:
        start = encdec.teacher_forcing(batch.target, model.bos_index)
        trained = {"trg_input": start, "trg": batch.target, "trg_mask": mask}
        value: Tensor = model(return_type="loss", **source, **trained)[0]
        return value / batch.target.numel()

    def find(beams: int) -> Any:
        asked = SimpleNamespace(**source, has_trg=False)
        options = {"min_output_length": sizes.tokens, "max_output_length": sizes.tokens}
        return search(model, asked, beam_size=beams, beam_alpha=1.0, **options)[0]

    programs: Programs = {
        "train": training(model, loss),
        "greedy": evaluated(model, lambda: find(1)),
        "beam": evaluated(model, lambda: find(sizes.beams)),
    }
    return Contestant(count(model), programs)


def joey_transformer(sizes: Sizes, batch: Batch) -> Contestant:
    """Build joeynmt's Transformer, which decodes without a cache."""
    part = {
        "type": "transformer",
        "embeddings": {"embedding_dim": sizes.width, "scale": True},
        "hidden_size": sizes.width,
        "ff_size": sizes.ffn,
        "num_layers": sizes.layers,
        "num_heads": sizes.heads,
        "dropout": 0.0,
    }
    return _joey(part, dict(part), sizes, batch)


def joey_attention(sizes: Sizes, batch: Batch) -> Contestant:
    """Build joeynmt's GRU with Luong's attention; it feeds the context back, step by step.

    Its encoder reads in both directions, each half as wide.
    """
    part = {
        "type": "recurrent",
        "rnn_type": "gru",
        "embeddings": {"embedding_dim": sizes.rnn_width},
        "hidden_size": sizes.rnn_width,
        "num_layers": sizes.rnn_layers,
        "dropout": 0.0,
    }
    decoder = part | {"attention": "luong", "init_hidden": "bridge"}
    return _joey(part | {"hidden_size": sizes.rnn_width // 2}, decoder, sizes, batch)
