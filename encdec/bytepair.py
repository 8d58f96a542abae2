"""Byte pairs: a vocabulary between characters and words.

It begins with the 256 bytes and merges, again and again, the pair of neighbours that is most
frequent in a text. Frequent words end as one token, rare ones as several, and no text is unknown:
every character is made of bytes. A space belongs to the word after it, so that ``decode`` gives the
text back exactly, in each language.

Sources: Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword Units"
(2016), <https://arxiv.org/abs/1508.07909>; Radford et al., "Language Models are Unsupervised
Multitask Learners" (2019), for bytes in place of characters.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from encdec.checks import check_size
from encdec.extras import require
from encdec.vocabulary import RESERVED

BYTES = 256


class BytePairVocabulary:
    """Gives an id to each piece of text that is frequent, as ``Vocabulary`` does to tokens.

    Ids 0 to 3 are ``<pad>``, ``<bos>``, ``<eos>`` and ``<unk>``; the last one is never needed.
    The 256 bytes follow, then the merged pieces in the order of their merging.

    texts: what to count. size: how many ids to make at most, at least 260; few texts give fewer.
    min_freq: how often a pair must occur to be merged.

    Examples:
        >>> from encdec import BytePairVocabulary
        >>> vocab = BytePairVocabulary(["low lower lowest"] * 5, size=270)
        >>> vocab.pieces("lower, slow")
        ['low', 'e', 'r', ',', ' ', 's', 'low']
        >>> vocab.decode(vocab.encode("não 好"))
        'não 好'

    """

    pad, bos, eos, unk = range(len(RESERVED))

    def __init__(self, texts: Iterable[str], size: int = 4000, min_freq: int = 2) -> None:
        check_size("size", size, len(RESERVED) + BYTES)
        check_size("min_freq", min_freq)
        library = require("tokenizers", "text")
        tokenizer = self._empty(library.models.BPE())
        trainer = library.trainers.BpeTrainer(
            vocab_size=size,
            min_frequency=min_freq,
            special_tokens=list(RESERVED),
            initial_alphabet=sorted(library.pre_tokenizers.ByteLevel.alphabet()),
            show_progress=False,
        )
        tokenizer.train_from_iterator(texts, trainer)
        model = json.loads(tokenizer.to_str())["model"]
        self._fill([(left, right) for left, right in model["merges"]])

    @classmethod
    def from_merges(cls, merges: Iterable[Sequence[str]]) -> "BytePairVocabulary":
        """Rebuild a vocabulary from its ``merges``, in the order of their merging."""
        vocabulary = cls.__new__(cls)
        vocabulary._fill([(left, right) for left, right in merges])
        return vocabulary

    @staticmethod
    def _empty(model: Any) -> Any:
        library = require("tokenizers", "text")
        tokenizer = library.Tokenizer(model)
        tokenizer.pre_tokenizer = library.pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = library.decoders.ByteLevel()
        return tokenizer

    def _fill(self, merges: list[tuple[str, str]]) -> None:
        library = require("tokenizers", "text")
        alphabet = sorted(library.pre_tokenizers.ByteLevel.alphabet())
        #: Which two pieces make a new one, in order. They are all that makes the vocabulary.
        self.merges = merges
        #: The piece of each id. A byte that ASCII cannot print stands as another letter.
        self.tokens = [*RESERVED, *alphabet]
        known = set(self.tokens)
        for left, right in merges:
            if left not in known or right not in known:
                raise ValueError(f"merges contains {(left, right)!r}; expected two known pieces")
            if left + right not in known:
                known.add(left + right)
                self.tokens.append(left + right)
        self._ids = {token: i for i, token in enumerate(self.tokens)}
        self._tokenizer = self._empty(library.models.BPE(vocab=self._ids, merges=merges))

    def __len__(self) -> int:
        return len(self.tokens)

    def __contains__(self, token: object) -> bool:
        return token in self._ids and token not in RESERVED

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_merges, (self.merges,)

    def encode(self, text: str, *, bos: bool = False, eos: bool = False) -> list[int]:
        """Return the ids of ``text``, on demand between ``<bos>`` and ``<eos>``.

        A text that spells out a reserved token, such as ``<eos>``, is text like any other.
        """
        if not isinstance(text, str):
            raise TypeError(f"text is of type {type(text).__name__}; expected one string")
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return [self.bos] * bos + ids + [self.eos] * eos

    def encode_all(self, texts: Sequence[str], *, eos: bool = False) -> list[list[int]]:
        """Return the ids of each of ``texts``, faster than one by one."""
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [encoding.ids + [self.eos] * eos for encoding in encoded]

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of ``ids`` up to the first ``<eos>``, without reserved tokens.

        ``decode(encode(text)) == text``. Bytes that make no character become "�".
        """
        kept = []
        for i in map(int, ids):
            if not 0 <= i < len(self.tokens):
                raise ValueError(f"ids contains {i}; expected ids from 0 to {len(self) - 1}")
            if i == self.eos:
                break
            if i >= len(RESERVED):
                kept.append(i)
        text: str = self._tokenizer.decode(kept, skip_special_tokens=False)
        return text

    def pieces(self, text: str) -> list[str]:
        """Return ``text`` cut as ``encode`` cuts it: "translation" → ["transl", "ation"], say.

        Where a cut goes through a character, both sides show "�".
        """
        return [self._tokenizer.decode([i]) for i in self.encode(text)]
