"""Plots: SVG files that the programs of pages write, and pages show.

A block of `snippets/seq2seq.py` that writes `loss.svg` into its folder draws the plot
`<plots>/seq2seq-loss.svg`. The page shows that file as an image between the block and the next
one. `parity outputs` writes the file, the tests compare it with what each language's program draws.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mkdocs_parity.blocks import Block
from mkdocs_parity.document import Document, Origin, hidden
from mkdocs_parity.drawing import restyle
from mkdocs_parity.errors import ParityError
from mkdocs_parity.extract import figures_in
from mkdocs_parity.files import read_text
from mkdocs_parity.page import Page
from mkdocs_parity.plot_compare import PLACE, difference
from mkdocs_parity.project import Project
from mkdocs_parity.settings import Settings


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot that a page shows: its file, and where the page has it."""

    file: Path
    page: Origin


def shown_plots(
    settings: Settings,
    file: Path,
    document: Document,
    found: Iterable[Block],
    outdated: frozenset[Origin] = frozenset(),
) -> dict[Origin, list[Plot]]:
    """Find the plots that a page shows, by the place of the block that draws them.

    Args:
        settings: the project's settings.
        file: the page.
        document: its lines, includes expanded.
        found: its blocks.
        outdated: lines whose plots may be those of an older text; they are not looked at.

    Raises:
        ParityError: a plot does not stand below a block whose program can draw it.

    """
    order = [block for block in found if block.page not in outdated]
    shown: dict[Origin, list[Plot]] = {block.page: [] for block in order}
    silent = hidden(document)
    for index, line in enumerate(document):
        if index in silent or line.page in outdated:
            continue
        for path in figures_in(line.text, file.parent):
            if not path.is_relative_to(settings.plots):
                continue
            above = [block for block in order if block.page.line < line.page.line]
            if not above or not _can_draw(above[-1], path, settings):
                raise _misplaced(above, path, line.page, settings)
            shown[above[-1].page].append(Plot(path, line.page))
    return shown


def file_of(block: Block, drawn: str, settings: Settings) -> Path:
    """Return where a page finds the plot that a block writes as `drawn`."""
    return settings.plots / f"{_stem(block)}-{drawn}"


def check_drawn(
    project: Project, block: Block, drawn: Mapping[str, str], shown: Sequence[Plot]
) -> ParityError | None:
    """Compare what a block drew with the plots that its page shows; None if they agree."""
    try:
        made = made_plots(project, block, drawn, shown)
        for path, svg in made.items():
            name = project.name(path)
            if not path.is_file():
                return _not_drawn_yet(project, next(plot for plot in shown if plot.file == path))
            said = _difference(project, path, svg)
            if said is not None:
                return ParityError(
                    f"the block draws another plot than {name} shows: {said}",
                    file=block.page.file,
                    line=block.page.line,
                    fix="if the new plot is right, run `parity outputs` and look at it",
                )
    except ParityError as error:
        return error
    return None


def made_plots(
    project: Project, block: Block, drawn: Mapping[str, str], shown: Iterable[Plot]
) -> dict[Path, str]:
    """Return the plots that a block drew as pages show them, by their file.

    Raises:
        ParityError: the page shows a plot that the block does not draw, or the other way round,
            or what was drawn cannot be shown.

    """
    wanted = {plot.file: plot for plot in shown}
    made: dict[Path, str] = {}
    for name, svg in sorted(drawn.items()):
        path = file_of(block, name, project.settings)
        if path not in wanted:
            raise ParityError(
                f"the block draws {name}, which the page does not show",
                file=block.page.file,
                line=block.page.line,
                fix=f"show it below the block: ![what it shows](…/{project.name(path)})",
            )
        try:
            made[path] = restyle(svg, name)
        except ParityError as error:
            cause = f"the plot {name} of this block cannot be shown: {error.cause}"
            where = block.page
            raise ParityError(cause, file=where.file, line=where.line, fix=error.fix) from error
    for path, plot in wanted.items():
        if path not in made:
            raise ParityError(
                f"the block at {block.page} does not draw {_drawn_name(block, path)}",
                file=plot.page.file,
                line=plot.page.line,
                fix=f"let it write that file: figure.savefig({_drawn_name(block, path)!r})",
            )
    return made


def kept_plot(project: Project, path: Path, svg: str) -> str:
    """Return the plot that stands in a file if the new one agrees with it, else the new one.

    So a plot that was drawn again on another processor does not change.
    """
    if not path.is_file():
        return svg
    agrees = _difference(project, path, svg) is None
    return read_text(path, project.name(path)) if agrees else svg


def check_plots(project: Project, pages: Iterable[Page]) -> None:
    """Check without running anything that every plot has a page and stands in its place.

    Raises:
        ParityError: a plot stands below the wrong block, or no page shows it.

    """
    shown: set[Path] = set()
    for page in pages:
        file = project.settings.root / page.name
        found = shown_plots(project.settings, file, page.document, page.own, page.outdated)
        shown |= {plot.file for plots in found.values() for plot in plots}
        for plot in (plot for plots in found.values() for plot in plots):
            if not plot.file.is_file():
                raise _not_drawn_yet(project, plot)
    refuse_unshown(project, shown)


def refuse_unshown(project: Project, shown: set[Path]) -> None:
    """Refuse files in the folder of plots that no page shows.

    Raises:
        ParityError: there is one.

    """
    for path in sorted(project.settings.plots.glob("**/*")):
        if path.is_file() and path not in shown and not path.name.startswith("."):
            raise ParityError(
                "no page shows this plot",
                file=project.name(path),
                fix="delete it, or show it below the block that draws it",
            )


def _difference(project: Project, path: Path, svg: str) -> str | None:
    name = project.name(path)
    place = project.settings.tolerance.get(path.name, PLACE)
    return difference(read_text(path, name), svg, name, place)


def _not_drawn_yet(project: Project, plot: Plot) -> ParityError:
    return ParityError(
        f"the plot {project.name(plot.file)} does not exist",
        file=plot.page.file,
        line=plot.page.line,
        fix="run `parity outputs`, which draws it",
    )


def _can_draw(block: Block, path: Path, settings: Settings) -> bool:
    return path.parent == settings.plots and path.name.startswith(f"{_stem(block)}-")


def _stem(block: Block) -> str:
    """Return the name of the file that the block's code comes from."""
    source = next((line.source for line in block.lines if line.source is not None), None)
    return PurePosixPath(source.file).stem if source else ""


def _drawn_name(block: Block, path: Path) -> str:
    return path.name.removeprefix(f"{_stem(block)}-")


def _misplaced(above: list[Block], path: Path, where: Origin, settings: Settings) -> ParityError:
    folder = settings.plots.name
    if not above:
        cause = f"the plot {path.name} stands above every block"
    else:
        cause = f"the plot {path.name} is none of the block above it, at {above[-1].page}"
    fix = "put it below the block that draws it"
    if above:
        fix += f"; that block's plots are called {folder}/{_stem(above[-1])}-….svg"
    return ParityError(cause, file=where.file, line=where.line, fix=fix)
