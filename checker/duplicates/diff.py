"""How a copy differs from what is kept, in a form that a writer can draw beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Op = dict[str, object]

COMPARED = 6_000  # code points of each side that are compared
SHOWN = 2_000  # code points of text in a whole diff (JSON contract)
CONTEXT = 60  # code points of equal text kept beside a difference
PASSAGE = 400  # code points of one difference that are shown
_FEW = 64  # edits that are tried first; most copies need no more, and are compared in a narrow band
ISLAND = 4  # equal runs below this between two differences belong to the difference


@dataclass(frozen=True, slots=True)
class _Block:
    """An operation on `drop[a0:a1]` and `keep[b0:b1]`; equal where `same`."""

    same: bool
    a0: int
    a1: int
    b0: int
    b1: int


def diff(drop: str, keep: str, line: int) -> list[Op]:
    """Operations that turn `keep` into `drop`: equal, replace, delete (only in `drop`), insert (only in `keep`), skip.

    `line` is the 1-based line on which `drop` begins.  A skip has no text; it says how many characters of `drop` it
    leaves out, and on which lines they stand.
    """
    ops: list[Op] = []
    room = SHOWN
    done = 0
    for block in _blocks(drop[:COMPARED], keep[:COMPARED]):
        for op, a0, a1 in _shown(drop, keep, block):
            cost = len(str(op.get("drop", ""))) + len(str(op.get("keep", "")))
            if cost > room:
                break
            room -= cost
            ops.append(op if op["op"] != "skip" else _skip(drop, a0, a1, line))
            done = a1
        else:
            continue
        break
    if done < len(drop):
        if ops and ops[-1]["op"] == "skip":
            done -= int(str(ops.pop()["characters"]))
        ops.append(_skip(drop, done, len(drop), line))
    return ops


def _blocks(drop: str, keep: str) -> list[_Block]:
    """Equal and different stretches in turn, small equal islands made part of the difference."""
    if drop == keep:
        return [_Block(True, 0, len(drop), 0, len(keep))]
    from rapidfuzz.distance import Levenshtein

    blocks: list[_Block] = []
    codes = Levenshtein.opcodes(drop, keep, score_hint=_FEW)
    for number, code in enumerate(codes):
        inner = 0 < number < len(codes) - 1
        same = code.tag == "equal" and not (inner and code.src_end - code.src_start < ISLAND)
        if blocks and blocks[-1].same == same:
            last = blocks.pop()
            blocks.append(_Block(same, last.a0, code.src_end, last.b0, code.dest_end))
        else:
            blocks.append(_Block(same, code.src_start, code.src_end, code.dest_start, code.dest_end))
    return blocks


def _shown(drop: str, keep: str, block: _Block) -> Iterator[tuple[Op, int, int]]:
    """The operations of one block, each with its stretch of `drop`; the middle of a long one is left out."""
    a, b = drop[block.a0 : block.a1], keep[block.b0 : block.b1]
    if not block.same:
        name = "replace" if a and b else "delete" if a else "insert"
        shown = min(len(a), PASSAGE)
        yield {"op": name, "drop": a[:PASSAGE], "keep": b[:PASSAGE]}, block.a0, block.a0 + shown
        if max(len(a), len(b)) > PASSAGE:
            yield {"op": "skip"}, block.a0 + shown, block.a1
    elif len(a) <= 2 * CONTEXT + PASSAGE:
        yield {"op": "equal", "drop": a, "keep": b}, block.a0, block.a1
    else:
        yield {"op": "equal", "drop": a[:CONTEXT], "keep": b[:CONTEXT]}, block.a0, block.a0 + CONTEXT
        yield {"op": "skip"}, block.a0 + CONTEXT, block.a1 - CONTEXT
        yield {"op": "equal", "drop": a[-CONTEXT:], "keep": b[-CONTEXT:]}, block.a1 - CONTEXT, block.a1


def _skip(drop: str, start: int, end: int, line: int) -> Op:
    first = line + drop.count("\n", 0, start)
    last = first + drop.count("\n", start, max(start, end - 1))
    return {"op": "skip", "drop": "", "keep": "", "characters": end - start, "lines": [first, last]}
