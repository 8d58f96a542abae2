"""The module."""

from dataclasses import dataclass

# --8<-- [start:unused]
LIMIT: int = 3  # the value
# --8<-- [end:unused]
names = other = [
    "a",  # the value
]


@dataclass(
    frozen=True,
)
class Point:
    """A point."""

    # --8<-- [start:field]
    x: float  # the value
    # --8<-- [end:field]


async def fetch():
    # ;--8<-- [start:shown]
    return LIMIT
