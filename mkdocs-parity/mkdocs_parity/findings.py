"""What `parity check` finds: where, what English has, what the translation has, how to mend it."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mkdocs_parity.document import Origin

_WIDTH = 100  # characters of a quotation


@dataclass(frozen=True, slots=True)
class Edit:
    """A repair: the lines of the translation from `start` up to `end` become `lines`."""

    start: int
    end: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference between a translation and the default language's page.

    Attributes:
        where: the line of the translation.
        rule: the name of what was broken, e.g. `include`.
        cause: what is wrong, in one sentence without a full stop.
        fix: how to mend it.
        wanted: what the default language has, or None.
        has: what the translation has, or None.
        source: the line of the default language that `wanted` stands in, or None.
        edit: the repair, where it is mechanical.
        outdated: whether it stands in a section that is older than the default language's, so
            that nobody has done anything wrong; the site is built without it.

    """

    where: Origin
    rule: str
    cause: str
    fix: str
    wanted: str | None = None
    has: str | None = None
    source: Origin | None = None
    edit: Edit | None = None
    outdated: bool = False


def short(text: str) -> str:
    """Quote the beginning of a text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"


def as_text(findings: Iterable[Finding], default: str) -> str:
    """Write findings for people: three or four lines each.

    Args:
        findings: what was found.
        default: the name of the default language.

    """
    return "".join(_lines(finding, default) for finding in findings)


def as_json(findings: Sequence[Finding], pages: int, fixed: Sequence[Finding] = ()) -> str:
    """Write findings for programs."""
    return json.dumps(
        {
            "pages": pages,
            "findings": [_item(finding) for finding in findings],
            "fixed": [_item(finding) for finding in fixed],
            "rules": dict(sorted(Counter(finding.rule for finding in findings).items())),
            "outdated": sum(finding.outdated for finding in findings),
        },
        ensure_ascii=False,
        indent=2,
    )


def summary(findings: Sequence[Finding], pages: int, fixed: Sequence[Finding] = ()) -> str:
    """Count findings in one line, and say what `--fix` could do."""
    mended = f"{len(fixed)} repaired, " if fixed else ""
    fixable = sum(finding.edit is not None for finding in findings)
    hint = f" ({fixable} can be repaired by --fix)" if fixable else ""
    older = sum(finding.outdated for finding in findings)
    wrong = f"{len(findings) - older or 'no'} findings"
    late = f", {older} in outdated sections" if older else ""
    return f"{pages} translated pages checked: {mended}{wrong}{late}{hint}"


def _lines(finding: Finding, default: str) -> str:
    rule = f"outdated {finding.rule}" if finding.outdated else finding.rule
    text = f"{finding.where}: {rule}: {finding.cause}\n"
    if finding.wanted is not None:
        source = f" ({finding.source})" if finding.source else ""
        text += f"  {default} has: {short(finding.wanted)}{source}\n"
    if finding.has is not None:
        text += f"  this page has: {short(finding.has)}\n"
    return f"{text}  fix: {finding.fix}\n"


def _item(finding: Finding) -> dict[str, object]:
    source = finding.source
    return {
        "file": finding.where.file,
        "line": finding.where.line,
        "rule": finding.rule,
        "cause": finding.cause,
        "wanted": finding.wanted,
        "has": finding.has,
        "source": {"file": source.file, "line": source.line} if source else None,
        "fix": finding.fix,
        "fixable": finding.edit is not None,
        "outdated": finding.outdated,
    }
