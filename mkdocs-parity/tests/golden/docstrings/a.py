"""The module.

More of it.
"""
from math import pi


class A:
    'One line.'

    def method(self):
        """
        The method.

        Args:
            x: a number
              that goes on.
        """

    def __init__(self): "One line."

    async def wait(self):
        """The method \\ with a "quote" and a tab\t."""
        "not a docstring"

    class Inner:
        r"""A raw \d text."""

        def f(self):
            u"One line."
            return "One line."


def g(): """One line."""; return 1


def h():
    ("One line.")
    x = """One line."""
    return x


def two():
    "First line\nsecond line"


def joined():
    "One " "line."


def commented():
    """One line."""  # One line.


def empty():
    """"""


if pi:
    """One line."""
