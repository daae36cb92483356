"""Telling text from what is none, by the first bytes alone."""

from __future__ import annotations

from checker.corpus.decode import CONTROLS, bom, is_utf8, wide_encoding
from checker.corpus.options import Reading

_LONGEST_CHARACTER = 4
UNKNOWN_BINARY = "binary data"


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
