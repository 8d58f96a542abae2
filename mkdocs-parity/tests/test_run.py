"""Programs run alone, print exactly what they print, and always end."""

import os
import time
from itertools import pairwise

import pytest
from mkdocs_parity import ParityError
from mkdocs_parity.run import Result, run, run_shell


def go(*parts: str, timeout: float = 20) -> list[Result]:
    return run([f"{part}\n" for part in parts], timeout=timeout)


def printed(*parts: str) -> str:
    results = go(*parts)
    assert [result.failure for result in results] == [None] * len(parts)
    return "".join(result.stdout for result in results)


def failure(*parts: str, timeout: float = 20) -> str:
    last = go(*parts, timeout=timeout)[-1]
    assert last.failure is not None
    return last.failure.cause


def test_parts_share_a_namespace_and_print_apart() -> None:
    results = go("x = 1\nprint('a')", "x += 1", "print(x)\nprint('b', end='')")
    assert [result.stdout for result in results] == ["a\n", "", "2\nb"]
    assert all(result.seconds >= 0 for result in results)


def test_no_parts_no_results() -> None:
    assert go() == []


def test_programs_share_nothing() -> None:
    go("import os, sys, random, builtins\nx = 1\nos.environ['PARITY'] = '1'\nsys.modules['m'] = os")
    go(
        "import builtins\nbuiltins.print = None\nimport random\nrandom.seed(1)\nopen('f', 'w').close()"
    )
    checks = [
        "print('x' in globals(), 'PARITY' in os.environ, 'm' in sys.modules, os.listdir('.'))",
        "print(sorted(name for name in globals() if not name.startswith('__')))",
    ]
    assert printed("import os, sys", *checks) == "False False False []\n['os', 'sys']\n"


def test_unseeded_programs_differ() -> None:
    code = "import random\nprint(random.random())"
    assert printed(code) != printed(code)


def test_this_process_is_untouched() -> None:
    before = (os.getcwd(), dict(os.environ))
    printed("import os\nos.chdir('/')\nos.environ.clear()\nprint(os.getcwd())")
    assert (os.getcwd(), dict(os.environ)) == before


def test_working_folders_are_deleted() -> None:
    folder = printed("import os\nopen('f', 'w').close()\nprint(os.getcwd())").strip()
    assert "parity-" in folder
    assert not os.path.exists(folder)


def test_program_is_main() -> None:
    code = "import sys\nif __name__ == '__main__':\n    print(sys.argv, __name__)"
    assert printed(code, "print(sys.modules['__main__'].code if False else __name__)") == (
        "['<program>'] __main__\n__main__\n"
    )


def test_source_can_be_inspected() -> None:
    parts = (
        "import inspect\ndef f():\n    return 1  # é",
        "class A:\n    x = 1\n\n    def m(self): ...",
        "print(inspect.getsource(f), inspect.getsource(A), inspect.getsource(A.m), sep='')",
    )
    shown = [line for line in printed(*parts).split("\n") if line]
    method = "    def m(self): ..."
    assert shown == ["def f():", "    return 1  # é", "class A:", "    x = 1", method, method]


@pytest.mark.parametrize(
    "text", ["é 中文 😀", "a\tb", "a\rb", "  x  ", "", "\0\x1b[0m", "\u2028", "a\n\n\nb", "\f\v"]
)
def test_output_is_exact(text: str) -> None:
    assert printed(f"print({text!r})") == f"{text}\n"


def test_big_output() -> None:
    assert printed("print('é' * 2_000_000)") == "é" * 2_000_000 + "\n"
    assert printed("for i in range(100_000): print(i)").count("\n") == 100_000


def test_output_of_other_writers_is_in_order() -> None:
    code = (
        "import os, subprocess, sys\nprint('a')\nsubprocess.run(['echo', 'b'])\nprint('c')\n"
        "os.write(1, b'd\\n')\nsys.stdout.buffer.write(b'e\\n')"
    )
    assert printed(code) == "a\nb\nc\nd\ne\n"


def test_errors_are_no_output() -> None:
    assert printed("import sys\nprint('no', file=sys.stderr)\nprint('yes')") == "yes\n"


def test_replaced_standard_output_is_put_back() -> None:
    assert printed("import sys, io\nsys.stdout = io.StringIO()\nprint(1)", "print(2)") == "2\n"
    assert printed("import sys\nsys.stdout.close()", "print(2)") == "2\n"


def test_standard_input_is_empty() -> None:
    started = time.monotonic()
    assert "EOFError" in failure("input()")
    assert printed("import sys\nprint(repr(sys.stdin.read()))") == "''\n"
    assert printed("import subprocess\nprint(subprocess.run(['cat']).returncode)") == "0\n"
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import sys\nsys.exit('bad')", "SystemExit: bad"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("import os\nos._exit(3)", "ended early, with the exit code 3"),
        ("import os\nos._exit(0)", "ended early, with the exit code 0"),
        ("import os\nos.kill(os.getpid(), 9)", "ended early, with the signal 9 (Killed)"),
        ("def f(): f()\nf()", "RecursionError"),
        ("x = (", "SyntaxError: '(' was never closed"),
        ("x = '\0'", "null bytes"),
        (
            "class E(Exception):\n  def __str__(self): raise ValueError\nraise E",
            "E: <exception str",
        ),
        ("raise Exception('\\ud800')", "Exception: \\ud800"),
        ("print('\\ud800')", "UnicodeEncodeError"),
        ("import not_there", "ModuleNotFoundError: No module named 'not_there'"),
        ("await x", "SyntaxError"),
        ("raise ExceptionGroup('a', [ValueError(1)])", "ExceptionGroup: a"),
    ],
)
def test_failures(code: str, cause: str) -> None:
    assert cause in failure(code)
    assert len(go(code, "print(1)")) == 1


