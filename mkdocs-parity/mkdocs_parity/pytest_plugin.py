"""Gives pytest-codeblocks the expanded, localized pages of a project that uses the plugin parity.

With `--codeblocks`, a Markdown file below the docs folder becomes one item per block, named by
the block's line. The blocks of one program run once, in a process of their own; each block's
output is compared with the one shown below it. All other Markdown files stay pytest-codeblocks'.
"""

import fnmatch
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pytest_codeblocks import CodeBlock
from pytest_codeblocks.plugin import MarkdownFile, TestBlock

from mkdocs_parity.blocks import Block, Program, programs
from mkdocs_parity.changes import described
from mkdocs_parity.counts import PROPERTY, Count
from mkdocs_parity.document import Origin
from mkdocs_parity.errors import ParityError
from mkdocs_parity.finding import find_project, refuse_translations
from mkdocs_parity.languages import SHELLS
from mkdocs_parity.page import Page
from mkdocs_parity.plots import Plot, check_drawn, shown_plots
from mkdocs_parity.project import Project
from mkdocs_parity.record import write_run
from mkdocs_parity.report import compare, describe
from mkdocs_parity.run import Result, run, run_shell

_COUNT = pytest.StashKey[Count]()
_REPORTED = pytest.StashKey[set[str]]()  # the errors of pages


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Refuse translations that hold a conftest.py or another such file, before it is read."""
    known = early_config.known_args_namespace
    here = early_config.invocation_params.dir
    named = known.file_or_dir or early_config.getini("testpaths") or ["."]
    for path in [here, *(here / str(argument).split("::")[0] for argument in named)]:
        try:
            refuse_translations(path.resolve())
        except ParityError as error:
            raise pytest.UsageError(str(error)) from error


@pytest.hookimpl(wrapper=True)
def pytest_ignore_collect(
    collection_path: Path, config: pytest.Config
) -> Generator[None, bool | None, bool | None]:
    """Go into folders of pages that pytest passes by for their name, such as `build`.

    Before a folder's conftest.py or a module is imported, the translation that it lies in is
    checked: pytest asks here first.
    """
    if collection_path.suffix == ".py" or (collection_path / "conftest.py").exists():
        try:
            refuse_translations(collection_path.resolve())
        except ParityError as error:
            pytest.exit(str(error), returncode=2)
    ignored = yield
    hidden = collection_path.name.startswith(".")
    if not ignored or hidden or not config.option.codeblocks or not collection_path.is_dir():
        return ignored
    if collection_path.name.startswith("."):
        return ignored  # MkDocs passes by hidden ones, too
    patterns = config.getini("norecursedirs")
    if not any(fnmatch.fnmatch(collection_path.name, pattern) for pattern in patterns):
        return ignored  # for another reason
    folder = collection_path.resolve()
    try:
        project = find_project(folder)
    except ParityError:
        return ignored
    return ignored if project is None or not project.language_of(folder / "x.md") else False


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[Any], list[Any]]:
    """Put a `PageFile` in the place of pytest-codeblocks' collector."""
    collected = yield
    if not any(isinstance(node, MarkdownFile) for node in collected):
        return collected
    page = PageFile.from_parent(parent, path=file_path)
    try:
        project = find_project(file_path.resolve())
    except ParityError as error:
        page.error = error
    else:
        if project is None or project.language_of(file_path.resolve()) is None:
            return collected
        page.project = project
    return [page if isinstance(node, MarkdownFile) else node for node in collected]


class OutdatedWarning(pytest.PytestWarning):
    """A section of a translation is older than English, and was run without what English lost."""


class PageFile(MarkdownFile):  # type: ignore[misc]
    """A page of a project; collects its blocks."""

    project: Project
    error: ParityError | None = None

    def collect(self) -> Iterator["BlockItem"]:
        """Yield one item per block; pages whose blocks differ from the default language's fail.

        An error that stops many pages, such as one in a catalogue, is reported once.
        """
        try:
            if self.error is not None:
                raise self.error
            page = self.project.page(self.path)
            self._same_as_default(page)
        except ParityError as error:
            if str(error) in self.config.stash[_REPORTED]:
                return
            self.config.stash[_REPORTED].add(str(error))
            raise
        for change in page.changes:
            self.warn(OutdatedWarning(described(change)))
        plots = shown_plots(
            self.project.settings, self.path, page.document, page.own, page.outdated
        )
        for program in programs(page.blocks):
            execution = Execution(program, self.project, plots)
            for block in program:
                where = "" if block.page.file == page.name else f" of {block.page.file}"
                item = BlockItem.from_parent(self, name=f"line {block.page.line}{where}")
                item.setup_block(block, execution)
                item.user_properties.append((PROPERTY, [page.language, page.path]))
                yield item

    def _same_as_default(self, page: Page) -> None:
        default = self.project.settings.default.code
        twin = self.project.counterpart(page, default)
        if page.language == default or not twin.is_file():
            return
        wanted = self.project.page(twin).blocks
        if len(wanted) != len(page.blocks):
            raise ParityError(
                f"the page has {len(page.blocks)} blocks that run, "
                f"{self.project.name(twin)} has {len(wanted)}",
                file=page.name,
                fix="include the same code in the same order as the other page",
            )

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """Show an error of the page without pytest's traceback."""
        if isinstance(excinfo.value, ParityError):
            return str(excinfo.value)
        return str(pytest.File.repr_failure(self, excinfo))


