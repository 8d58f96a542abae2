def area(side: float) -> float:
    """Return the area."""

    # A square has
    # equal sides.
    return side**2  # squared
