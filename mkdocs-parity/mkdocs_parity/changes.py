"""What the built page of an outdated translation has otherwise than its source."""

from dataclasses import dataclass

from mkdocs_parity.document import Origin


@dataclass(frozen=True, slots=True)
class Change:
    """What a built page has otherwise than its source: the line, and what is left out or put in."""

    where: Origin
    what: str


def described(change: Change) -> str:
    """Say what was changed, where, and how to mend the source."""
    return (
        f"{change.where}: outdated, so {change.what}\n"
        "  fix: run `parity check --fix`; `parity diff` shows what to translate"
    )