class Execution:
    """One program of a page, run at most once."""

    def __init__(
        self, program: Program, project: Project, plots: Mapping[Origin, list[Plot]]
    ) -> None:
        self.parts = [block for block in program if block.reason is None]
        self.project = project
        self.plots = plots
        self._results: list[Result] | None = None

    def result(self, block: Block) -> Result:
        """Return what a block did.

        Raises:
            ParityError: it failed, or a block before it did.

        """
        if self._results is None:
            settings = self.project.settings
            codes = [part.code for part in self.parts]
            if block.language in SHELLS:
                self._results = [run_shell(codes[0], block.language, timeout=settings.timeout)]
            else:
                self._results = run(codes, timeout=settings.timeout, preload=settings.preload)
        index = self.parts.index(block)
        last = min(index, len(self._results) - 1)
        failure = self._results[last].failure
        if failure is None:
            return self._results[index]
        error = describe(failure, self.parts[: last + 1])
        if last < index:
            raise ParityError(
                f"not run, because the block at {self.parts[last].page} fails",
                file=block.page.file,
                line=block.page.line,
                fix="see that block's report",
            )
        raise error

    def record(self, block: Block) -> None:
        """Record that a block passed, for the site to show."""
        if self.project.settings.proof and self._results is not None:
            index = self.parts.index(block)
            write_run(self.project.settings, self.parts[: index + 1], self._results[index])


class BlockItem(TestBlock):  # type: ignore[misc]
    """One block of a page."""

    def setup_block(self, block: Block, execution: Execution) -> None:
        """Tell the item what it runs."""
        self.block = block
        self.execution = execution
        expected = block.expected.text if block.expected else None
        self.obj = CodeBlock(block.code, block.page.line, block.language, expected)
        self.extra_keyword_matches.add(str(block.page))
        if block.reason is not None:
            self.add_marker(pytest.mark.skip(reason=block.reason))

    def runtest(self) -> None:
        """Run the block's program and compare the block's output."""
        result = self.execution.result(self.block)
        error = compare(self.block, result.stdout)
        plots = self.execution.plots.get(self.block.page)  # None where the page is outdated
        if error is None and plots is not None:
            error = check_drawn(self.execution.project, self.block, result.drawn, plots)
        if error is not None:
            raise error
        self.execution.record(self.block)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """Show the error with its places, without pytest's traceback."""
        if isinstance(excinfo.value, ParityError):
            return str(excinfo.value)
        return str(pytest.Item.repr_failure(self, excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the block by page and line."""
        return self.path, self.block.page.line - 1, f"{self.block.page}"


def pytest_configure(config: pytest.Config) -> None:
    """Start counting."""
    config.stash[_REPORTED] = set()
    config.stash[_COUNT] = Count()
    config.pluginmanager.register(_Counter(config.stash[_COUNT]), "parity-counter")


class _Counter:
    """Feeds the count from the reports, which arrive here from every worker."""

    def __init__(self, count: Count) -> None:
        self.count = count

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.count.add(report)

    def pytest_deselected(self) -> None:
        self.count.partial = True


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a whole run in which the languages did not run the same number of blocks."""
    count = session.config.stash[_COUNT]
    if hasattr(session.config, "workerinput") or _selected(session):
        count.partial = True
    elif count.unequal() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _selected(session: pytest.Session) -> bool:
    option = session.config.option
    chosen = (
        option.keyword
        or option.markexpr
        or getattr(option, "lf", False)
        or getattr(option, "deselect", None)
    )
    ended = session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    stopped = bool(session.shouldstop or session.shouldfail or not ended)
    return bool(chosen) or stopped or any("::" in argument for argument in session.config.args)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """End the run with the count per language."""
    count = terminalreporter.config.stash[_COUNT]
    if not count.lines():
        return
    terminalreporter.section("blocks per language")
    for line in count.lines():
        terminalreporter.write_line(line)
    unequal = [] if count.partial else count.unequal()
    for line in unequal:
        terminalreporter.write_line(f"UNEQUAL {line}", red=True)
