"""Counting the blocks that ran, per language and page."""

from collections import Counter

import pytest

PROPERTY = "parity"  # the name under which a report says [language, page] of its block


class Count:
    """Counts the blocks that ran or were skipped, per language and page."""

    def __init__(self) -> None:
        self.ran: Counter[tuple[str, str]] = Counter()
        self.skipped: Counter[tuple[str, str]] = Counter()
        self.partial = False

    def add(self, report: pytest.TestReport) -> None:
        """Count the block of a report, if it is one."""
        for name, value in report.user_properties:
            if name == PROPERTY and isinstance(value, list):
                key = (value[0], value[1])
                if report.skipped:
                    self.skipped[key] += 1
                elif report.when == "call":
                    self.ran[key] += 1

    def lines(self) -> list[str]:
        """Return a line per language."""
        languages = sorted({language for language, _ in self.ran | self.skipped})
        return [
            f"{language}: {_total(self.ran, language)} blocks run, "
            f"{_total(self.skipped, language)} skipped with a reason"
            for language in languages
        ]

    def unequal(self) -> list[str]:
        """Describe each page whose blocks did not run alike in every language that ran."""
        found = []
        for path in sorted({path for _, path in self.ran | self.skipped}):
            counts = {
                language: (self.ran[language, path], self.skipped[language, path])
                for language, other in sorted(self.ran | self.skipped)
                if other == path
            }
            if len(set(counts.values())) > 1:
                shown = ", ".join(
                    f"{language} {ran} run {skipped} skipped"
                    for language, (ran, skipped) in counts.items()
                )
                found.append(f"{path}: {shown}")
        return found


def _total(counts: Counter[tuple[str, str]], language: str) -> int:
    return sum(count for (code, _), count in counts.items() if code == language)
