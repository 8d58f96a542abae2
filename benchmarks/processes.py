"""Run the page's training with one, two and four processes and write what they print.

    python benchmarks/processes.py

Each number must come to the same weights.
"""

import subprocess
import sys
from pathlib import Path

from encdec.files import write_atomically

HERE = Path(__file__).parent
RESULT = HERE / "results" / "processes.txt"
SCRIPT = HERE.parent / "snippets" / "processes.py"


def main() -> None:
    """Start torchrun for each number and gather the outputs."""
    parts = []
    for number in (1, 2, 4):
        command = [sys.executable, "-m", "torch.distributed.run", f"--nproc-per-node={number}"]
        ran = subprocess.run([*command, SCRIPT], check=True, capture_output=True, text=True)
        parts.append(f"$ torchrun --nproc-per-node {number} processes.py\n{ran.stdout}")
    text = "\n".join(parts)
    write_atomically(RESULT, lambda file: file.write(text.encode()))
    print(text, end="")


if __name__ == "__main__":
    main()
