"""Write encdec/data/words.txt and encdec/data/NOTICE from Debian's package ``wamerican``.

    python benchmarks/make_words.py

The list holds "a", "i", all words of two and three letters and a seeded sample of the longer ones.
Left out are words with other letters than a–z, with more than 12 letters or without a vowel
(abbreviations), Roman numerals, and words that are unfit for a lesson.
"""

import argparse
import hashlib
import random
import re
from pathlib import Path

SOURCE = Path("/usr/share/dict/american-english")
COPYRIGHT = Path("/usr/share/doc/wamerican/copyright")
DATA = Path(__file__).resolve().parents[1] / "encdec" / "data"
TOTAL = 11_000
SEED = 0

ROMAN = re.compile(r"m*(c[md]|d?c{0,3})(x[cl]|l?x{0,3})(i[xv]|v?i{0,3})")

#: Digests of the first four or six letters of words to leave out.
UNFIT = """
    01e942d6 038c9ccd 09508013 0a473ebe 0dcc4d33 0e739abf 13a465fc 1513ecf4 16e1ad54 17bde8b4
    1c2621fb 2062f800 2166cdf8 2582739e 267463e5 28c8bc40 29336cf1 30de917a 3288d081 34f24a62
    37fd7651 3abd5d85 3b6f250d 3d22494f 40582c4d 41d882eb 491c21a8 4a4564e2 4a56779f 4cf454d8
    544fc854 566f532d 594810ad 59cc3cb8 60d85ad3 63fb1a53 677b7f21 67983227 6a18de8a 6ac3c336
    6b091183 6b165235 737dd1bc 7454b440 7540bd43 7902e270 796e43a5 7991d51f 7bc67115 7c410e28
    7c419fd6 81acc0c2 83ebccea 85fc17f7 886d51e9 89133bc0 8c5c0439 8f5083e3 9915ba2d 9b38a165
    a27c6f71 a409533e a6ee0e6b a821c62e ad505b0b afc41e6f b5233169 b5c91696 bcd07fe5 bd778891
    c0ebfa7c c2c3b68b c37fb4c2 cbbd0f71 cc020323 cdce572f cdd28ff1 d878b5bf d92f4cf1 db10a790
    dbe7dd34 de0f7d42 e461fd62 e4dbefad e7b98c6a e96f7b7b e99d5524 e9ffd093 eff26b18 faad4a38
    fec1c50c
"""


def is_fit(word: str) -> bool:
    """Return whether ``word`` may enter the list."""
    if not re.fullmatch("[a-z]{2,12}", word) or not re.search("[aeiouy]", word):
        return word in ("a", "i")
    if ROMAN.fullmatch(word) and word != "mix":
        return False
    digests = (hashlib.sha256(word[:n].encode()).hexdigest()[:8] for n in (4, 6))
    return not any(digest in UNFIT for digest in digests)


def choose(words: list[str], total: int, seed: int) -> list[str]:
    """Return ``total`` words: the short ones and a sample of the others, sorted."""
    fit = sorted(filter(is_fit, set(words)))
    short = [word for word in fit if len(word) <= 3]
    longer = [word for word in fit if len(word) > 3]
    return sorted(short + random.Random(seed).sample(longer, total - len(short)))


def write(path: Path, text: str) -> None:
    """Replace ``path`` at once, so that no half-written file can be seen."""
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def main() -> None:
    """Write the word list and its notice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, default=SOURCE, help="one word a line")
    parser.add_argument("--copyright", type=Path, default=COPYRIGHT, help="its notice")
    arguments = parser.parse_args()
    words = choose(arguments.source.read_text(encoding="utf-8").split(), TOTAL, SEED)
    write(DATA / "words.txt", "\n".join(words) + "\n")
    notice = arguments.copyright.read_text(encoding="utf-8")
    write(
        DATA / "NOTICE",
        "words.txt is a sample of Debian's word list wamerican, made from SCOWL. "
        "Its notice follows.\n\n" + notice,
    )
    print(f"wrote {len(words)} words to {DATA / 'words.txt'}")


if __name__ == "__main__":
    main()
