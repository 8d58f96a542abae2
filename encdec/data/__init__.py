"""Data to learn with: Pig Latin, and batches of sequences."""

from encdec.data.batches import Batches
from encdec.data.pig_latin import PigLatin, load_words, map_words, pig_latin, split, words_of

__all__ = ["Batches", "PigLatin", "load_words", "map_words", "pig_latin", "split", "words_of"]
