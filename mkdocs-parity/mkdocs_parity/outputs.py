"""Writing the outputs that pages show: what their examples print."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mkdocs_parity.blocks import Block, Program, blocks, programs
from mkdocs_parity.document import Directive, Document, Origin, scan
from mkdocs_parity.errors import ParityError
from mkdocs_parity.expand import expand, include_of
from mkdocs_parity.files import write_text
from mkdocs_parity.languages import SHELLS
from mkdocs_parity.plots import Plot, kept_plot, made_plots, refuse_unshown, shown_plots
from mkdocs_parity.project import Project
from mkdocs_parity.report import as_shown, describe
from mkdocs_parity.run import Result, run, run_shell

_INCLUDE_MARK = re.compile(r"-+8<-+")


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a page shows below a block, and what the block printed or drew."""

    file: Path
    text: str
    block: Block


def make_outputs(project: Project, pages: Sequence[Path] = ()) -> list[Path]:
    """Run programs of the default language and write the outputs that its pages include.

    Nothing is written unless every program ends well.

    Args:
        project: whose programs run.
        pages: the pages of the default language to run; by default all.

    Returns:
        the files whose text changed.

    Raises:
        ParityError: a program fails, prints an unfinished line, or two blocks print
            different texts for one file.

    """
    outputs: dict[Path, Output] = {}
    plots: set[Path] = set()
    for file in pages or project.pages(project.settings.default.code):
        for output in _page_outputs(project, file, plots):
            known = outputs.setdefault(output.file, output)
            if known.text != output.text:
                raise ParityError(
                    f"{project.name(output.file)} cannot hold this and {known.block.page}",
                    file=output.block.page.file,
                    line=output.block.page.line,
                    fix="give each output a file of its own",
                )
    if not pages:
        refuse_unshown(project, plots)
    return [output.file for output in outputs.values() if write_text(output.file, output.text)]


def _page_outputs(project: Project, file: Path, plots: set[Path]) -> list[Output]:
    document = expand(project.source(file), project.includer, outputs=False)
    targets = _targets(project.source(file))
    found = blocks(document)
    shown = [block for block in found if block.expected]
    files = dict(zip([block.page for block in shown], targets, strict=True))
    below = shown_plots(project.settings, file, document, found)
    plots |= {plot.file for items in below.values() for plot in items}
    return [
        output
        for program in programs(found)
        for output in _program_outputs(project, program, files, below)
    ]


def _program_outputs(
    project: Project,
    program: Program,
    files: dict[Origin, str | None],
    plots: dict[Origin, list[Plot]],
) -> list[Output]:
    parts = [block for block in program if block.reason is None]
    settings = project.settings
    if program[0].language in SHELLS:
        results = [
            run_shell(block.code, block.language, timeout=settings.timeout) for block in parts
        ]
    else:
        codes = [block.code for block in parts]
        results = run(codes, timeout=settings.timeout, preload=settings.preload)
    outputs: list[Output] = []
    for index, (block, result) in enumerate(zip(parts, results, strict=False)):
        if result.failure:
            raise describe(result.failure, parts[: index + 1])
        target = files.get(block.page)
        if target is not None:
            outputs.append(_output(project, block, result, target))
        made = made_plots(project, block, result.drawn, plots[block.page])
        outputs += [
            Output(path, kept_plot(project, path, svg), block) for path, svg in made.items()
        ]
    return outputs


def _output(project: Project, block: Block, result: Result, target: str) -> Output:
    cause = _unshowable(result.stdout)
    if cause is not None:
        raise ParityError(
            f"the output {cause}, so no page can show it",
            file=block.page.file,
            line=block.page.line,
            fix="print plain text in whole lines, each ended by a newline",
        )
    path = (project.settings.include_root / target).resolve()
    if not path.is_relative_to(project.settings.include_root) or path.suffix != ".txt":
        raise ParityError(
            f"the output file {target!r} is not a .txt file of the project",
            file=block.page.file,
            line=block.page.line,
            fix="name it snippets/outputs/<name>.txt",
        )
    return Output(path, as_shown(result.stdout), replace(block, expected=None))


def _unshowable(text: str) -> str | None:
    """Say why a page that includes this text would not show it as it is; None if it would."""
    if text and not text.endswith("\n"):
        return "does not end in a newline"
    if "\r" in text:
        return "contains a carriage return"
    if text.startswith("\ufeff"):
        return "starts with a byte-order mark"
    return "contains the mark of an include" if _INCLUDE_MARK.search(text) else None


def _targets(document: Document) -> list[str | None]:
    """Return what each expected-output fence includes: a whole file, or None for anything else."""
    targets: list[str | None] = []
    expected = False
    for item in scan(document):
        if isinstance(item, Directive):
            expected = item.text.startswith("pytest-codeblocks:expected-output")
        else:
            if expected:
                lines = [include_of(line.text) for line in item.body(document)]
                targets.append(lines[0] if len(lines) == 1 and lines[0] else None)
            expected = False
    return targets
