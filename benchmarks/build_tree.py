"""A documentation project of any size to build: pages, snippets, catalogues, configurations.

    python benchmarks/build_tree.py FOLDER [--pages 122] [--languages 3]

The same numbers give the same project. A page has prose, six headings, five included blocks of
Python with comments, an output, lists, a table, a note and links to anchors of other pages.
Three configurations build it: `mkdocs.yml` this project's stack, `stock.yml` mkdocs-material with
mkdocs-static-i18n, `zensical-<language>.yml` one language with Zensical.
"""

import argparse
import random
import re
from collections.abc import Iterator
from pathlib import Path

CODES = ("en", "pt", "zh", "es", "fr", "de", "ja", "it", "ru", "tr", "ko", "uk")
_WORDS = {  # by language; the others take words of Latin letters
    "zh": ["模型", "编码", "解码", "序列", "注意", "状态", "长度", "训练", "句子", "词表", "我们"],
    "ja": [
        "モデル",
        "符号",
        "系列",
        "注意",
        "状態",
        "長さ",
        "訓練",
        "文章",
        "語彙",
        "次に",
        "です",
    ],
    "ru": ["модель", "слово", "длина", "обучение", "вход", "выход", "шаг", "данные", "здесь"],
}
_LATIN = ["a", "lo", "mi", "ra", "den", "tor", "sul", "ver", "pan", "que", "est"]
_TOPICS = 12  # pages in a section of the navigation

_SNIPPET = '''\
# --8<-- [start:load]
import math  # the library of step {n}

VALUES = [{n}, 2, 3.5]  # values to begin with in step {n}
# --8<-- [end:load]


# --8<-- [start:model]
class Model{n}:
    """Keep values and weigh them, step {n}."""

    def __init__(self, values: list[float], scale: float = 1.0) -> None:
        self.values = values
        self.scale = scale  # a factor for all, step {n}

    def weighed(self, power: int = 2) -> list[float]:
        """Return each value, weighed by its power, step {n}."""
        return [self.scale * value**power for value in self.values]
# --8<-- [end:model]


# --8<-- [start:sum]
def total{n}(model: Model{n}) -> float:
    # Add up what is weighed in step {n}.
    found = 0.0
    for value in model.weighed():
        found += math.sqrt(value) if value > 0 else -1.0
    return found
# --8<-- [end:sum]


# --8<-- [start:use]
model = Model{n}([1.0, 4.0, 9.0], scale=0.5)
names = {{"first": "one", "second": "two"}}
for name, value in zip(names, model.weighed(), strict=False):
    assert value > 0, f"{{name}} is too small: {{value}}"
# --8<-- [end:use]


# --8<-- [start:show]
print(f"{{len(VALUES)}} values, step {n}")
# --8<-- [end:show]
'''
_COMMENTS = (
    "the library of step {n}",
    "values to begin with in step {n}",
    "Keep values and weigh them, step {n}.",
    "a factor for all, step {n}",
    "Return each value, weighed by its power, step {n}.",
    "Add up what is weighed in step {n}.",
)
_PARTS = ("load", "model", "sum", "use", "show")
_CONFIG = """\
site_name: Benchmark
site_url: https://example.org/
theme:
  name: material
  font: false
  features: [content.code.copy, navigation.footer, navigation.sections, navigation.top]
extra:
  generator: false
nav:
{nav}
markdown_extensions:
  - admonition
  - attr_list
  - def_list
  - md_in_html
  - tables
  - toc: {{permalink: true}}
  - pymdownx.details
  - pymdownx.highlight: {{anchor_linenums: false}}
  - pymdownx.inlinehilite
  - pymdownx.superfences
  - pymdownx.tabbed: {{alternate_style: true}}
"""
_STOCK = "  - pymdownx.snippets: {base_path: [.], check_paths: true}\n"
_PLUGINS = """\
plugins:
  - search
{parity}\
  - i18n:
      docs_structure: folder
      languages:
{languages}"""


def generate(root: Path, pages: int, languages: int) -> None:
    """Write a project of so many pages in each of so many languages.

    Args:
        root: the folder, made if there is none.
        pages: pages in each language.
        languages: at most twelve; the first is English.

    """
    codes = CODES[:languages]
    for number in range(pages):
        _write(root / f"snippets/step{number}.py", _SNIPPET.format(n=number))
        _write(root / f"snippets/outputs/step{number}.txt", f"3 values, step {number}\n")
    for code in codes:
        for number in range(pages):
            _write(root / f"docs/{code}/{page_path(number)}", page(code, number, pages))
        if code != "en":
            _write(root / f"docs/{code}/code.po", "".join(_catalogue(code, pages)))
    _write(root / "docs/assets/note.txt", "An asset.\n")
    _write(root / ".gitignore", "/.parity/\n/site/\n")
    _write_configurations(root, codes, pages)


