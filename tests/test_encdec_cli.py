import io
import subprocess
import sys

import pytest

from encdec.cli import main
from encdec.data import load_words, split
from encdec.tasks import train_pig_latin

WORDS = split(load_words())[0][:200]


def run(*arguments, stdin=""):
    return subprocess.run(
        [sys.executable, "-m", "encdec", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("cli") / "pig.pt"
    model = train_pig_latin(40, words=WORDS, progress=False)
    model.save(path)
    return path, model


def test_train_save_and_translate(tmp_path):
    path = tmp_path / "pig.pt"
    options = ("--steps", 2, "--threads", 1, "--no-attention", "--save", path)
    done = run("pig-latin", *options, stdin="pig\n\n")
    assert done.returncode == 0
    report, *lines = done.stdout.splitlines()
    assert report.startswith("exact match on 1,000 held-out words: ")
    assert report.endswith("%")
    assert len(lines) == 2
    assert lines[1] == ""
    assert done.stderr == ""
    assert path.stat().st_size > 1000


def test_load_and_translate_quietly(saved, monkeypatch, capsys):
    path, model = saved
    text = "Machine learning, 7!\r\nun café\nlast"
    monkeypatch.setattr(sys, "stdin", io.StringIO(text, newline=""))
    assert main(["pig-latin", "--load", str(path), "--quiet"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        model.translate("Machine learning, 7!"),
        model.translate("un") + " café",
        model.translate("last"),
    ]
    assert err == "encdec: line 2: 'café' has letters outside a–z; kept as it is\n"


def test_a_prompt_in_a_terminal_only(saved, monkeypatch, capsys):
    path, model = saved
    answers = iter(["pig"])
    prompts = []

    def ask(prompt):
        prompts.append(prompt)
        try:
            return next(answers)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("builtins.input", ask)
    assert main(["pig-latin", "--load", str(path), "--quiet"]) == 0
    assert prompts == ["English> ", "English> "]
    assert capsys.readouterr().out == model.translate("pig") + "\n\n"


def test_interruption(saved, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("encdec.commands.pig_latin.translate_lines", interrupt)
    assert main(["pig-latin", "--load", str(saved[0]), "--quiet"]) == 130


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pig-latin", "--steps", "0"], "argument --steps: 0 is too small; expected at least 1"),
        (["pig-latin", "--steps", "x"], "argument --steps: invalid whole number value: 'x'"),
        (["pig-latin", "--speed", "3"], "unrecognized arguments: --speed 3"),
        (["pig"], "invalid choice: 'pig'"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_misuse(arguments, message, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err


def test_misuse_from_the_shell():
    done = run("pig-latin", "--steps", "-1")
    assert done.returncode == 2
    assert "argument --steps: -1 is too small; expected at least 1" in done.stderr
    assert done.stdout == ""


def test_nowhere_to_save(tmp_path, capsys):
    assert main(["pig-latin", "--save", str(tmp_path / "none" / "pig.pt")]) == 2
    assert "expected a file in a folder that exists" in capsys.readouterr().err
    assert main(["pig-latin", "--save", "a", "--load", "b"]) == 2
    assert "--load and --save exclude each other" in capsys.readouterr().err


def test_damaged_and_missing_models(tmp_path, capsys):
    path = tmp_path / "pig.pt"
    assert main(["pig-latin", "--load", str(path)]) == 1
    assert f"No such file or directory: '{path}'" in capsys.readouterr().err
    path.write_text("damaged")
    assert main(["pig-latin", "--load", str(path)]) == 1
    assert f"{path} is not a Pig Latin model" in capsys.readouterr().err


def test_help_explains(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["pig-latin", "--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    options = ("--steps", "--seed", "--threads", "--no-attention", "--save", "--load", "--quiet")
    for text in (*options, "Ctrl-D", "nobody tells it the rule"):
        assert text in out
