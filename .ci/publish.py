"""Put a built site beside the other versions, on a branch: `publish.py SITE VERSION`.

SITE was built for an address that ends with VERSION: a number such as 0.2 for a release, or dev.
The branch holds a folder for each version, and `latest/`, whose pages lead to those of the greatest
number. The address above them leads there, too, and its page for lost readers is that of the same
version. mike does the work; nothing is pushed.
"""

import argparse
import re
from pathlib import Path

from mike import commands
from mike.git_utils import Commit, FileInfo, read_file

LATEST = "latest"


def number(version: str) -> tuple[int, ...]:
    """Return a release's version as numbers, which have an order; nothing for dev."""
    return tuple(map(int, version.split("."))) if re.fullmatch(r"\d+(\.\d+)*", version) else ()


def publish(site: Path, version: str, branch: str) -> None:
    """Commit the files of a version, and what stands above all versions."""
    if not (site / "index.html").is_file():
        raise SystemExit(f"{site} is no built site; build it first")
    known = [str(info.version) for info in commands.list_versions(branch)]
    newest = max([version, *known], key=number)
    aliases = [LATEST] if newest == version and number(version) else []
    deployed = commands.deploy(
        {"site_dir": str(site), "use_directory_urls": True},
        version,
        aliases=aliases,
        update_aliases=True,
        alias_type=commands.AliasType.redirect,
        branch=branch,
        message=f"Publish {version}",
    )
    with deployed:
        pass  # the site is built
    default = LATEST if number(newest) else newest
    commands.set_default(default, branch=branch, message=f"Lead to {default}", allow_empty=True)
    with Commit(branch, f"Lost readers are told by {newest}", allow_empty=True) as commit:
        commit.add_file(FileInfo("404.html", read_file(branch, f"{newest}/404.html")))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("version")
    parser.add_argument("--branch", default="gh-pages")
    given = parser.parse_args()
    publish(given.site, given.version, given.branch)


if __name__ == "__main__":
    main()
