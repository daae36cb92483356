"""Files whose folder names their encoding: read right, wrong, or not at all.

python benchmarks/accuracy/decoding.py [--show]
"""

from __future__ import annotations

import codecs
import sys
from collections import Counter
from pathlib import Path

from checker.corpus import ReadOptions, discover, read
from checker.document import Document
from common import SHARED, table

# folder names that codecs does not know by themselves
_NAMES = {
    "CP932": "cp932",
    "SHIFT_JIS": "cp932",
    "GB2312": "gb18030",
    "MacCyrillic": "mac_cyrillic",
    "TIS-620": "tis_620",
}


def label_of(folder: str) -> str:
    """The codec that a folder's name means: `windows-1251-russian` is cp1251."""
    parts = folder.split("-")
    for count in range(len(parts), 0, -1):
        name = "-".join(parts[:count])
        try:
            return codecs.lookup(_NAMES.get(name, name)).name
        except LookupError:
            continue
    raise LookupError(folder)


def markdown(show: bool = False) -> str:
    """A row for every folder that is not read whole, and the sum; prints the files with `show`."""
    counts: dict[str, Counter[str]] = {}
    for path in sorted((SHARED / "corpora" / "encodings").rglob("*")):
        if path.is_file():
            outcome, said = _outcome(path)
            counts.setdefault(path.parent.name, Counter())[outcome] += 1
            if outcome != "right" and show:
                print(f"{outcome}: {path.parent.name}/{path.name} read as {said}")
    total = sum(counts.values(), Counter())
    rows = [[name, c["right"], c["wrong"], c["undecided"]] for name, c in counts.items() if c["right"] < c.total()]
    return table(
        ["encoding", "right", "wrong", "undecided"],
        [*rows, ["all", *(total[k] for k in ("right", "wrong", "undecided"))]],
    )


def _outcome(path: Path) -> tuple[str, str]:
    """Right when the text is what the label's codec gives, whatever the encoding is called."""
    options = ReadOptions()
    for item in read(discover([str(path)], options).files[0], options):
        if not isinstance(item, Document):
            return "undecided", str(item)
        wanted = path.read_bytes().decode(label_of(path.parent.name), "replace").lstrip("\ufeff")
        return ("right" if item.text == wanted else "wrong"), item.encoding.name
    return "undecided", "nothing"


if __name__ == "__main__":
    print(markdown("--show" in sys.argv[1:]))
