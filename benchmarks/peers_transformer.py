"""Transformers of other libraries, built to the same sizes."""

import tempfile
from pathlib import Path
from typing import Any

import torch
from contest import (
    BOS,
    EOS,
    PAD,
    Batch,
    Contestant,
    Programs,
    Sizes,
    count,
    evaluated,
    searches,
    training,
)
from torch import Tensor, nn
from torch.nn import functional

import encdec


class _TorchEncoder(nn.Module):
    def __init__(self, body: nn.Transformer, sizes: Sizes) -> None:
        super().__init__()
        self.body = body.encoder
        self.embedding = nn.Embedding(sizes.vocab, sizes.width)
        self.positions = encdec.Sinusoidal(sizes.width)

    def forward(self, X: Tensor, valid_len: Tensor) -> Tensor:
        padding = ~encdec.length_mask(valid_len, X.shape[1])
        outputs: Tensor = self.body(self.positions(self.embedding(X)), src_key_padding_mask=padding)
        return outputs


class _TorchDecoder(nn.Module):
    """A decoder whose state is the memory and all tokens so far: it reads them again each step."""

    def __init__(self, body: nn.Transformer, sizes: Sizes) -> None:
        super().__init__()
        self.body = body.decoder
        self.embedding = nn.Embedding(sizes.vocab, sizes.width)
        self.positions = encdec.Sinusoidal(sizes.width)
        self.dense = nn.Linear(sizes.width, sizes.vocab)

    def init_state(self, memory: Tensor, valid_len: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        padding = ~encdec.length_mask(valid_len, memory.shape[1])
        return memory, padding, torch.empty(len(memory), 0, dtype=torch.int64)

    def forward(self, X: Tensor, state: Any) -> tuple[Tensor, Any]:
        memory, padding, past = state
        tokens = torch.cat((past, X), dim=1)
        causal = nn.Transformer.generate_square_subsequent_mask(tokens.shape[1])
        outputs = self.body(
            self.positions(self.embedding(tokens)),
            memory,
            tgt_mask=causal,
            tgt_is_causal=True,
            memory_key_padding_mask=padding,
        )
        return self.dense(outputs[:, -X.shape[1] :]), (memory, padding, tokens)

    def select_state(self, state: tuple[Tensor, ...], rows: Tensor) -> tuple[Tensor, ...]:
        return tuple(part[rows] for part in state)


def torch_transformer(sizes: Sizes, batch: Batch) -> Contestant:
    """Build ``nn.Transformer``, which has no cache, and search with encdec's searches."""
    settings: dict[str, Any] = {
        "nhead": sizes.heads,
        "dim_feedforward": sizes.ffn,
        "dropout": 0.0,
        "batch_first": True,
        "norm_first": True,
    }
    body = nn.Transformer(
        sizes.width,
        custom_encoder=nn.TransformerEncoder(
            nn.TransformerEncoderLayer(sizes.width, **settings),
            sizes.layers,
            nn.LayerNorm(sizes.width),
            enable_nested_tensor=False,
        ),
        num_decoder_layers=sizes.layers,
        **settings,
    )
    parts: tuple[Any, Any] = _TorchEncoder(body, sizes), _TorchDecoder(body, sizes)
    model = encdec.EncoderDecoder(*parts)

    def loss() -> Tensor:
        start = encdec.teacher_forcing(batch.target, BOS)
        logits = model(batch.source, start, batch.lengths)
        return functional.cross_entropy(logits.flatten(0, 1), batch.target.flatten())

    programs = searches(model, sizes, batch, batch.lengths)
    return Contestant(count(model), {"train": training(model, loss), **programs})


def _shared_settings(sizes: Sizes) -> dict[str, Any]:
    settings: dict[str, Any] = {
        f"{part}_{name}": value
        for part in ("encoder", "decoder")
        for name, value in (
            ("layers", sizes.layers),
            ("attention_heads", sizes.heads),
            ("ffn_dim", sizes.ffn),
        )
    }
    return settings | {
        "vocab_size": sizes.vocab,
        "d_model": sizes.width,
        "max_position_embeddings": 128,
        "dropout": 0.0,
        "pad_token_id": PAD,
        "bos_token_id": BOS,
        "eos_token_id": EOS,
        "decoder_start_token_id": BOS,
        "forced_eos_token_id": None,
    }


def _hugging_face(model: Any, sizes: Sizes, batch: Batch) -> Contestant:
    model.generation_config.eos_token_id = None  # so that nothing ends early
    mask = torch.ones_like(batch.source)

    def generate(beams: int) -> Tensor:
        ids: Tensor = model.generate(
            batch.source,
            attention_mask=mask,
            max_new_tokens=sizes.tokens,
            num_beams=beams,
            do_sample=False,
        )
        return ids[:, 1:]  # without the token to start from

    def loss() -> Tensor:
        value: Tensor = model(batch.source, attention_mask=mask, labels=batch.target).loss
        return value

    programs: Programs = {
        "train": training(model, loss),
        "greedy": evaluated(model, lambda: generate(1)),
        "beam": evaluated(model, lambda: generate(sizes.beams)),
    }
    return Contestant(count(model), programs)


def _marian(sizes: Sizes, **changed: int) -> Any:
    from transformers import MarianConfig, MarianMTModel

    settings = _shared_settings(sizes) | changed
    return MarianMTModel(MarianConfig(**settings, scale_embedding=True))


def marian(sizes: Sizes, batch: Batch) -> Contestant:
    """Build transformers' MarianMT; all its embeddings are one table."""
    return _hugging_face(_marian(sizes), sizes, batch)


def bart(sizes: Sizes, batch: Batch) -> Contestant:
    """Build transformers' BART; all its embeddings are one table."""
    from transformers import BartConfig, BartForConditionalGeneration

    settings = _shared_settings(sizes) | {"forced_bos_token_id": None}
    return _hugging_face(BartForConditionalGeneration(BartConfig(**settings)), sizes, batch)


def t5(sizes: Sizes, batch: Batch) -> Contestant:
    """Build transformers' T5; all its embeddings are one table."""
    from transformers import T5Config, T5ForConditionalGeneration

    config = T5Config(
        vocab_size=sizes.vocab,
        d_model=sizes.width,
        d_kv=sizes.width // sizes.heads,
        d_ff=sizes.ffn,
        num_layers=sizes.layers,
        num_heads=sizes.heads,
        dropout_rate=0.0,
        pad_token_id=PAD,
        eos_token_id=EOS,
        decoder_start_token_id=BOS,
    )
    return _hugging_face(T5ForConditionalGeneration(config), sizes, batch)


def x_transformers(sizes: Sizes, batch: Batch) -> Contestant:
    """Build x-transformers' XTransformer; its beam search fails where there is an encoder."""
    from x_transformers import XTransformer

    settings: dict[str, Any] = {}
    for part in ("enc", "dec"):
        settings |= {
            f"{part}_num_tokens": sizes.vocab,
            f"{part}_depth": sizes.layers,
            f"{part}_heads": sizes.heads,
            f"{part}_attn_dim_head": sizes.width // sizes.heads,
            f"{part}_ff_mult": sizes.ffn // sizes.width,
            f"{part}_max_seq_len": 128,
            f"{part}_attn_flash": True,
        }
    model: Any = XTransformer(dim=sizes.width, **settings)
    mask = encdec.length_mask(batch.lengths, sizes.steps)
    start = torch.full((sizes.sentences, 1), BOS)

    def loss() -> Tensor:
        value: Tensor = model(batch.source, torch.cat((start, batch.target), dim=1), mask=mask)
        return value

    programs: Programs = {
        "train": training(model, loss),
        "greedy": evaluated(
            model,
            lambda: model.generate(batch.source, start, sizes.tokens, mask=mask, temperature=0.0),
        ),
    }
    return Contestant(count(model), programs)


class _Tokens:
    """What the converter asks of a tokenizer, for ids written as text; padding comes last."""

    eos_token, unk_token = str(EOS), "3"

    def __init__(self, size: int) -> None:
        self.size = size

    def get_vocab(self) -> dict[str, int]:
        return {str(i): i for i in range(self.size)} | {"<pad>": self.size}


def ctranslate2(sizes: Sizes, batch: Batch) -> Contestant:
    """Convert a MarianMT to ctranslate2, whose C++ decodes in 32-bit floats."""
    from ctranslate2 import Translator
    from ctranslate2.converters import TransformersConverter

    class Converter(TransformersConverter):  # type: ignore[misc]
        def load_tokenizer(self, *args: Any, **kwargs: Any) -> _Tokens:
            return _Tokens(sizes.vocab)

    pad = sizes.vocab  # as in Marian's own models; converting drops it
    model = _marian(sizes, vocab_size=pad + 1, pad_token_id=pad, decoder_start_token_id=pad)
    with tempfile.TemporaryDirectory() as folder:
        made, converted = Path(folder, "marian"), Path(folder, "converted")
        model.save_pretrained(made)
        Converter(str(made)).convert(str(converted))
        translator = Translator(
            str(converted),
            device="cpu",
            compute_type="float32",
            inter_threads=1,
            intra_threads=torch.get_num_threads(),
        )
    source = [[str(i) for i in row] for row in batch.source.tolist()]

    def translate(beams: int) -> list[list[str]]:
        results = translator.translate_batch(
            source,
            beam_size=beams,
            min_decoding_length=sizes.tokens,
            max_decoding_length=sizes.tokens,
            max_batch_size=0,  # all at once
        )
        return [result.hypotheses[0] for result in results]

    programs: Programs = {
        "greedy": lambda: translate(1),
        "beam": lambda: translate(sizes.beams),
    }
    return Contestant(count(model), programs)
