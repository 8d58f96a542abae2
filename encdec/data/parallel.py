"""26,523 sentences in English, Brazilian Portuguese and Chinese.

They are what programs say to their users, from the message catalogues of 26 packages: labels of
one word up to explanations of forty. benchmarks/make_parallel.py selects them; data/NOTICE names
the packages and gives their licences.
"""

import gzip
import hashlib
from functools import cache
from importlib.resources import files

from encdec.checks import check_choice

#: A sentence and its translation.
Pair = tuple[str, str]

LANGUAGES = ("pt", "zh")
PARTS = ("train", "valid", "test")


@cache
def _table() -> tuple[tuple[str, ...], ...]:
    packed = (files("encdec.data") / "parallel.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines[1:])


def load_parallel(language: str = "pt") -> list[Pair]:
    """Return all (English, translation) pairs in alphabetical order.

    language: "pt" for Brazilian Portuguese, "zh" for Chinese in simplified characters.
    No two English sentences differ in case, digits or punctuation alone.

    Examples:
        >>> from encdec.data import load_parallel
        >>> dict(load_parallel("pt"))["Cancel"], dict(load_parallel("zh"))["Cancel"]
        ('Cancelar', '取消')

    """
    check_choice("language", language, LANGUAGES)
    column = 1 + LANGUAGES.index(language)
    return [(row[0], row[column]) for row in _table()]


def part_of(english: str, held_out: float = 0.04) -> str:
    """Return "train", "valid" or "test": where the sentence ``english`` belongs, whatever its case.

    The digest of the sentence decides, not its place in a list. So a sentence stays in its part
    when others join, and no English sentence is both learnt from and asked for. held_out: the share
    of "valid", and of "test".
    """
    if not 0 < held_out < 0.5:
        raise ValueError(f"held_out is {held_out}; expected a number between 0 and 0.5")
    digest = hashlib.sha256(english.casefold().encode("utf-8")).digest()
    place = int.from_bytes(digest[:8]) / 2**64
    if place < held_out:
        return "test"
    return "valid" if place < 2 * held_out else "train"


def split_parallel(language: str = "pt", held_out: float = 0.04) -> dict[str, list[Pair]]:
    """Return the pairs of ``load_parallel`` as {"train": …, "valid": …, "test": …}.

    language: as there. held_out: as for ``part_of``.

    Examples:
        >>> from encdec.data import split_parallel
        >>> [(part, len(pairs)) for part, pairs in split_parallel("zh").items()]
        [('train', 24398), ('valid', 1093), ('test', 1032)]

    """
    parts: dict[str, list[Pair]] = {part: [] for part in PARTS}
    for pair in load_parallel(language):
        parts[part_of(pair[0], held_out)].append(pair)
    return parts
