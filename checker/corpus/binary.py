"""Telling a text of a corpus from what is none, by the first bytes alone."""

from __future__ import annotations

from pathlib import Path

from checker.corpus.decode import CONTROLS, bom, is_utf8, wide_encoding
from checker.corpus.options import Reading

_LONGEST_CHARACTER = 4
UNKNOWN_BINARY = "binary data"


def own_kind(head: bytes, knowledge: Reading) -> str | None:
    """What a file is that begins like one of those that checker writes ("a result of checker"); None for any other."""
    return next((what for heads, what in knowledge.own_heads if heads.match(head)), None)


def own_table(file: Path, knowledge: Reading) -> str | None:
    """What a Parquet file is that checker wrote; None for any other."""
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - knowledge.own["table-tail"]))
        tail = stream.read()
    return next((what for mark, what in knowledge.own["tables"].items() if mark.encode() in tail), None)


def is_own(file: Path, knowledge: Reading) -> bool:
    """Whether checker wrote the file, or it holds nothing that could be lost."""
    with file.open("rb") as stream:
        head = stream.read(knowledge.sniff["head"])
    nothing = len(head) < knowledge.sniff["head"] and knowledge.own_nothing.fullmatch(head)
    return bool(nothing or own_kind(head, knowledge) or own_table(file, knowledge))


def binary_kind(head: bytes, knowledge: Reading) -> str | None:
    """What the first bytes of a file look like if they are not text ("a PNG image", "binary data"); None for text."""
    for prefix, what in knowledge.magic:
        if head.startswith(prefix):
            return what
    controls = len(head) - len(head.translate(None, CONTROLS))
    if not controls or bom(head)[0] is not None:
        return None
    share = controls / len(head)
    if share <= knowledge.sniff["control-share"]:
        return None
    # The head may end inside a character.
    utf8 = any(is_utf8(head[: len(head) - cut]) for cut in range(min(_LONGEST_CHARACTER, len(head))))
    if utf8 and share <= knowledge.sniff["control-share-utf8"]:
        return None
    return None if wide_encoding(head[: len(head) // 4 * 4] or head, knowledge) else UNKNOWN_BINARY
