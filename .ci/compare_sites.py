"""Say in what the pages of two built sites differ: `compare_sites.py SITE OTHER`.

What readers see of each page's article is compared: headings with their anchors, text, code, links,
formulas. Left out on purpose is what only the plugin adds: figures inside the page, notices, proof
and downloads. Exits with 1 if a page is missing in one of them, or anything else differs.
"""

import argparse
import sys
from difflib import unified_diff
from pathlib import Path

from lxml import html

OURS = (
    "//*[starts-with(@class, 'parity-') or contains(@class, ' parity-')]"
    "[not(starts-with(@class, 'parity-math'))]"
)
SKIPPED = (OURS, "//script | //style | //template", "//svg | //img", "//*[@class='headerlink']")


def words(page: Path) -> list[str]:
    """Return what stands in a page's article, a line for each piece of text, anchor and link."""
    article = html.fromstring(page.read_bytes()).xpath("//article")[0]
    for path in SKIPPED:
        for element in article.xpath(f".{path.replace(' | //', ' | .//')}"):
            element.drop_tree()
    found = []
    for element in article.iter():
        if element.tag in ("h1", "h2", "h3", "h4"):
            found.append(f"#{element.get('id')}")
        if element.tag == "a" and element.get("href"):
            found.append(f"link {element.get('href')}")
    return [*found, *" ".join(article.itertext()).split()]


def main() -> int:
    """Compare all pages and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("other", type=Path)
    arguments = parser.parse_args()
    sites = arguments.site, arguments.other
    pages = [{file.relative_to(site) for file in site.rglob("index.html")} for site in sites]
    for page in sorted(pages[0] ^ pages[1]):
        print(f"{page}: only in {sites[page in pages[1]]}")
    differing = 0
    for page in sorted(pages[0] & pages[1]):
        one, other = (words(site / page) for site in sites)
        lines = [line for line in unified_diff(one, other, lineterm="", n=0) if line[0] in "+-"][2:]
        differing += bool(lines)
        if lines:
            print(f"{page}: {' '.join(lines[:12])}")
    print(f"{len(pages[0] & pages[1])} pages compared, {differing} differ")
    return int(bool(differing or pages[0] ^ pages[1]))


if __name__ == "__main__":
    sys.exit(main())
