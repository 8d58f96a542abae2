"""Sentiment: what a sentence says about its subject, read from an encoder's state.

An encoder alone is enough where the output is one class: its last state has seen all words in
their order, and a linear layer turns it into a score for each class. A bag of words, the contrast,
adds up what each word says alone. It cannot tell "not good, but fun" from "good, but not fun".

Sources: Sutskever, Vinyals and Le (2014), <https://arxiv.org/abs/1409.3215>, for the state as a
summary of the sentence; Joulin et al., "Bag of Tricks for Efficient Text Classification" (2016),
<https://arxiv.org/abs/1607.01759>, for the bag of words.
"""

from typing import Any

import torch
from torch import Tensor, nn

from encdec.attention import length_mask
from encdec.base import Encoder
from encdec.checks import check_choice, check_fraction, check_ids, check_size, check_valid_len


def last_state(enc_outputs: Any) -> Tensor:
    """Return the last layer's state (batch, num_hiddens) of ``(outputs, state)``.

    state: (layers, batch, num_hiddens), or a pair (hidden, memory) of such tensors.
    """
    if not isinstance(enc_outputs, tuple | list) or len(enc_outputs) != 2:
        raise TypeError(
            f"enc_outputs is of type {type(enc_outputs).__name__}; expected the pair "
            "(outputs, state) of a recurrent encoder"
        )
    state = enc_outputs[1]
    hidden: Tensor = state[0] if isinstance(state, tuple | list) else state
    return hidden[-1]


class SentimentClassifier(nn.Module):
    """Classifies a sequence by the state in which its encoder ends.

    encoder: returns ``(outputs, state)``, as the recurrent encoders do. num_hiddens: the width of
    its state; a bidirectional encoder's state is as wide as both directions together. dropout: the
    share of that state set to zero in training. ``forward(X, *args)`` hands X and args to the
    encoder and returns logits (batch, num_classes).

    Examples:
        >>> import torch
        >>> from encdec import SentimentClassifier, Seq2SeqEncoder
        >>> encoder = Seq2SeqEncoder(10, 8, 16, num_layers=1, bidirectional=True)
        >>> model = SentimentClassifier(encoder, num_hiddens=32, num_classes=2)
        >>> model(torch.tensor([[4, 5, 6], [7, 0, 0]]), torch.tensor([3, 1])).shape
        torch.Size([2, 2])

    """

    def __init__(
        self, encoder: Encoder, num_hiddens: int, num_classes: int, dropout: float = 0.0
    ) -> None:
        super().__init__()
        check_size("num_hiddens", num_hiddens)
        check_size("num_classes", num_classes, 2)
        check_fraction("dropout", dropout)
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.dense = nn.Linear(num_hiddens, num_classes)

    def forward(self, X: Tensor, *args: Any) -> Tensor:
        """Score each class for the batch ``X``; ``args`` carry extras such as valid_len."""
        hidden = last_state(self.encoder(X, *args))
        if hidden.shape[-1] != self.dense.in_features:
            raise ValueError(
                f"num_hiddens is {self.dense.in_features}, but the encoder's state has the width "
                f"{hidden.shape[-1]}; expected the same (of both directions together)"
            )
        logits: Tensor = self.dense(self.dropout(hidden))
        return logits


class BagOfWords(nn.Module):
    """Classifies a sequence by its words alone, whatever their order.

    vocab_size, embed_size: how many tokens there are, and the width of their embeddings. dropout:
    the share set to zero in training. mode: "mean" or "sum" of the words' embeddings.
    ``forward(X, valid_len=None)`` takes ids X (batch, steps) and returns logits (batch,
    num_classes).

    Examples:
        >>> import torch
        >>> from encdec import BagOfWords
        >>> model = BagOfWords(vocab_size=10, embed_size=8, num_classes=2)
        >>> one, other = model(torch.tensor([[4, 5, 6], [6, 5, 4]]))
        >>> torch.allclose(one, other, atol=1e-6)
        True

    """

    MODES = ("mean", "sum")

    def __init__(
        self,
        vocab_size: int,
        embed_size: int,
        num_classes: int,
        dropout: float = 0.0,
        *,
        mode: str = "mean",
    ) -> None:
        super().__init__()
        check_size("vocab_size", vocab_size)
        check_size("embed_size", embed_size)
        check_size("num_classes", num_classes, 2)
        check_fraction("dropout", dropout)
        check_choice("mode", mode, self.MODES)
        self.mode = mode
        self.embedding = nn.Embedding(vocab_size, embed_size)
        self.dropout = nn.Dropout(dropout)
        self.dense = nn.Linear(embed_size, num_classes)

    def forward(self, X: Tensor, valid_len: Tensor | None = None, *args: Any) -> Tensor:
        """Score each class for the ids ``X``; padding counts for nothing."""
        check_ids("X", X, self.embedding.num_embeddings)
        embedded = self.embedding(X)
        if valid_len is None:
            lengths = torch.full((X.shape[0], 1), X.shape[1], device=X.device)
        else:
            check_valid_len(valid_len, *X.shape)
            embedded = embedded * length_mask(valid_len, X.shape[1]).unsqueeze(-1)
            lengths = valid_len.unsqueeze(1)
        bag = embedded.sum(dim=1)
        if self.mode == "mean":
            bag = bag / lengths
        logits: Tensor = self.dense(self.dropout(bag))
        return logits
