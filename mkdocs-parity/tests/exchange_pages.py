"""A page and its translation, to export and import."""

from conftest import Site

ENGLISH = """\
# Learn

Read this
now, `x`.

```python
--8<-- "snippets/a.py:two"
```

| a | b |
| - | - |
| one | `x` |

## Second

!!! note "Mind"

    - first
    - Yes.
    - Yes.

![A line](a.svg)
"""
PORTUGUESE = """\
# Aprender

Leia isto
agora, `x`.

```python
--8<-- "snippets/a.py:two"
```

| a | bê |
| - | - |
| um | `x` |

## Segundo {#second}

!!! note "Cuidado"

    - primeiro
    - Sim.
    - Pois é.

![Uma linha](a.svg)
"""


def with_book(site: Site) -> Site:
    """Write the page in both languages."""
    site.write("docs/en/learn/x.md", ENGLISH)
    site.write("docs/pt/learn/x.md", PORTUGUESE)
    return site


def exported(site: Site, *arguments: str) -> str:
    outcome = site.parity("export", "pt", *arguments)
    assert outcome.code == 0, outcome.text
    return outcome.text


def imported(site: Site, po: str, language: str = "pt") -> str:
    site.write("x.po", po)
    outcome = site.parity("import", language, str(site.root / "x.po"))
    assert outcome.code == 0, outcome.text
    return outcome.text


def refused(site: Site, po: str) -> str:
    before = {path: text for path, text in site.snapshot().items() if path != "x.po"}
    site.write("x.po", po)
    outcome = site.parity("import", "pt", str(site.root / "x.po"))
    assert outcome.code == 1
    assert before == {path: text for path, text in site.snapshot().items() if path != "x.po"}
    return outcome.text
