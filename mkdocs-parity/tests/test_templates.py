"""Templates that are compiled once for several environments."""

import pytest
from jinja2 import DictLoader, Environment
from mkdocs_parity.templates import CompiledTemplates


def test_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    known, texts = CompiledTemplates(), {"a.html": "{{ 1 + one }}"}
    compiled: list[str | None] = []
    compile_ = Environment.compile

    def counted(self: Environment, source: str, name: str | None = None, *args: object) -> object:
        compiled.append(name)
        return compile_(self, source, name, *args)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", counted)
    for one in (1, 2):
        env = Environment(loader=DictLoader(texts), bytecode_cache=known)
        assert env.get_template("a.html").render(one=one) == str(1 + one)
    assert compiled == ["a.html"]
    texts["a.html"] = "changed"
    env = Environment(loader=DictLoader(texts), bytecode_cache=known)
    assert env.get_template("a.html").render() == "changed"
