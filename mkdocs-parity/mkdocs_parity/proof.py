"""What stands at a block: that it ran, with which versions, how long it took, and when."""

from collections.abc import Callable, Sequence
from html import escape

from babel.dates import format_date
from babel.units import format_unit

from mkdocs_parity.blocks import Block
from mkdocs_parity.copying import until
from mkdocs_parity.notices import NOT_RUN, RAN, SKIPPED, locale_of
from mkdocs_parity.record import Run, read_run
from mkdocs_parity.settings import Settings


def proof(
    settings: Settings,
    blocks: Sequence[Block],
    index: int,
    reader: str,
    say: Callable[[str], str],
) -> str:
    """Say, as HTML, whether a block ran.

    Args:
        settings: the project's settings; its record is read.
        blocks: the blocks of a page.
        index: which of them.
        reader: the reader's locale.
        say: puts a message into the reader's language; reasons, too, if a catalogue has them.

    """
    block = blocks[index]
    if block.skip is not None:
        return escape(say(SKIPPED).replace("{reason}", say(block.skip)), quote=False)
    run = read_run(settings, until(blocks, index))
    if run is None:
        return escape(say(NOT_RUN), quote=False)
    return _said(run, reader, escape(say(RAN), quote=False))


def duration(seconds: float, reader: str) -> str:
    """Write a duration as the reader's language does, to a tenth of a second below ten."""
    rounded = round(seconds, 1) if seconds < 10 else round(seconds)
    small = rounded < 0.1
    said = format_unit(
        0.1 if small else rounded,
        "duration-second",
        length="short",
        format="#,##0.#",
        locale=locale_of(reader) or "en",
    )
    return f"< {said}" if small else said


def _said(run: Run, reader: str, message: str) -> str:
    versions = [f"{name} {version}" for name, version in run.modules.items()]
    versions = versions or [f"Python {run.python}"]
    day = format_date(run.date.date(), "medium", locale=locale_of(reader) or "en")
    parts = {
        "{versions}": escape(", ".join(versions)),
        "{time}": escape(duration(run.seconds, reader)),
        "{date}": f'<time datetime="{run.date.isoformat()}">{escape(day)}</time>',
    }
    for place, text in parts.items():
        message = message.replace(place, text)
    return message
