"""Telling two languages of one script apart, by py3langid: offline, 5 MB, loaded when asked."""

from functools import cache
from typing import Protocol


class _Identifier(Protocol):
    labels: list[str]

    def set_languages(self, langs: list[str]) -> None: ...
    def classify(self, text: str) -> tuple[str, float]: ...


def likely(text: str, language: str, other: str) -> float | None:
    """Say how likely it is that a text is in a language rather than in another, from 0 to 1.

    None if the detector does not know one of the two.
    """
    code, rival = (name.replace("_", "-").split("-")[0].lower() for name in (language, other))
    found = _identifier(code, rival)
    if found is None:
        return None
    label, confidence = found.classify(text)
    return confidence if label == code else 1 - confidence


@cache
def _identifier(code: str, rival: str) -> _Identifier | None:
    model = _model()
    model.set_languages(None)  # type: ignore[arg-type]
    if code == rival or not {code, rival} <= set(model.labels):
        return None
    model.set_languages([code, rival])
    return model


@cache
def _model() -> _Identifier:
    # loading takes a second or two, and most projects have nothing to ask
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model: _Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return model
