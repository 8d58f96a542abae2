"""Addresses that may differ between languages."""

from collections import Counter


def without_localized(
    lacking: Counter[str], surplus: Counter[str]
) -> tuple[Counter[str], Counter[str]]:
    """Drop the pairs of addresses that differ only by the site's language, as Wikipedia's do."""
    lacking, surplus = Counter(lacking), Counter(surplus)
    for target in list(surplus.elements()):
        twin = next((one for one in lacking if lacking[one] and _same_site(one, target)), None)
        if twin is not None:
            lacking[twin] -= 1
            surplus[target] -= 1
    return +lacking, +surplus


def _same_site(one: str, other: str) -> bool:
    if "://" not in one or "://" not in other:
        return False
    first, second = (
        target.split("://", 1)[1].split("/", 1)[0].split(".") for target in (one, other)
    )
    return first != second and first[1:] == second[1:] and len(first[0]) == len(second[0]) == 2