def page_path(number: int) -> str:
    """Return where a page stands in the folder of each language."""
    return f"part{number // _TOPICS}/step{number}.md" if number else "index.md"


def page(code: str, number: int, pages: int) -> str:
    """Return the text of a page; headings name their anchors, as translations do."""
    rng = random.Random(f"{code} {number}")
    lines = [f"# {_words(rng, code, 3)} {number} {{#step-{number}}}", "", _prose(rng, code, 3), ""]
    for index, part in enumerate(_PARTS):
        lines += [f"## {_words(rng, code, 4)} {{#{part}}}", "", _prose(rng, code, 3), ""]
        lines += ["```python", f'--8<-- "snippets/step{number}.py:{part}"', "```", ""]
        lines += [*_extra(rng, code, index), "", _prose(rng, code, 2), ""]
    shown = "<!--pytest-codeblocks:expected-output-->"
    lines += [shown, "```text", f'--8<-- "snippets/outputs/step{number}.txt"', "```", ""]
    target = (number * 7 + 1) % pages
    up = "../" if number else ""
    link = f"{up}{page_path(target)}#model"
    lines += [f"### {_words(rng, code, 2)} {{#more}}", "", f"[{_words(rng, code, 2)}]({link})", ""]
    return "\n".join(lines)


def _extra(rng: random.Random, code: str, index: int) -> Iterator[str]:
    """Yield what stands below the block of a section."""
    if index % 3 == 0:
        yield from (f"- **{_words(rng, code, 1)}**: {_words(rng, code, 9)}" for _ in range(5))
    elif index % 3 == 1:
        yield f"| {_words(rng, code, 1)} | {_words(rng, code, 2)} | `n` |"
        yield "| --- | --- | --- |"
        for row in range(5):
            yield f"| `x[{row}]` | {_words(rng, code, 5)} | {rng.randrange(1000)} |"
    else:
        yield "!!! note"
        yield ""
        yield f"    {_prose(rng, code, 2)}"


def _prose(rng: random.Random, code: str, sentences: int) -> str:
    said = []
    for _ in range(sentences):
        words = _words(rng, code, rng.randrange(9, 19))
        marked = f"*{_words(rng, code, 2)}* `len(x) + {rng.randrange(100)}`"
        said.append(f"{words.capitalize()} {marked} {_words(rng, code, 5)}.")
    return "\n".join(said)


def _words(rng: random.Random, code: str, number: int) -> str:
    known = _WORDS.get(code)
    if known:
        return ("" if code in ("zh", "ja") else " ").join(rng.choices(known, k=number))
    return " ".join("".join(rng.choices(_LATIN, k=rng.randrange(1, 4))) for _ in range(number))


def _catalogue(code: str, pages: int) -> Iterator[str]:
    yield f'msgid ""\nmsgstr ""\n"Language: {code}\\n"\n'
    yield '"Content-Type: text/plain; charset=utf-8\\n"\n'
    rng = random.Random(code)
    for number in range(pages):
        for text in _COMMENTS:
            said = _words(rng, code, len(text.split()) - 1)
            translated = f"{said} {number}" + ("." if text.endswith(".") else "")
            source = f"\n#: snippets/step{number}.py\n"
            yield f'{source}msgid "{text.format(n=number)}"\nmsgstr "{translated}"\n'


def _write_configurations(root: Path, codes: tuple[str, ...], pages: int) -> None:
    nav = "\n".join(_nav(pages))
    languages = "".join(
        f"        - {{locale: {code}, name: {code}{', default: true' if code == 'en' else ''}}}\n"
        for code in codes
    )
    ours = _CONFIG.format(nav=nav)
    stock = ours + _STOCK
    for name, start, parity in (("stock", stock, ""), ("mkdocs", ours, "  - parity\n")):
        plugins = _PLUGINS.format(parity=parity, languages=languages)
        _write(root / f"{name}.yml", start + plugins)
    for code in codes:
        own = re.sub("(name: material)", rf"\1\n  language: {code}", stock)
        own += f"docs_dir: docs/{code}\nsite_dir: site/zensical-{code}\nplugins: [search]\n"
        _write(root / f"zensical-{code}.yml", own)


def _nav(pages: int) -> Iterator[str]:
    yield "  - index.md"
    for first in range(0, pages, _TOPICS):
        yield f"  - Part {first // _TOPICS}:"
        for number in range(max(first, 1), min(first + _TOPICS, pages)):
            yield f"      - {page_path(number)}"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def main() -> None:
    """Write a project into the folder that is named."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=122, help="in each language (default 122)")
    parser.add_argument("--languages", type=int, default=3, help="at most 12 (default 3)")
    arguments = parser.parse_args()
    generate(arguments.folder, arguments.pages, arguments.languages)


if __name__ == "__main__":
    main()
