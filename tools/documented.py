"""Run the commands that the documentation shows, one file after the other.

A block that opens with three backticks and `sh ci` is run; one with `sh` alone is for
other machines. All blocks of a file run in one shell, in an empty data folder.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```sh ci\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def main() -> None:
    """Run every page's commands; the exit code is 1 where one failed."""
    pages = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
    failed = [path.name for path in pages if not runs(path)]
    if failed:
        sys.exit(f"Commands that do not run stand in: {', '.join(failed)}")


def runs(path: Path) -> bool:
    """Whether the commands on one page run; true where there are none."""
    blocks = BLOCK.findall(path.read_text())
    if not blocks:
        return True
    print(f"== {path.relative_to(ROOT)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="acclimate-docs-") as data:
        done = subprocess.run(
            ["bash", "-euxo", "pipefail", "-c", "\n".join(blocks)],
            cwd=ROOT,
            env={**os.environ, "DEBUG": "1", "DATA_DIR": data},
            check=False,
        )
    return done.returncode == 0


if __name__ == "__main__":
    main()
