"""Change the English pages in every way they go on, and see that no translation breaks.

    python benchmarks/english_changes.py [--seed 0] [--per-kind 12]

The real pages are copied; one English page is changed, and each translation of it is made as for
its readers and its test run, and checked. Nothing is run. A translation is broken if it can't be
made, if its programs are not those of English, or if `parity check` counts an error.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from english_changes_of_pages import KINDS, Text
from mkdocs_parity import ParityError, Project, Settings, document_of, programs
from mkdocs_parity.anchors import headings
from mkdocs_parity.check import check
from mkdocs_parity.outline import outline
from mkdocs_parity.plots import shown_plots
from mutations import ROOT, copy

__all__ = ["KINDS", "all_over", "broken", "changes", "copy"]


@dataclass(frozen=True)
class Change:
    """One changed English page."""

    kind: str
    file: Path
    text: str

    @property
    def name(self) -> str:
        """The kind and the page."""
        return f"{self.kind}: {self.file.name}"


def changes(settings: Settings, seed: int, per_kind: int) -> Iterator[Change]:
    """Yield seeded changes of each kind, at most so many, over all English pages."""
    rng = random.Random(seed)
    project = Project(settings)
    pages = list(project.pages(settings.default.code))
    for kind, change in KINDS.items():
        seen: set[tuple[Path, str]] = set()
        for _ in range(per_kind * 8):
            file = rng.choice(pages)
            text = changed(file, change, rng)
            if text is not None and (file, text) not in seen and _stands(settings, file, text):
                seen.add((file, text))
                yield Change(kind, file, text)
            if len(seen) == per_kind:
                break


def changed(
    file: Path, change: Callable[[Text], list[str] | None], rng: random.Random
) -> str | None:
    """Change a page; None if it has nothing to change, or would be no page any more."""
    old = file.read_text(encoding="utf-8")
    document = document_of(old, file.name)
    page = outline(document)
    lines = change(Text([line.text for line in document], page.units, page.starts, rng))
    if lines is None:
        return None
    text = "\n".join(lines).rstrip("\n") + "\n"
    return text if text != old and headings(document_of(text, file.name)) else None


def _stands(settings: Settings, file: Path, text: str) -> bool:
    """Tell whether English is whole with a changed page; else its author sees that."""
    before, plots = file.read_bytes(), _plots(settings, file)
    file.write_text(text, encoding="utf-8")
    try:
        project = Project(settings)
        for page in project.pages(settings.default.code):
            if page == file or file.name in page.read_text(encoding="utf-8"):  # it may lead there
                project.page(page)
        return _plots(settings, file) == plots
    except ParityError:
        return False
    finally:
        file.write_bytes(before)


def _plots(settings: Settings, file: Path) -> set[Path]:
    page = Project(settings).page(file)
    shown = shown_plots(settings, file, page.document, page.own)
    return {plot.file for plots in shown.values() for plot in plots}


def broken(settings: Settings, change: Change) -> list[str]:
    """Return what is broken by a change, for people; nothing if all is well."""
    before = change.file.read_bytes()
    change.file.write_text(change.text, encoding="utf-8")
    try:
        project = Project(settings)
        english = project.page(change.file)
        found = []
        for language in settings.languages[1:]:
            try:
                own = project.page(project.counterpart(english, language.code))
            except ParityError as error:
                found.append(str(error))
                continue
            shapes = [[len(part) for part in programs(page.blocks)] for page in (own, english)]
            if shapes[0] != shapes[1]:
                found.append(f"{own.name}: {shapes[0]} blocks instead of {shapes[1]}")
        wrong = [finding for finding in check(project).findings if not finding.outdated]
        return found + [f"{item.where}: {item.rule}: {item.cause}" for item in wrong]
    finally:
        change.file.write_bytes(before)


def all_over(settings: Settings, seed: int) -> list[Change]:
    """Change every English page in one way, and leave it so; return what was changed.

    Sections keep their names, so that no link of an English page breaks.
    """
    rng = random.Random(seed)
    project = Project(settings)
    kinds = {
        kind: KINDS[kind] for kind in KINDS if kind not in ("section dropped", "section renamed")
    }
    done = []
    for file in list(project.pages(settings.default.code)):
        names = list(kinds)
        rng.shuffle(names)
        for kind in names:
            text = changed(file, kinds[kind], rng)
            if text is None or not _stands(settings, file, text):
                continue
            file.write_text(text, encoding="utf-8")
            done.append(Change(kind, file, text))
            break
    return done


def main() -> None:
    """Print how many changes of each kind break a translation, and how."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=0, help="which changes (default 0)")
    parser.add_argument("--per-kind", type=int, default=12, help="at most so many (default 12)")
    arguments = parser.parse_args()
    made: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        settings = copy(ROOT, Path(folder).resolve())
        for change in list(changes(settings, arguments.seed, arguments.per_kind)):
            made[change.kind] += 1
            found = broken(settings, change)
            bad[change.kind] += bool(found)
            for line in found:
                print(f"{change.name}: {line}")
    for kind, number in made.items():
        print(f"{bad[kind]:4} of {number:3}  {kind}")
    seconds = time.perf_counter() - started
    print(f"\n{bad.total()} of {made.total()} changes break a translation, in {seconds:.0f} s")


if __name__ == "__main__":
    main()
