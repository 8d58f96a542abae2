"""A page with something of everything that acts, and its translation."""

from conftest import Site

ENGLISH = """\
# Title

Words with `code`, `<pad>`, `<script>` and a [link](https://example.org/a "Title").
See [other](../index.md) and <https://example.org/b>. ![A box](../../assets/f.svg)

## Second {#two}

<div class="box" title="A box" markdown>

Words { .strong } in a box.

</div>

!!! note "Note"

    Words with a formula $\\frac{a}{b}$ and a note[^1].

[^1]: The note.

[name]: https://example.org/c

<!-- words -->

```text
a drawing
```

```console
$ python -m tool  # run it
```

```python
--8<-- "snippets/a.py:one"
```

<!--pytest-codeblocks:cont-->
```python
--8<-- "snippets/a.py:two"
```

```python
--8<-- "snippets/a.py:one"
```

## Third

Words.
"""
PORTUGUESE = (
    ENGLISH.replace("Words", "Palavras").replace("a drawing", "um desenho").replace("{#two}", "")
)
PAGE = "docs/pt/learn/y.md"
END = PORTUGUESE.count("\n") + 2  # the line of what is added below
SCRIPT = "<script>alert(1)</script>"


def with_page(site: Site) -> Site:
    """Write the page in both languages."""
    site.write("docs/assets/f.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    site.write("docs/en/learn/y.md", ENGLISH)
    site.write(PAGE, PORTUGUESE)
    return site
