"""Write encdec/data/parallel.tsv.gz: sentences in English, Brazilian Portuguese and Chinese.

    python benchmarks/make_parallel.py

The sentences are what programs say to their users: the message catalogues of packages whose licence
lets everybody use, change and pass them on. Each package is downloaded in the version named below,
its digest and the text of its licence are checked, and the licence is copied to
encdec/data/NOTICE. Left out are messages with placeholders, markup, addresses or names of
variables, and translations whose numbers or last signs differ from the English ones.
Needs ``pip``, ``npm`` (for one package) and ``babel``.
"""

import argparse
import contextlib
import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from encdec.files import write_atomically

DATA = Path(__file__).resolve().parents[1] / "encdec" / "data"
MARK = f"{'=' * 78}\n\nparallel.tsv.gz holds"  # where this script's part of NOTICE begins

#: What the text of a licence has to say.
LICENCES = {
    "Apache-2.0": "Apache License Version 2.0, January 2004",
    "BSD": "Redistribution and use in source and binary forms",
    "MIT": "Permission is hereby granted, free of charge",
    "PostgreSQL": "without fee, and without a written agreement",
}
FORBIDDEN = re.compile(r"\bA?L?GPL|General Public|CC[- ]BY|NonCommercial|Creative Commons", re.I)
LOCALES = {"pt_BR": "pt", "zh_CN": "zh", "zh_Hans": "zh", "zh_Hans_CN": "zh"}

#: A message's key -> language -> text.
Messages = dict[tuple[str, ...], dict[str, str]]


@dataclass(frozen=True)
class Source:
    """A package: name and version, licence, who holds the copyright, digests of its files."""

    name: str
    version: str
    licence: str
    holder: str
    digests: list[str]
    also: str = ""  # a second package with the other language


SOURCES = tuple(
    Source(**entry)
    for entry in json.loads((Path(__file__).parent / "parallel_sources.json").read_text("utf-8"))
)


def download(source: Source, folder: Path) -> list[Path]:
    """Return the source's archives, in ``folder``; each must have one of the known digests."""
    folder.mkdir(parents=True, exist_ok=True)
    known = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in folder.iterdir()}
    if not set(source.digests) <= known.keys():
        names = [f"{name}=={source.version}" for name in (source.name, source.also) if name]
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        pip += ["--only-binary=:all:", "--ignore-requires-python", "--dest", str(folder), *names]
        npm = ["npm", "pack", f"{source.name}@{source.version}"]
        subprocess.run(npm if source.name == "typescript" else pip, cwd=folder, check=True)
        known = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in folder.iterdir()}
    missing = set(source.digests) - known.keys()
    if missing:
        raise ValueError(f"{source.name} {source.version}: no file with SHA-256 {missing.pop()}")
    return [known[digest] for digest in source.digests]


def members(archive: Path) -> dict[str, Callable[[], bytes]]:
    """Return the archive's files by name, in alphabetical order, to be read when needed."""
    if archive.suffix == ".tgz":
        with tarfile.open(archive) as tar:
            content = {
                member.name: file.read() for member in tar if (file := tar.extractfile(member))
            }
        return {name: partial(content.__getitem__, name) for name in sorted(content)}
    zipped = zipfile.ZipFile(archive)
    return {name: partial(zipped.read, name) for name in sorted(zipped.namelist())}


def licence_of(source: Source, files: Mapping[str, Callable[[], bytes]]) -> str:
    """Return the licence's text; fail unless it is the one expected and nothing else."""
    paths = [n for n in files if re.search(r"(^|/)LICEN[SC]E(\.txt|\.md|\.rst)?$", n, re.I)]
    top = [n for n in paths if ".dist-info/" in n and "/backports/" not in n]
    path = (top or sorted(paths, key=lambda name: name.count("/")))[0]
    text = files[path]().decode().split("\n\nFiles bundled as node modules")[0].strip()
    wanted = LICENCES[source.licence]
    if wanted not in " ".join(text.split()) or FORBIDDEN.search(text):
        raise ValueError(f"{source.name}: {path} is not the licence {source.licence}")
    return text


