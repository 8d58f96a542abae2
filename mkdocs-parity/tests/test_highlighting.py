"""Code that is coloured once: as pymdownx colours it, whatever is asked of it."""

from typing import Any

import pytest
from markdown import Markdown
from mkdocs_parity.highlighting import _COLOURED
from pymdownx.highlight import Highlight

BLOCKS = """\
```python
x = 1  # <b>
y = 2
```

```python hl_lines="2"
x = 1  # <b>
y = 2
```

``` {.python linenums="7"}
x = 1  # <b>
y = 2
```

``` {.python title="Two"}
x = 1  # <b>
y = 2
```

``` {.python #here .other}
x = 1  # <b>
y = 2
```

```sh
x = 1  # <b>
```

`#!python x = 1` and

    x = 1
"""


def shown(own: dict[str, Any], *more: str) -> str:
    names = ["pymdownx.highlight", "pymdownx.superfences", "pymdownx.inlinehilite", "attr_list"]
    return Markdown(extensions=[*names, *more], extension_configs={names[0]: own}).convert(BLOCKS)


@pytest.mark.parametrize(
    "own",
    [
        {},
        {"linenums": True},
        {"linenums": True, "anchor_linenums": True, "line_spans": "at"},
        {"linenums": True, "linenums_style": "pymdownx-inline"},
        {"auto_title": True},
        {"noclasses": True, "pygments_style": "monokai"},
        {"use_pygments": False},
        {"pygments_lang_class": True, "default_lang": "py"},
        {"extend_pygments_lang": [{"name": "python", "lang": "text"}]},
    ],
)
def test_same_as_without(own: dict[str, Any]) -> None:
    expected = shown(own)
    for _ in range(2):
        assert shown(own, "mkdocs_parity.highlighting") == expected


def test_coloured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _COLOURED.clear()
    coloured: list[str] = []
    highlight = Highlight.highlight

    def counted(self: Highlight, src: str, *args: Any, **how: Any) -> Any:
        coloured.append(src)
        return highlight(self, src, *args, **how)

    monkeypatch.setattr(Highlight, "highlight", counted)
    shown({}, "mkdocs_parity.highlighting")
    first = len(coloured)
    shown({}, "mkdocs_parity.highlighting")
    assert (first, len(coloured) - first) == (8, 3)  # the title, inline code, the indented block
