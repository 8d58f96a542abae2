"""Libraries that only some functions need: imported when used, with an error that says what to do.

They are named one by one, and not as extras of a package ``encdec``: the package index has another
one of that name.
"""

from importlib import import_module
from typing import Any

#: Extra of encdec → the libraries that it installs, as in pyproject.toml.
LIBRARIES = {"text": ("sacrebleu", "tokenizers"), "vision": ("scikit-learn",)}


def how_to_install(*extras: str) -> str:
    """Return the command that installs the libraries of extras."""
    return " ".join(["pip install", *(name for extra in extras for name in LIBRARIES[extra])])


def require(module: str, extra: str) -> Any:
    """Return the library ``module``; if it is missing, say how to install what ``extra`` needs."""
    library = module.partition(".")[0]
    try:
        import_module(library)
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != library:  # the library is there, one of its own is not
            raise
        raise ModuleNotFoundError(
            f"{module} is not installed; run: {how_to_install(extra)}", name=module
        ) from error
