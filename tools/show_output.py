"""Put what `rengang solve instances/tongxiang --lang en` prints into README's text block (`make readme`)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMAND = ("-m", "rengang.cli.main", "solve", "instances/tongxiang", "--out", "out/tongxiang", "--force")


def main() -> None:
    """Solve, and replace the block."""
    solved = subprocess.run(
        [sys.executable, *COMMAND, "--lang", "en", "--quiet"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    block = re.compile(r"(?<=```text\n).*?(?=```)", re.DOTALL)
    readme.write_text(block.sub(lambda _: solved.stdout, text, count=1), "utf-8")


if __name__ == "__main__":
    main()
