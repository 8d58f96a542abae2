"""Encoder–decoder models in PyTorch, written to be read."""

from encdec.attention import AttentionDecoder, DotProductAttention, length_mask, masked_softmax
from encdec.base import Decoder, Encoder, EncoderDecoder
from encdec.decoding import evaluating, greedy
from encdec.dialects import as_decoder, as_encoder, forward_with_state, output_of
from encdec.loss import masked_cross_entropy
from encdec.metrics import exact_match, token_accuracy
from encdec.rnn import RNNEncoder, Seq2SeqEncoder, init_seq2seq, recurrent, run_recurrent
from encdec.seq2seq import Seq2SeqDecoder
from encdec.training import Trainer, teacher_forcing, warmup_cosine
from encdec.vocabulary import Vocabulary, pad_batch

__all__ = [
    "AttentionDecoder",
    "Decoder",
    "DotProductAttention",
    "Encoder",
    "EncoderDecoder",
    "RNNEncoder",
    "Seq2SeqDecoder",
    "Seq2SeqEncoder",
    "Trainer",
    "Vocabulary",
    "as_decoder",
    "as_encoder",
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
    "teacher_forcing",
    "token_accuracy",
    "warmup_cosine",
]
