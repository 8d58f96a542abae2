"""Damage the translations in every way they drift, and count what `parity check` finds.

    python benchmarks/mutations.py [--seed 0] [--per-kind 12]

The real pages are copied, one thing is changed, the copy is checked, and the change is undone. A
mutant is found if the check says something about the damaged file. Kinds of attack are counted
apart: `mkdocs_parity.safety` refuses them too, if it is there.
"""

import argparse
import importlib.util
import random
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mkdocs_parity import Project, Settings, document_of, load_settings
from mkdocs_parity.check import check
from mkdocs_parity.elements import Element
from mkdocs_parity.errors import ParityError
from mkdocs_parity.structure import structure
from mutations_of_pages import ATTACKS, KINDS, Damage
from mutations_of_texts import CATALOGUE, TEXTS

ROOT = Path(__file__).resolve().parent.parent
COPIED = (
    "docs",
    "snippets",
    "encdec",
    "benchmarks",
    "mkdocs.yml",
    "pyproject.toml",
    "README.md",
    "LICENSE",
)


@dataclass(frozen=True)
class Mutant:
    """One damaged file: the kind of damage, the file, and its text."""

    kind: str
    file: Path
    text: str


def copy(root: Path, target: Path) -> Settings:
    """Copy what a check reads, and return the copy's settings."""
    for name in COPIED:
        source = root / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.gz", "*.tsv")
            shutil.copytree(source, target / name, ignore=ignored)
        else:
            shutil.copy(source, target / name)
    settings = load_settings(target / "mkdocs.yml")
    assert settings is not None
    return settings


def mutants(settings: Settings, seed: int, per_kind: int) -> Iterator[Mutant]:
    """Yield seeded mutants of each kind, at most so many, over all translated pages."""
    rng = random.Random(seed)
    project = Project(settings)
    english = {
        file.relative_to(settings.docs / settings.default.code): file
        for file in project.pages(settings.default.code)
    }
    pages = [
        (language.code, path, settings.docs / language.code / path)
        for language in settings.languages[1:]
        for path in english
    ]
    for kind, mutate in {**KINDS, **TEXTS, **ATTACKS}.items():
        seen: set[str] = set()
        for _ in range(per_kind * 8):
            language, path, file = rng.choice(pages)
            text, lines, elements = _read(file)
            _, english_lines, originals = _read(english[path])
            damage = Damage(rng, language, lines, elements, english_lines, originals)
            changed = mutate(damage)
            if changed is not None and changed not in (text, *seen):
                seen.add(changed)
                yield Mutant(kind, file, changed)
            if len(seen) == per_kind:
                break
    for kind, spoil in CATALOGUE.items():
        for translated in settings.languages[1:]:
            file = project.catalogue_file(translated.code)
            text = file.read_text(encoding="utf-8")
            for changed in {spoil(rng, text) for _ in range(per_kind // 2)} - {text, None}:
                assert changed is not None
                yield Mutant(kind, file, changed)


@cache
def _read(file: Path) -> tuple[str, list[str], list[Element]]:
    text = file.read_text(encoding="utf-8")
    return text, text.split("\n"), structure(document_of(text, "page"))


def found(settings: Settings, mutant: Mutant) -> list[str]:
    """Return the rules that a mutant breaks, as the check sees it."""
    before = mutant.file.read_bytes()
    mutant.file.write_text(mutant.text, encoding="utf-8")
    try:
        findings = check(Project(settings), [mutant.file]).findings
        name = mutant.file.relative_to(settings.root).as_posix()
        return sorted({finding.rule for finding in findings if finding.where.file == name})
    finally:
        mutant.file.write_bytes(before)


def refused(settings: Settings, mutant: Mutant) -> bool | None:
    """Tell whether `mkdocs_parity.safety` refuses a mutant; None without that module."""
    try:
        safety = importlib.import_module("mkdocs_parity.safety")
    except ImportError:
        return None
    before = mutant.file.read_bytes()
    mutant.file.write_text(mutant.text, encoding="utf-8")
    try:
        return bool(safety.unsafe(Project(settings), mutant.file))
    except ParityError:
        return True
    finally:
        mutant.file.write_bytes(before)


def main() -> None:
    """Print the score of each kind, and every mutant that was missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=0, help="which mutants (default 0)")
    parser.add_argument("--per-kind", type=int, default=12, help="at most so many (default 12)")
    arguments = parser.parse_args()
    made: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    safe: Counter[str] = Counter()
    rules: dict[str, Counter[str]] = {}
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        settings = copy(ROOT, Path(folder).resolve())
        clean = check(Project(settings)).findings
        for mutant in list(mutants(settings, arguments.seed, arguments.per_kind)):
            broken = found(settings, mutant)
            made[mutant.kind] += 1
            hits[mutant.kind] += bool(broken)
            rules.setdefault(mutant.kind, Counter()).update(broken)
            if mutant.kind in ATTACKS:
                safe[mutant.kind] += bool(refused(settings, mutant))
            if not broken:
                print(f"missed: {mutant.kind} in {mutant.file.relative_to(settings.root)}")
                print(_difference(mutant))
    print(f"{len(clean)} findings on the clean tree\n")
    there = importlib.util.find_spec("mkdocs_parity.safety") is not None
    for kind in made:
        said = ", ".join(rule for rule, _ in rules[kind].most_common(3))
        refusals = f", refused as unsafe: {safe[kind]}" if kind in ATTACKS and there else ""
        print(f"{hits[kind]:4} of {made[kind]:3}  {kind}  ({said}{refusals})")
    seconds = time.perf_counter() - started
    total, all_hits = made.total(), hits.total()
    print(f"\n{all_hits} of {total} mutants of {len(made)} kinds found, in {seconds:.0f} s")


def _difference(mutant: Mutant) -> str:
    before = mutant.file.read_text(encoding="utf-8").split("\n")
    after = mutant.text.split("\n")
    kept = Counter(before) & Counter(after)
    lines = [f"  - {line}" for line in before if line not in kept]
    lines += [f"  + {line}" for line in after if line not in kept]
    return re.sub(r"\n+", "\n", "\n".join(lines[:6])) or "  (lines in another order)"


if __name__ == "__main__":
    main()
