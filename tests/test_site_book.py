"""The printed book of each language."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

PARITY = [sys.executable, "-c", "from mkdocs_parity.cli import main; main()"]
PAGES = len(list((ROOT / "docs" / "en").rglob("*.md")))


def test_book_has_every_page_and_leads_nowhere_local(
    site: Path, chromium: str, tmp_path: Path
) -> None:
    """In the language that needs fonts of its own; the others are printed in the same way."""
    folder = shutil.copytree(site / "encdec", tmp_path / "site")
    command = [*PARITY, "pdf", str(folder), "zh"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert printed.returncode == 0, printed.stderr
    book = (folder / "zh" / "book.pdf").read_bytes()
    assert len(book) < 1_000_000 * PAGES
    assert b"/Outlines" in book
    assert len(re.findall(rb"/Type /Page\b", book)) > 3 * PAGES
    assert b"127.0.0.1" not in book
    assert len(re.findall(rb"/Dest |/GoTo", book)) > PAGES


def test_pdf_of_a_folder_that_is_no_site_is_refused(tmp_path: Path) -> None:
    command = [*PARITY, "pdf", str(tmp_path)]
    refused = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "there is no page / in the built site" in refused.stderr
    assert "fix: build the site" in refused.stderr


def test_pdf_of_a_language_that_the_site_lacks_is_refused(tmp_path: Path) -> None:
    command = [*PARITY, "pdf", str(tmp_path), "fr"]
    refused = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "'fr' is no language of the site: one of en, pt, zh" in refused.stderr
