"""From tokens to ids and back, and from sequences of many lengths to one padded batch."""

from collections import Counter
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor

from encdec.checks import check_size

RESERVED = ("<pad>", "<bos>", "<eos>", "<unk>")


class Vocabulary:
    """Gives each token an id.

    Ids 0 to 3 are reserved: ``<pad>`` fills up short sequences, ``<bos>`` begins and ``<eos>``
    ends a sequence, ``<unk>`` stands for an unknown token. The others follow by frequency,
    the most frequent first, equally frequent ones in alphabetical order.

    sequences: token sequences to count. A string counts as a sequence of characters.
    min_freq: rarer tokens get no id of their own.

    Examples:
        >>> from encdec import Vocabulary
        >>> vocab = Vocabulary(["banana", "nab"])
        >>> vocab.encode("band", eos=True)
        [6, 4, 5, 3, 2]
        >>> vocab.decode([1, 6, 4, 5, 2, 0])
        ['b', 'a', 'n']

    """

    pad, bos, eos, unk = range(len(RESERVED))

    def __init__(self, sequences: Iterable[Iterable[str]], min_freq: int = 1) -> None:
        check_size("min_freq", min_freq)
        counts = Counter(token for sequence in sequences for token in sequence)
        kept = [token for token, count in counts.items() if count >= min_freq]
        self._fill(sorted(kept, key=lambda token: (-counts[token], token)))

    @classmethod
    def from_tokens(cls, tokens: Iterable[str]) -> "Vocabulary":
        """Rebuild a vocabulary from its ``tokens``, in the order of their ids."""
        vocabulary = cls(())
        vocabulary._fill(tokens)
        return vocabulary

    def _fill(self, tokens: Iterable[str]) -> None:
        self.tokens = [*RESERVED, *(token for token in tokens if token not in RESERVED)]
        self._ids = {token: i for i, token in enumerate(self.tokens) if i >= len(RESERVED)}

    def __len__(self) -> int:
        return len(self.tokens)

    def __contains__(self, token: object) -> bool:
        return token in self._ids

    def encode(self, tokens: Iterable[str], *, bos: bool = False, eos: bool = False) -> list[int]:
        """Return the ids of ``tokens``, on demand between ``<bos>`` and ``<eos>``.

        Unknown tokens become ``<unk>``; so do reserved ones, which a text cannot forge.
        """
        ids = [self._ids.get(token, self.unk) for token in tokens]
        return [self.bos] * bos + ids + [self.eos] * eos

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Return the tokens of ``ids`` up to the first ``<eos>``, without ``<pad>``, ``<bos>``."""
        tokens = []
        for i in map(int, ids):
            if not 0 <= i < len(self.tokens):
                raise ValueError(f"ids contains {i}; expected ids from 0 to {len(self) - 1}")
            if i == self.eos:
                break
            if i not in (self.pad, self.bos):
                tokens.append(self.tokens[i])
        return tokens


def pad_batch(sequences: Sequence[Sequence[int]], pad: int = 0) -> tuple[Tensor, Tensor]:
    """Fill sequences of ids with ``pad`` up to the longest one.

    Returns ids (batch, steps) and valid_len (batch,), both torch.int64.

    Examples:
        >>> from encdec import pad_batch
        >>> ids, valid_len = pad_batch([[4, 5, 6], [7]])
        >>> ids
        tensor([[4, 5, 6],
                [7, 0, 0]])
        >>> valid_len
        tensor([3, 1])

    """
    if not sequences:
        raise ValueError("sequences is empty; expected at least one sequence of ids")
    lengths = [len(sequence) for sequence in sequences]
    if min(lengths) == 0:
        raise ValueError(f"sequences[{lengths.index(0)}] is empty; expected at least one id")
    steps = max(lengths)
    rows = [[*sequence, *[pad] * (steps - len(sequence))] for sequence in sequences]
    return torch.tensor(rows, dtype=torch.int64), torch.tensor(lengths, dtype=torch.int64)
