"""`mkdocs serve`: a change shows at once, and the whole site is built a moment later."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import Site
from mkdocs_parity.serving import times_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux")
PATIENCE = 60  # seconds
FIGURE = '<svg xmlns="http://www.w3.org/2000/svg"><title>{}</title><text>A</text></svg>\n'


@dataclass
class Served:
    """A project that is served."""

    site: Site
    address: str
    log: Path
    process: "subprocess.Popen[bytes]"

    def read(self, page: str) -> str:
        try:
            with urllib.request.urlopen(f"{self.address}{page}", timeout=PATIENCE) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")


def wait(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def alive(folder: Path) -> int:
    """Return how many processes work in a folder."""
    number = 0
    for process in Path("/proc").iterdir():
        try:
            number += process.name.isdigit() and (process / "cwd").readlink() == folder
        except OSError:
            continue
    return number


def _heed_interrupts() -> None:
    """Undo what a shell does to jobs in the background, and so to all that these start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def served(site: Site, tmp_path: Path) -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site.write("docs/assets/f.svg", FIGURE.format("One"))
    for language in ("en", "pt"):
        page = site.read(f"docs/{language}/learn/x.md")
        site.write(f"docs/{language}/learn/x.md", f"{page}\n![f](../../assets/f.svg)\n")
    log, temporary = tmp_path / "serve.log", tmp_path / "t"
    temporary.mkdir()
    command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"]
    with log.open("wb") as file:
        running = subprocess.Popen(
            command,
            cwd=site.root,
            stdout=file,
            stderr=file,
            env=os.environ | {"TMPDIR": str(temporary), "NO_MKDOCS_2_WARNING": "1"},
            preexec_fn=_heed_interrupts,
        )
    found = Served(site, f"http://127.0.0.1:{port}/", log, running)
    try:
        wait(lambda: "Home" in found.read(""))
        yield found
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(PATIENCE)
    wait(lambda: not alive(site.root))
    assert not list(temporary.iterdir())


def test_change_shows_at_once_and_the_site_follows(served: Served) -> None:
    site = served.site
    site.replace("docs/pt/index.md", "# Início", "# Começo")
    wait(lambda: "Começo" in served.read("pt/"))
    assert "Built 1 page in" in served.said()
    wait(lambda: "Começo" in served.read("pt/learn/x/"))  # in the navigation
    site.replace("docs/pt/index.md", "# Começo", "# Entrada")  # in a build that came later
    wait(lambda: "Entrada" in served.read("pt/"))
    assert served.said().count("Built 1 page in") == 2
    (folder,) = served.log.with_name("t").glob("parity-*")
    wait(lambda: {place.name for place in folder.iterdir()} == {"2"})  # the older ones are gone
    assert "Entrada" in served.read("pt/")


def test_what_pages_are_made_of_shows_at_once(served: Served) -> None:
    site = served.site
    site.replace("snippets/a.py", "# Show it.", "value = 4.0\n# Show it.")
    wait(lambda: "value" in served.read("learn/x/") and "value" in served.read("pt/learn/x/"))
    assert "Built 2 pages in" in served.said()
    site.replace("docs/pt/code.po", "Mostre.", "Mostre isto.")
    wait(lambda: "Mostre isto." in served.read("pt/learn/x/"))
    assert served.said().count("parity: Built ") == 2
    site.write("docs/assets/f.svg", FIGURE.format("Two"))
    wait(lambda: "Two" in served.read("learn/x/"))
    assert served.said().count("parity: Built ") == 3
    assert "Two" in served.read("pt/learn/x/")


def test_what_cannot_be_built_alone_is_built_whole(served: Served) -> None:
    site = served.site
    site.write("docs/en/new.md", "# New\n")
    wait(lambda: "New" in served.read("new/"))
    assert "New" in served.read("")
    site.replace("mkdocs.yml", "site_name: T", "site_name: Other")
    wait(lambda: "Other" in served.read("new/"))
    assert "in 0." not in served.said().replace("built in", "")


def test_mistake_is_told_and_the_site_stays(served: Served) -> None:
    site = served.site
    wrong = '# Home\n\n--8<-- "nothing.py"'
    site.replace("docs/en/index.md", "# Home", wrong)
    wait(lambda: "The site stays as it was until this is mended." in served.said())
    assert "docs/en/index.md:3: the include 'nothing.py' does not exist" in served.said()
    assert "Home" in served.read("")
    site.replace("docs/en/index.md", wrong, "# Home\n\nWords.")
    wait(lambda: "Words." in served.read(""))
    site.replace("mkdocs.yml", "timeout: 20", "timeout: -1")
    wait(lambda: served.said().count("The site stays as it was until this is mended.") == 2)
    assert "Words." in served.read("")
    site.replace("mkdocs.yml", "timeout: -1", "timeout: 30")
    site.replace("docs/en/index.md", "Words.", "Others.")
    wait(lambda: "Others." in served.read(""))


def test_nothing_is_left_running_when_the_server_is_killed(served: Served) -> None:
    served.site.replace("docs/pt/index.md", "# Início", "# Começo")
    wait(lambda: "Começo" in served.read("pt/learn/x/"))
    served.process.kill()
    served.process.wait(PATIENCE)
    wait(lambda: not alive(served.site.root))
    for folder in served.log.with_name("t").iterdir():  # only what is alive can clean up
        subprocess.run(["rm", "-r", str(folder)], check=True)


def test_times_leave_out_what_is_hidden_or_compiled(tmp_path: Path) -> None:
    for name in ("a.md", "b/c.md", ".d/e.md", "b/__pycache__/f.pyc", "g.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    os.utime(tmp_path / "a.md", ns=(1, 2))
    found = times_of([tmp_path / "b", str(tmp_path / "a.md")])
    assert found.keys() == {tmp_path / "a.md", tmp_path / "b/c.md"}
    assert found[tmp_path / "a.md"] == 2
