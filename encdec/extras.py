"""Libraries that only some functions need: imported when used, with an error that says what to do.

``pip install 'encdec[text]'`` installs encdec with those of the extra ``text``.
"""

from importlib import import_module
from typing import Any


def require(module: str, extra: str) -> Any:
    """Return the library ``module``; if it is missing, say which ``extra`` of encdec has it."""
    library = module.partition(".")[0]
    try:
        import_module(library)
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != library:  # the library is there, one of its own is not
            raise
        raise ModuleNotFoundError(
            f"{module} is not installed; run: pip install 'encdec[{extra}]'", name=module
        ) from error
