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
from encdec.bytepair import BytePairVocabulary
from encdec.caption_loss import caption_loss, doubly_stochastic
from encdec.captioning import CaptionDecoder, ImageEncoder, PlaceAttention
from encdec.checkpoint import Checkpoint, load_checkpoint, load_weights, save_checkpoint
from encdec.conv_encoder import ConvEncoder, GatedConvolution
from encdec.convlstm import ConvLSTM, ConvLSTMCell, ConvLSTMDecoder, ConvLSTMEncoder, predict_frames
from encdec.convolution import Conv2d, conv2d, conv_output_size, correlate2d
from encdec.decoding import evaluating, greedy, sample
from encdec.dialects import as_decoder, as_encoder, forward_with_state, output_of
from encdec.distributed import Processes, processes
from encdec.forcing import teacher_forced_loss, teacher_forcing
from encdec.image_classifier import ImageClassifier
from encdec.loss import masked_cross_entropy
from encdec.metrics import accuracy, bleu, chrf, exact_match, token_accuracy
from encdec.pooling import avg_pool2d, max_pool2d, pool_output_size
from encdec.positions import Rotary, Sinusoidal
from encdec.pyramid import PyramidDecoder, PyramidEncoder
from encdec.rnn import RNNEncoder, Seq2SeqEncoder, init_seq2seq, recurrent, run_recurrent
from encdec.schedule import warmup_cosine, warmup_inverse_sqrt
from encdec.seeds import set_seed
from encdec.sentiment import BagOfWords, SentimentClassifier
from encdec.seq2seq import Seq2SeqDecoder
from encdec.states import select_state
from encdec.stopping import EarlyStopping
from encdec.tokens import join_words, tokenize_words
from encdec.training import Trainer
from encdec.transformer import TransformerDecoder, TransformerEncoder
from encdec.vocabulary import Vocabulary, pad_batch

__all__ = [
    "AdditiveAttention",
    "AttentionDecoder",
    "BagOfWords",
    "BytePairVocabulary",
    "CaptionDecoder",
    "Checkpoint",
    "Conv2d",
    "ConvEncoder",
    "ConvLSTM",
    "ConvLSTMCell",
    "ConvLSTMDecoder",
    "ConvLSTMEncoder",
    "Decoder",
    "DotProductAttention",
    "EarlyStopping",
    "Encoder",
    "EncoderDecoder",
    "GatedConvolution",
    "Hypothesis",
    "ImageClassifier",
    "ImageEncoder",
    "MultiHeadAttention",
    "PlaceAttention",
    "Processes",
    "PyramidDecoder",
    "PyramidEncoder",
    "RNNEncoder",
    "Rotary",
    "SentimentClassifier",
    "Seq2SeqDecoder",
    "Seq2SeqEncoder",
    "Sinusoidal",
    "Trainer",
    "TransformerDecoder",
    "TransformerEncoder",
    "Vocabulary",
    "accuracy",
    "as_decoder",
    "as_encoder",
    "avg_pool2d",
    "beam_hypotheses",
    "beam_search",
    "bleu",
    "caption_loss",
    "chrf",
    "conv2d",
    "conv_output_size",
    "correlate2d",
    "doubly_stochastic",
    "evaluating",
    "exact_match",
    "forward_with_state",
    "greedy",
    "init_seq2seq",
    "join_words",
    "length_mask",
    "load_checkpoint",
    "load_weights",
    "masked_cross_entropy",
    "masked_softmax",
    "max_pool2d",
    "output_of",
    "pad_batch",
    "pool_output_size",
    "predict_frames",
    "processes",
    "recurrent",
    "run_recurrent",
    "sample",
    "save_checkpoint",
    "select_state",
    "set_seed",
    "teacher_forced_loss",
    "teacher_forcing",
    "token_accuracy",
    "tokenize_words",
    "warmup_cosine",
    "warmup_inverse_sqrt",
]
