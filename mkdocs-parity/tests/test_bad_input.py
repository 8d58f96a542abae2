"""Bad inputs end in one clear error, in every program that meets them."""

import pytest
from bad import ALL, Bad
from bad_files import CATALOGUES, FIGURES, SETTINGS, damaged
from bad_pages import INCLUDES, PAGES
from conftest import Outcome, Site

TABLE = [*INCLUDES, *PAGES, *CATALOGUES, *FIGURES, *SETTINGS, *damaged()]


@pytest.fixture
def built(site: Site) -> Site:
    """A project with a page to spoil, a secret beside it, and a site built before."""
    site.write("../secret.py", "x = 1\n")
    site.write("docs/en/y.md", "# Y\n")
    site.write("site/index.html", "before")
    site.write("site/pt/index.html", "before")
    return site


def spoil(site: Site, bad: Bad) -> None:
    for path, content in bad.files.items():
        if isinstance(content, str) and content.startswith("-> "):
            (site.root / path).symlink_to(content.removeprefix("-> "))
        else:
            site.write(path, content)


def outcome_of(site: Site, program: str, page: str) -> Outcome:
    if program == "build":
        return site.build("--strict")
    if program == "test":
        return site.test()
    return site.parity(program, *([str(site.root / page)] if program == "render" else []))


def check_error(text: str, bad: Bad) -> None:
    """One error, with place, cause and fix, and nothing else that looks like one."""
    assert f"{bad.where}: " in text
    assert bad.cause in text
    assert bad.fix in text.split("fix: ")[1].split("\n")[0]
    assert text.count("  fix: ") == 1
    assert text.lower().count("error: ") + text.count("ERROR   ") <= 1
    assert "Traceback" not in text
    assert "WARNING" not in text


@pytest.mark.parametrize("bad", TABLE, ids=[bad.name.replace(" ", "-") for bad in TABLE])
def test_one_clear_error_and_nothing_written(built: Site, bad: Bad) -> None:
    spoil(built, bad)
    before = built.snapshot()
    for program in bad.meets.split():
        outcome = outcome_of(built, program, bad.page)
        print(f"{program}: {outcome.text}")
        check_error(outcome.text, bad)
        assert outcome.code in ((2, 4) if program == "test" else (1,))  # collection, or before it
        assert built.snapshot() == before


@pytest.mark.parametrize(
    "bad", [bad for bad in TABLE if bad.meets != ALL], ids=lambda bad: bad.name.replace(" ", "-")
)
def test_programs_that_do_not_meet_it_end_well(built: Site, bad: Bad) -> None:
    spoil(built, bad)
    for program in sorted({*ALL.split()} - {*bad.meets.split()}):
        outcome = outcome_of(built, program, bad.page)
        assert (outcome.code, "fix: " in outcome.text) == (0, False), (program, outcome.text)
