"""Make a file of rated film review snippets for ``Sentiment(reviews=…)`` from vaderSentiment.

    python benchmarks/make_snippets.py OUT.tsv
    python -m encdec train sentiment --set reviews=OUT.tsv

The source distribution of vaderSentiment 3.3.2 is fetched with pip, or read from --sdist FILE.
The ratings in it were collected by Hutto and Gilbert, "VADER: A Parsimonious Rule-based Model for
Sentiment Analysis of Social Media Text" (2014), and the package is under the MIT licence. The
sentences are by film critics. What their own licence allows is not known here: check it before
you use them, and don't pass them on. encdec does not contain them for that reason.

Kept are the snippets of 3 to 20 words in plain ASCII whose mean rating, from -4 to 4, is at least
1 away from 0: those that people agree about. Coarse words and repetitions are left out.
"""

import argparse
import hashlib
import io
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from make_words import UNFIT

from encdec.files import write_atomically

PACKAGE = "vaderSentiment==3.3.2"
INNER = "additional_resources/hutto_ICWSM_2014.tar.gz"
RATINGS = "movieReviewSnippets_GroundTruth.txt"
WARNING = "The sentences are film critics'. Check what their licence allows before you use them."


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


def fetch(folder: Path) -> Path:
    """Let pip put the source distribution into ``folder`` and return its path."""
    options = ["--quiet", "--no-deps", "--no-binary", ":all:", "--dest", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "download", *options, PACKAGE], check=True)
    return next(folder.glob("*.tar.gz"))


def member(archive: bytes, end: str) -> bytes:
    """Return the file in a tar ``archive`` whose name ends with ``end``."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for info in tar:
            content = tar.extractfile(info) if info.name.endswith(end) else None
            if content and not Path(info.name).name.startswith("._"):
                return content.read()
    raise FileNotFoundError(f"the archive holds no file {end}; expected {PACKAGE}")


def main() -> None:
    """Read the ratings and write the snippets."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, metavar="OUT.tsv", help="the file to write")
    parser.add_argument("--sdist", type=Path, metavar="FILE", help=f"of {PACKAGE}")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        archive = (arguments.sdist or fetch(Path(folder))).read_bytes()
    source = member(member(archive, INNER), RATINGS).decode("utf-8", errors="replace")
    text = make(source)
    write_atomically(arguments.out, lambda file: file.write(text.encode()))
    print(f"{arguments.out}: {text.count(chr(10)):,} snippets. {WARNING}")


if __name__ == "__main__":
    main()
