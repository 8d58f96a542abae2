"""Make encdec/data/movie_snippets.tsv from the movie review snippets that come with VADER.

    pip download --no-deps --no-binary :all: vaderSentiment==3.3.2
    tar xf vaderSentiment-3.3.2.tar.gz
    tar xf vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz
    python benchmarks/make_snippets.py hutto_ICWSM_2014/movieReviewSnippets_GroundTruth.txt

Kept are the snippets of 3 to 20 words in plain ASCII whose mean rating, from -4 to 4, is at least
1 away from 0: those that people agree about. Coarse words and repetitions are left out.
"""

import argparse
import hashlib
import re
from pathlib import Path

from make_words import UNFIT

from encdec.files import write_atomically

RESULT = Path(__file__).parents[1] / "encdec" / "data" / "movie_snippets.tsv"


def clean(text: str) -> str:
    """Mend the quotation marks, the brackets and the blanks of one snippet."""
    text = text.replace("''", '"').replace("``", '"')
    text = re.sub(r"\(([A-Z])\)(?=\w)", r"\1", text)
    return " ".join(text.split())


def is_decent(word: str) -> bool:
    """Tell whether a word's beginning is not among the digests of words unfit for a lesson."""
    digests = (hashlib.sha256(word[:n].encode()).hexdigest()[:8] for n in (4, 6))
    return not any(digest in UNFIT for digest in digests)


def is_kept(text: str, rating: float) -> bool:
    """Tell whether a snippet is short, plain and clearly positive or negative."""
    words = text.split()
    if not 3 <= len(words) <= 20 or not text.isascii() or abs(rating) < 1:
        return False
    return "*" not in text and all(map(is_decent, re.findall("[a-z]+", text.lower())))


def make(source: str) -> str:
    """Turn lines of ``id, rating, text`` into the lines ``rating, text`` that are kept."""
    kept: dict[str, float] = {}
    for line in source.splitlines():
        _, rating, text = line.split("\t", 2)
        text = clean(text)
        if is_kept(text, float(rating)):
            kept.setdefault(text, float(rating))
    return "".join(f"{rating:.2f}\t{text}\n" for text, rating in kept.items())


def main() -> None:
    """Read the file of ratings and write the snippets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ratings", type=Path, help="movieReviewSnippets_GroundTruth.txt")
    source = parser.parse_args().ratings.read_text(encoding="utf-8", errors="replace")
    text = make(source)
    write_atomically(RESULT, lambda file: file.write(text.encode()))
    print(f"{text.count(chr(10)):,} snippets")


if __name__ == "__main__":
    main()