def catalogues(files: Mapping[str, Callable[[], bytes]]) -> Iterator[tuple[str, str, bytes]]:
    """Yield (language, file name, content) of the gettext catalogues, compiled ones only alone."""
    for name in files:
        match = re.search(r"/(\w+)/(?:LC_MESSAGES/)?[^/]+\.(po|mo)$", name.replace("-", "_"))
        superset = name.startswith("superset/translations/zh/")  # "zh" is simplified there
        language = LOCALES.get(match[1]) if match else None
        if not match or not (language or superset):
            continue
        if match[2] == "po" or name[:-2] + "po" not in files:
            yield language or "zh", name, files[name]()


def gettext_messages(files: Mapping[str, Callable[[], bytes]]) -> Messages:
    """Return the messages of all .po and .mo files, without fuzzy ones and plurals."""
    messages: Messages = {}
    for language, name, content in catalogues(files):
        if FORBIDDEN.search(content[:2000].decode(errors="replace")):
            raise ValueError(f"{name} has another licence")
        with contextlib.redirect_stdout(io.StringIO()):  # it prints warnings about plurals
            catalogue = (read_po if name.endswith(".po") else read_mo)(io.BytesIO(content))
        for message in catalogue:
            english, text = message.id, message.string
            if message.fuzzy or not isinstance(english, str) or not isinstance(text, str):
                continue
            if english and text:
                texts = messages.setdefault((message.context or "", english), {"en": english})
                texts.setdefault(language, text)
    return messages


