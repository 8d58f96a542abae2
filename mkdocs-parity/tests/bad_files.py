"""Bad catalogues, figures and settings, and files that are saved badly."""

from collections.abc import Iterator

from bad import ALL, CODE, DRAWN, FIGURE, NS, SHOWN, TRANSLATED, Bad, Y, config, entry, figure
from conftest import CATALOGUE, SNIPPET


def damaged() -> Iterator[Bad]:
    """Save each kind of file in a way that it must not be saved in."""
    ways = [
        ("invalid UTF-8", lambda text: text + b"\xff\n", -1, "0xff is not valid UTF-8", "as UTF-8"),
        ("a BOM", lambda text: b"\xef\xbb\xbf" + text, 1, "byte-order mark", "without BOM"),
        ("CRLF", lambda text: text.replace(b"\n", b"\r\n"), 1, "ends in a carriage", "Unix line"),
    ]
    b = f"# Y\n\n{CODE.replace('a.py', 'b.py')}"
    files = [
        ("page", Y, b"# Y\n\nwords\n", {}, ALL, Y),
        ("translated page", "docs/pt/index.md", b"# Y\n", {}, TRANSLATED, "docs/pt/index.md"),
        ("snippet", "snippets/b.py", SNIPPET.encode(), {Y: b}, ALL, Y),
        ("output", "snippets/outputs/two.txt", b"2.0\n", {}, SHOWN, "docs/en/learn/x.md"),
        ("catalogue", "docs/pt/code.po", CATALOGUE.encode(), {}, SHOWN, "docs/pt/learn/x.md"),
        ("figure", "docs/en/f.svg", f"<svg {NS}/>\n".encode(), FIGURE, DRAWN, Y),
    ]
    for how, damage, at, cause, fix in ways:
        for what, path, text, others, meets, shown in files:
            line = text.count(b"\n") + 1 if at < 0 else at
            yield Bad(
                f"{what} in {how}",
                {**others, path: damage(text)},
                f"{path}:{line}",
                cause,
                fix,
                meets,
                shown,
            )


CATALOGUES = [
    entry("open quote", 'msgid "Show it."', 'msgid "Show it.', 15, "broken entry", "quotes", SHOWN),
    entry("no msgid", 'msgid "Show it."', "#", 16, "has a broken entry", "msgid", SHOWN),
    entry(
        "words between entries", 'msgid "Show it."', "Show it.", 15, "broken entry", "msgid", SHOWN
    ),
    entry(
        "entry that stands twice",
        'msgid "Show it."',
        'msgid "the library"',
        15,
        "'the library' stands twice, first in line 7",
        "delete one",
        SHOWN,
    ),
    entry(
        "comment that brings a line of code",
        "a biblioteca",
        "a\\nimport os",
        7,
        "the comment has one line, its translation several",
        "in one line",
        TRANSLATED,
    ),
    entry(
        "docstring that brings code",
        "Devolve a raiz.",
        '\\"\\"\\"; print(1); \\"\\"\\"',
        11,
        "the translation of the docstring 'Return the root.' changes the program",
        "no quotes that end the string",
        TRANSLATED,
    ),
    entry(
        "comment for a tool",
        "a biblioteca",
        "noqa",
        7,
        "reads as an instruction to a tool",
        "another word",
        TRANSLATED,
    ),
    entry(
        "text that reads backwards",
        "Mostre.",
        "Mostre\u202e.",
        16,
        "the hidden character U+202E",
        "delete it",
        SHOWN,
    ),
]
FIGURES = [
    figure("unclosed tag", f"<svg {NS}>\n<text>a</svg>\n", 2, "not well-formed", "mend the XML"),
    figure("empty figure", "", 1, "the figure is not well-formed", "mend the XML"),
    figure("figure of HTML", "<html/>\n", 1, "is a html, not an svg", "start it by <svg"),
    figure(
        "figure that reads a file",
        f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<svg {NS}>&x;</svg>\n',
        2,
        "uses the entity &x;",
        "write the text itself",
    ),
]
SETTINGS = [
    config(
        "language without a folder",
        "- {locale: pt, name: Português}",
        "- {locale: pt, name: Português}\n        - {locale: zh, name: 中文}",
        "mkdocs.yml:12",
        "the language 'zh' (中文) has no folder docs/zh/",
        "create docs/zh/ with an index.md",
    ),
    config(
        "include_root that is missing",
        "timeout: 20",
        "include_root: none",
        "mkdocs.yml",
        "include_root: 'none' is no folder",
        "name a folder",
    ),
    config(
        "time that is none",
        "timeout: 20",
        "timeout: 0",
        "mkdocs.yml",
        "timeout: 0 is not a number of seconds above 0",
        "timeout: 60",
    ),
]
