"""Encoder–decoder models in PyTorch, written to be read."""

from encdec.attention import (
    AdditiveAttention,
    DotProductAttention,
    MultiHeadAttention,
    length_mask,
    masked_softmax,
)
from encdec.attention_decoder import AttentionDecoder
from encdec.base import Decoder, Encoder, EncoderDecoder
from encdec.beam import Hypothesis, beam_hypotheses, beam_search
from encdec.decoding import evaluating, greedy, sample
from encdec.dialects import as_decoder, as_encoder, forward_with_state, output_of
from encdec.loss import masked_cross_entropy
from encdec.metrics import exact_match, token_accuracy
from encdec.positions import Rotary, Sinusoidal
from encdec.rnn import RNNEncoder, Seq2SeqEncoder, init_seq2seq, recurrent, run_recurrent
from encdec.seq2seq import Seq2SeqDecoder
from encdec.states import select_state
from encdec.training import Trainer, teacher_forcing, warmup_cosine
from encdec.transformer import TransformerDecoder, TransformerEncoder
from encdec.vocabulary import Vocabulary, pad_batch

__all__ = [
    "AdditiveAttention",
    "AttentionDecoder",
    "Decoder",
    "DotProductAttention",
    "Encoder",
    "EncoderDecoder",
    "Hypothesis",
    "MultiHeadAttention",
    "RNNEncoder",
    "Rotary",
    "Seq2SeqDecoder",
    "Seq2SeqEncoder",
    "Sinusoidal",
    "Trainer",
    "TransformerDecoder",
    "TransformerEncoder",
    "Vocabulary",
    "as_decoder",
    "as_encoder",
    "beam_hypotheses",
    "beam_search",
    "evaluating",
    "exact_match",
    "forward_with_state",
    "greedy",
    "init_seq2seq",
    "length_mask",
    "masked_cross_entropy",
    "masked_softmax",
    "output_of",
    "pad_batch",
    "recurrent",
    "run_recurrent",
    "sample",
    "select_state",
    "teacher_forcing",
    "token_accuracy",
    "warmup_cosine",
]