def leaves(tree: Mapping[str, object], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield (keys…, text) for each text in nested JSON objects."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        elif isinstance(value, str):
            yield (*path, key, value)


def json_messages(files: Mapping[str, Callable[[], bytes]]) -> Messages:
    """Return the messages of ``translations/**/<language>.json``, with or without a digest."""
    languages = {"en": "en", "pt-BR": "pt", "zh-Hans": "zh"}
    messages: Messages = {}
    for name in files:
        match = re.search(r"^(.*translations.*)/(en|pt-BR|zh-Hans)(-[0-9a-f]{32})?\.json$", name)
        if match:
            for *keys, text in leaves(json.loads(files[name]())):
                messages.setdefault((match[1], *keys), {})[languages[match[2]]] = text
    return messages


def typescript_messages(files: Mapping[str, Callable[[], bytes]]) -> Messages:
    """Return the compiler's messages: English in the program, the others in JSON."""
    program = files["package/lib/typescript.js"]().decode()
    pattern = r'\bdiag\(\d+, \d+ /\* \w+ \*/, ("[^"]+"), ("(?:[^"\\]|\\.)*")'
    english = {json.loads(key): json.loads(text) for key, text in re.findall(pattern, program)}
    messages: Messages = {(key,): {"en": text} for key, text in english.items()}
    for folder, language in (("pt-br", "pt"), ("zh-cn", "zh")):
        content = files[f"package/lib/{folder}/diagnosticMessages.generated.json"]()
        for key, text in json.loads(content).items():
            messages.setdefault((key,), {})[language] = text
    return messages


def read(source: Source, folder: Path) -> tuple[Messages, str, str]:
    """Return the source's messages, its licence and its file NOTICE, if it has one."""
    files: dict[str, Callable[[], bytes]] = {}
    for archive in download(source, folder):
        files |= members(archive)
    notices = [n for n in files if re.search(r"\.dist-info/(licenses/)?NOTICE$", n)]
    notice = "\n".join(files[name]().decode().strip() for name in notices)
    if source.name == "typescript":
        messages = typescript_messages(files)
    else:
        messages = json_messages(files) if source.name.startswith("home") else {}
        messages |= gettext_messages(files)
    return messages, licence_of(source, files), notice


UNFIT = re.compile(
    r"[%{}<>\[\]\\|`$@#=~^*_•→\n]|&\w|https?:|www\.|\w/\w|\w\.\w|\w\(\)|[a-z][A-Z]|--|&amp;|\w:\w"
)
UNSUITED = re.compile(r"\bporn|\bsexual|\bgambling|設")  # for a lesson; traditional characters
ENGLISH = re.compile(r"[A-Za-z][ -~‘’“”–—…]*")
PORTUGUESE = re.compile(r"[ -~À-ÿ‘’“”–—…ºª]+")
CHINESE = re.compile(r"[ -~一-鿿、-〕‘’“”–—…·！（），：；？]+")
ENDS = {"。": ".", "！": "!", "？": "?", "：": ":", "…": "."}


def end(text: str) -> str:
    """Return the sign that ends ``text``, in ASCII, or nothing."""
    last = ENDS.get(text[-1], text[-1])
    return last if last in ".!?:" else ""


def numbers(text: str) -> Counter[str]:
    """Return the numbers in ``text``."""
    return Counter(re.findall(r"\d+", text))


def is_fit(en: str, pt: str, zh: str) -> bool:
    """Return whether three texts are plain sentences that can be translations of each other."""
    if any(UNFIT.search(text) for text in (en, pt, zh)) or not re.search("[a-z]{2}", en):
        return False
    if UNSUITED.search(en + zh):
        return False
    if not (ENGLISH.fullmatch(en) and PORTUGUESE.fullmatch(pt) and CHINESE.fullmatch(zh)):
        return False
    if en.casefold() == pt.casefold() or not re.search("[一-鿿]", zh) or len(en) > 240:
        return False
    if not 0.4 < (len(pt) + 5) / (len(en) + 5) < 2.5 or not len(zh) < len(en) + 5 < 9 * len(zh) + 9:
        return False
    return numbers(en) == numbers(pt) == numbers(zh) and end(en) == end(pt) == end(zh)


def key_of(en: str) -> str:
    """Return what equal sentences share: letters in lower case and digits as zeros."""
    return re.sub(r"[\W_]+", " ", re.sub(r"\d+", "0", en.casefold())).strip()


def select(messages: Messages, seen: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the fit (en, pt, zh) whose English is new, and remember it in ``seen``."""
    for texts in messages.values():
        if len(texts) == 3:
            en, pt, zh = (re.sub(" +", " ", texts[name]).strip() for name in ("en", "pt", "zh"))
            if is_fit(en, pt, zh) and key_of(en) not in seen:
                seen.add(key_of(en))
                yield en, pt, zh


def main() -> None:
    """Read all sources, write the corpus and the notices."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build/parallel"), help="downloads")
    arguments = parser.parse_args()
    seen: set[str] = set()
    lines, notices, apache = [], [], ""
    for source in SOURCES:
        messages, licence, notice = read(source, arguments.folder)
        chosen = [f"{en}\t{pt}\t{zh}\t{source.name}" for en, pt, zh in select(messages, seen)]
        lines += chosen
        print(f"{source.name:<24} {source.licence:<11} {len(messages):>6} {len(chosen):>6}")
        head = f"{source.name} {source.version}, {source.licence}, {source.holder}"
        if source.licence == "Apache-2.0":
            apache, licence = licence if len(licence) > len(apache) else apache, notice
        notices.append("\n\n".join(filter(None, (f"--- {head}", licence))))
    print(f"{len(lines)} triples")
    text = "\n".join(["en\tpt\tzh\tsource", *sorted(lines, key=str.casefold)]) + "\n"
    packed = gzip.compress(text.encode(), 9, mtime=0)
    write_atomically(DATA / "parallel.tsv.gz", lambda file: file.write(packed))
    own = (DATA / "NOTICE").read_text("utf-8").partition(MARK)[0].rstrip()
    about = f"""{MARK} messages of the packages named below. They were selected, put side by
side in three languages and freed of surplus spaces; nothing else was changed. Notices follow,
and at the end the Apache License 2.0, under which several of them are."""
    whole = "\n\n".join([own, about, *notices, f"--- Apache License 2.0\n\n{apache}"])
    write_atomically(DATA / "NOTICE", lambda file: file.write(f"{whole}\n".encode()))


if __name__ == "__main__":
    main()
