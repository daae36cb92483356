"""The file of a baseline, and a saved result read as one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from checker.baseline import ALSO, Baseline, Key, Text, counted
from checker.errors import CheckerError
from checker.finding import FINGERPRINT_VERSION
from checker.saved import parsed
from checker.shape import FINDING, must_fit

_NAME = "# corpus-checker baseline "
_HEAD = f"{_NAME}{FINGERPRINT_VERSION}"
_ABOUT = (
    "code, fingerprint; `also` is another place of a finding, `about` what was checked, `at` where findings are. "
    "Made by `checker baseline create`; do not edit."
)
_ANOTHER = "another version of checker made it, with fingerprints that this one cannot compare"
_LINE = re.compile(r"([A-Z]{3}[0-9]{3}|about|at) ([0-9a-f]{16})( also)?")


def lines(baseline: Baseline, version: int = FINGERPRINT_VERSION) -> Iterator[str]:
    """The file: a line that names it, then a line for every finding, sorted, so that versions merge and compare.

    `version` is that of the fingerprints.
    """
    yield f"{_NAME}{version}: {_ABOUT}\n"
    rows = [f"{code} {print_}\n" for code, print_ in Counter(baseline.findings).elements()]
    rows += [f"{code} {print_} also\n" for code, print_ in Counter(baseline.also).elements()]
    yield from sorted(rows)
    yield from (f"about {digest}\n" for digest in sorted(baseline.about))
    yield from (f"at {digest}\n" for digest in sorted(baseline.at))


def is_baseline(path: Path) -> bool:
    """Whether the file is one made by `lines`, whatever its name and the version of its fingerprints."""
    try:
        with path.open("rb") as file:
            return file.read(len(_NAME)) == _NAME.encode()
    except OSError:
        return False


def held(path: Path) -> Baseline:
    """What a baseline holds, one of another version too, which knows no finding of this one."""
    rows = map(_LINE.fullmatch, path.read_text(encoding="utf-8", errors="replace").splitlines())
    return _of(row for row in rows if row)


def load(path: Path) -> Baseline:
    """The baseline in a file: one made by `lines`, or a saved result, json or jsonl.

    Raises CheckerError where it cannot be read or is neither.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise CheckerError(f"{path}: cannot be read: {reason}", "make one: checker baseline create PATHS") from error
    if text.startswith("{"):
        return _saved(path)
    first, *rows = text.removesuffix("\n").split("\n")
    if first.startswith(_NAME) and first.removeprefix(_NAME).partition(":")[0] != str(FINGERPRINT_VERSION):
        raise CheckerError(f"{path}: {_ANOTHER}", "make it anew: checker baseline create PATHS")
    if not first.startswith(_HEAD):
        hint = "make one: checker baseline create PATHS"
        raise CheckerError(f"{path}: is no baseline: its first line should begin with {_HEAD!r}", hint)
    return _of(_matched(rows, path))


def _matched(rows: Iterable[str], path: Path) -> Iterator[re.Match[str]]:
    for number, row in enumerate(rows, 2):
        match = _LINE.fullmatch(row.rstrip("\r"))
        if match is None:
            hint = "is it a merge that was not finished? make it anew: checker baseline create PATHS"
            raise CheckerError(f"{path}:{number}: is no code and fingerprint", hint)
        yield match


def _of(rows: Iterable[re.Match[str]]) -> Baseline:
    counts: dict[str | None, Counter[Key]] = {None: Counter(), " also": Counter()}
    digests: dict[str, set[str]] = {"about": set(), "at": set()}
    for row in rows:
        if row[1] in digests:
            digests[row[1]].add(row[2])
        else:
            counts[row[3]][row[1], row[2]] += 1
    return Baseline(counts[None], counts[" also"], frozenset(digests["about"]), frozenset(digests["at"]))


def result(path: Path) -> dict[str, Any] | None:
    """The saved result (json or jsonl) that a file is; None where it is none.

    Raises CheckerError where it is of a schema that is not read.
    """
    try:
        whole = parsed(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError:
        return None
    return whole if whole and isinstance(whole.get("findings"), list) else None


def _saved(path: Path) -> Baseline:
    whole = result(path)
    if whole is None:
        raise CheckerError(f"{path}: is no whole result of checker", "save one: checker check PATHS -o json:FILE")
    rows = whole["findings"]
    made = summary.get("fingerprints") if isinstance(summary := whole.get("summary"), dict) else None
    if made not in (None, FINGERPRINT_VERSION):
        raise CheckerError(f"{path}: {_ANOTHER}", "save it anew: checker check PATHS -o json:FILE")
    try:
        must_fit(rows, [FINDING], "findings")
        own = [_saved_text(row["code"], row) for row in rows]
        others = [
            _saved_text(row["code"], place)
            for row in rows
            for place in row["related"]
            if place.get("fingerprint") and place["role"] in ALSO
        ]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise CheckerError(f"{path}: a finding in it cannot be read: {error}", "save it anew") from error
    documents = whole.get("documents")
    paths = {str(row["path"]) for row in documents if "path" in row} if isinstance(documents, list) else set()
    return replace(counted(own, others), paths=frozenset(paths))


def _saved_text(code: str, row: Mapping[str, Any]) -> Text:
    end = row["spans"][-1]["end"] if "spans" in row else row["end"]
    return Text(code, row["path"], row.get("record"), row["start"]["offset"], end["offset"], row["fingerprint"])
