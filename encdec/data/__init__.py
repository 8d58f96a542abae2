"""Data to learn with: Pig Latin, real sentences, digits, and batches of sequences."""

from encdec.data.batches import Batches
from encdec.data.buckets import BucketedBatches, padding_share
from encdec.data.digits import load_digits, split_images
from encdec.data.idx import load_idx_images, read_idx
from encdec.data.parallel import load_parallel, split_parallel
from encdec.data.pig_latin import PigLatin, load_words, map_words, pig_latin, split, words_of

__all__ = [
    "Batches",
    "BucketedBatches",
    "PigLatin",
    "load_digits",
    "load_idx_images",
    "load_parallel",
    "load_words",
    "map_words",
    "padding_share",
    "pig_latin",
    "read_idx",
    "split",
    "split_images",
    "split_parallel",
    "words_of",
]
