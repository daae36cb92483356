"""Make rules/tables/t2s.txt, the traditional-to-simplified character table, from OpenCC's TSCharacters.

    pip install opencc-python-reimplemented==0.1.7      # in a scratch environment
    python scripts/build_t2s.py > rules/tables/t2s.txt

Only the first candidate of every row is kept: folding needs both copies to agree, not the best reading.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "opencc-python-reimplemented"
PER_LINE = 40


def pairs(path: Path) -> list[str]:
    """`traditional + first simplified candidate` for every row that maps one character to another one."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#")
    single = ((row[0], row[1].split(" ")[0]) for row in rows if len(row) == 2)
    return sorted(a + b for a, b in single if len(a) == len(b) == 1 and a != b)


def main() -> None:
    """Print the table."""
    spec = find_spec("opencc")
    if spec is None or spec.origin is None:
        sys.exit(f"{PACKAGE} is not installed")
    table = pairs(Path(spec.origin).parent / "dictionary" / "TSCharacters.txt")
    lines = [
        "# Traditional to simplified, character by character: pairs of two code points, separated by spaces.",
        "# NOTICE: made by scripts/build_t2s.py from TSCharacters.txt of OpenCC (https://github.com/BYVoid/OpenCC),",
        f"# as shipped in {PACKAGE} {version(PACKAGE)}; Copyright BYVoid and contributors, Apache License 2.0.",
        *(" ".join(table[i : i + PER_LINE]) for i in range(0, len(table), PER_LINE)),
    ]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
