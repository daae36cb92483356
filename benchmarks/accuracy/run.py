"""Measure everything on single documents in one run, and write RESULTS.md beside this file.

python benchmarks/accuracy/run.py [PART ...]

The result holds rule names, categories and numbers, never text of the corpora.  With parts named, only they are
measured, and nothing is written.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version

import clean
import damage
import decoding
import gbk_shift
import labelled
import roundtrip
from common import HERE, SHARED, page_engine, table

RESULTS = HERE / "RESULTS.md"
LIBRARIES = ("corpus-checker", "hyperscan", "numpy", "ftfy", "chardet", "rapidfuzz")
PARTS: dict[str, tuple[str, Callable[[], str]]] = {
    "labelled": ("Hand-labelled pages", lambda: labelled.markdown(labelled.measure())),
    "clean": ("Alarms on clean text", clean.markdown),
    "damage": ("Damage planted in known places", lambda: damage.markdown(damage.results())),
    "decoding": ("Files whose folder names their encoding", decoding.markdown),
    "gbk_shift": ("Bytes lost from GBK", gbk_shift.markdown),
    "roundtrip": ("Lines read with the wrong encoding", roundtrip.markdown),
}


def heading() -> str:
    """When, with which rules and versions it was measured."""
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    today = datetime.now(UTC).date().isoformat()
    return (
        f"# Accuracy\n\nMeasured {today} with {len(page_engine().rules)} rules for single documents; "
        f"{platform.python_implementation()} {platform.python_version()}, {versions}.\n\n"
        "Written by `python benchmarks/accuracy/run.py`; what each part measures stands in ../README.md.\n"
    )


def main() -> int:
    """Print every part as it is measured; write them all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parts = parser.parse_args().parts
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if not SHARED.is_dir():
        print("the measuring corpora are not here: nothing measured")
        return 0
    sections = [heading()]
    print(sections[0])
    seconds: list[list[object]] = []
    for name in parts or PARTS:
        title, measure = PARTS[name]
        began = time.perf_counter()
        section = f"## {title}\n\n{measure()}"
        seconds.append([name, f"{time.perf_counter() - began:.1f}"])
        sections.append(section)
        print(section, flush=True)
    sections.append(f"## Time\n\n{table(['part', 'seconds'], seconds)}")
    print(sections[-1])
    if not parts:
        RESULTS.write_text("\n".join(sections), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