def test_frames_count_lines_through_all_parts() -> None:
    results = go("def f(x):\n    return 1 / x\n", "import json", "print(1)\nf(0)")
    assert [result.stdout for result in results] == ["", "", "1\n"]
    assert results[-1].failure is not None
    assert results[-1].failure.frames == (("<program>", 6, "<module>"), ("<program>", 2, "f"))
    broken = go("x = 1", "y = 1\nz = (")[-1].failure
    assert broken is not None
    assert broken.frames == (("<program>", 3, ""),)


def test_exit_without_an_error_is_an_end() -> None:
    assert printed("print(1)\nraise SystemExit") == "1\n"
    assert printed("import sys\nsys.exit(0)") == ""
    assert "ended the program" in failure("import sys\nsys.exit()", "print(1)")


def test_time_is_limited() -> None:
    started = time.monotonic()
    assert failure("while True: pass", timeout=0.5) == "the program ran longer than 0.5 s"
    assert failure("x = 1", "import time\ntime.sleep(60)", timeout=0.5).endswith("0.5 s")
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "code",
    [
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
        "import multiprocessing, time\nmultiprocessing.Process(target=time.sleep, args=(60,)).start()",
        "import subprocess\nsubprocess.Popen(['sleep', '60'])",
        "import os, time\nif os.fork() == 0: time.sleep(60)",
    ],
)
def test_what_is_left_over_does_not_hold_up(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mkdocs_parity.run._GRACE", 1.0)
    started = time.monotonic()
    assert printed(f"{code}\nprint(1)") == "1\n"
    assert time.monotonic() - started < 15


def test_thread_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mkdocs_parity.run._GRACE", 0.3)
    code = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()"
    started = time.monotonic()
    assert printed(f"{code}\nprint(1)") == "1\n"
    assert time.monotonic() - started < 10


def test_left_over_process_is_ended() -> None:
    pid = printed("import subprocess\nprint(subprocess.Popen(['sleep', '60']).pid)").strip()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            with open(f"/proc/{pid}/stat") as file:
                if file.read().split()[2] == "Z":
                    return
        except FileNotFoundError:
            return
        time.sleep(0.05)
    pytest.fail("the process is still running")


@pytest.mark.parametrize("method", ["", "get_context('spawn')."])
def test_program_may_start_processes(method: str) -> None:
    code = (
        "import multiprocessing as m\ndef f(x):\n    return x * x\n"
        "if __name__ == '__main__':\n"
        f"    with m.{method}Pool(2) as pool:\n        print(pool.map(f, [1, 2]))"
    )
    assert printed(code) == "[1, 4]\n"


def test_process_that_a_program_forks_prints_once() -> None:
    code = "import os\nif os.fork() == 0:\n    print('child')\nelse:\n    os.wait()\n    print('parent')"
    assert printed(code, "print(1)") == "child\nparent\n1\n"


def test_future_imports_of_this_package_do_not_leak() -> None:
    assert printed("def f(x: int): ...\nprint(f.__annotations__)") == "{'x': <class 'int'>}\n"


def test_preload_that_cannot_be_imported_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Context:
        def Pipe(self, duplex: bool) -> tuple[object, object]:
            return None, None

        def Process(self, **_: object) -> "Context":
            return self

        def start(self) -> None:
            raise EOFError

    monkeypatch.setattr("mkdocs_parity.run._context", lambda preload: Context())
    with pytest.raises(ParityError, match="no process can be started") as caught:
        run(["x\n"], timeout=1, preload=["broken"])
    assert "preload" in (caught.value.fix or "")


def test_shell() -> None:
    assert run_shell("echo a\npwd", "bash", timeout=20).stdout.startswith("a\n")
    assert run_shell("cat; python -c 'print(1)'", "sh", timeout=20).stdout == "1\n"
    assert run_shell("ls", "sh", timeout=20).stdout == ""


@pytest.mark.parametrize(
    ("code", "shell", "cause"),
    [
        ("echo a; false; echo b", "bash", "the script ends with the exit code 1"),
        ("echo no >&2; exit 4", "sh", "exit code 4: no"),
        ("sleep 9", "sh", "longer than 0.5 s"),
        ("echo", "no-such-shell", "cannot start no-such-shell"),
        ("kill -9 $$", "sh", "the signal 9"),
    ],
)
def test_shell_failures(code: str, shell: str, cause: str) -> None:
    result = run_shell(code, shell, timeout=0.5)
    assert result.failure is not None
    assert cause in result.failure.cause


def test_seconds_are_those_of_the_part() -> None:
    seconds = [result.seconds for result in go("import time\ntime.sleep(0.3)", "x = 1")]
    assert [a > b for a, b in pairwise(seconds)] == [True]
