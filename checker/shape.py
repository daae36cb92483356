"""Whether data that was read has the shape that it should have, before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# A type, a tuple of types, a list of one shape, or the shapes of a table's keys; `key?` may be left out.
Shape = Any


class ShapeError(ValueError):
    """What stands where, and is something else than it should be."""


def must_fit(value: object, shape: Shape, name: str) -> None:
    """Raises ShapeError that names the first place where `value` is something else; `name` is what it is called."""
    if isinstance(shape, Mapping):
        if not isinstance(value, Mapping):
            raise ShapeError(f"{name} is no table")
        for key, inner in shape.items():
            wanted = key.removesuffix("?")
            if wanted in value:
                must_fit(value[wanted], inner, f"{name}.{wanted}")
            elif wanted == key:
                raise ShapeError(f"{name}.{key} is missing")
    elif isinstance(shape, Sequence) and not isinstance(shape, tuple):
        if not isinstance(value, list):
            raise ShapeError(f"{name} is no list")
        for number, item in enumerate(value):
            must_fit(item, shape[0], f"{name}[{number}]")
    elif not isinstance(value, shape) or (isinstance(value, bool) and not _allows_truth(shape)):
        raise ShapeError(f"{name} is {type(value).__name__}")


def _allows_truth(shape: Shape) -> bool:
    return shape is bool or (isinstance(shape, tuple) and bool in shape)


NONE = type(None)
COUNTS = {"error": int, "warning": int, "info": int}
POSITION = {"line": int, "column": int, "offset": int}
SPAN = {"start": POSITION, "end": POSITION}
RELATED = {
    **SPAN,
    "document": str,
    "path": str,
    "role": str,
    "similarity": (int, float, NONE),
    "record?": int,
    "measure?": str,
    "fingerprint?": str,
}
LINE = {"number": int, "column": int, "length": int, "text": str}
FINDING = {
    "rule": str,
    "code": str,
    "family": str,
    "severity": str,
    "scope": str,
    "document": str,
    "path": str,
    "record?": int,
    "known?": bool,
    "spans": [SPAN],
    "text": str,
    "message": str,
    "fingerprint": str,
    "fix": (dict, NONE),
    "evidence": {"lines?": [LINE], "diff?": [{"op": str, "drop?": str, "keep?": str}], "kinds?": [list]},
    "related": [RELATED],
    "values?": dict,
}
DOCUMENT = {
    "document": str,
    "path": str,
    "record?": int,
    "encoding": str,
    "confidence?": (int, float),
    "characters": int,
    "paragraphs": int,
    "verdict": str,
    "text?": str,
}
CLUSTER = {"id": str, "kind": str, "kept": RELATED, "members": [RELATED]}
SUMMARY = {
    "documents": int,
    "characters": int,
    "findings": COUNTS,
    "verdict": str,
    "verdicts": {"accept": int, "review": int, "reject": int},
    "kept": {"documents": int, "characters": int},
    "rules": [{"rule": str, "findings": int, "documents": int, "characters": int}],
    "rules_run": int,
    "codes_run?": [str],
    "fingerprints?": int,
    "fail_on": str,
    "exit_code": int,
}
RESULT = {
    "summary": SUMMARY,
    "documents": [DOCUMENT],
    "findings": [FINDING],
    "clusters": [CLUSTER],
    "skipped": [{"path": str, "reason": str}],
    "errors": [{"path": str, "message": str}],
}
