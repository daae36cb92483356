"""How a copy differs from what is kept, in a form that a writer can draw beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Op = dict[str, object]

COMPARED = (2_000, 6_000)  # code points of each side that are compared, more where fewer do not fill what is shown
_BEYOND = 500  # code points after what is shown that are compared with it, so that their end does not bear on it
SHOWN = 2_000  # code points of text in a whole diff (JSON contract)
CONTEXT = 60  # code points of equal text kept beside a difference
PASSAGE = 400  # code points of one difference that are shown
_FEW = 64  # edits that are tried first; most copies need no more, and are compared in a narrow band
ISLAND = 4  # equal runs below this between two differences belong to the difference

_Shown = tuple[str, str, str, int, int]  # an operation, its text on both sides, and the stretch of `drop`


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
    longest = max(len(drop), len(keep))
    for compared in COMPARED:
        ops, reach = _operations(drop, keep, line, compared)
        if reach <= min(longest, compared) - _BEYOND or longest <= compared:
            break
    return ops


def _operations(drop: str, keep: str, line: int, compared: int) -> tuple[list[Op], int]:
    """The operations made of the first `compared` code points, and how many of those they needed."""
    ops: list[Op] = []
    room, done, reach = SHOWN, 0, compared
    for block in _blocks(drop[:compared], keep[:compared]):
        for name, mine, other, a0, a1 in _shown(drop, keep, block):
            if len(mine) + len(other) > room:
                reach = max(block.a1, block.b1)
                break
            room -= len(mine) + len(other)
            ops.append(_skip(drop, a0, a1, line) if name == "skip" else {"op": name, "drop": mine, "keep": other})
            done = a1
        else:
            continue
        break
    if done < len(drop):
        if ops and ops[-1]["op"] == "skip":
            done -= int(str(ops.pop()["characters"]))
        ops.append(_skip(drop, done, len(drop), line))
    return ops, reach


def _blocks(drop: str, keep: str) -> Iterator[_Block]:
    """Equal and different stretches in turn, small equal islands made part of the difference."""
    if drop == keep:
        yield _Block(True, 0, len(drop), 0, len(keep))
        return
    from rapidfuzz.distance import Levenshtein

    codes = Levenshtein.opcodes(drop, keep, score_hint=_FEW)
    kind: bool | None = None
    a0 = b0 = a1 = b1 = 0
    for number, code in enumerate(codes):
        inner = 0 < number < len(codes) - 1
        same = code.tag == "equal" and not (inner and code.src_end - code.src_start < ISLAND)
        if kind is not None and same != kind:
            yield _Block(kind, a0, a1, b0, b1)
            a0, b0 = a1, b1
        kind, a1, b1 = same, code.src_end, code.dest_end
    if kind is not None:
        yield _Block(kind, a0, a1, b0, b1)


def _shown(drop: str, keep: str, block: _Block) -> Iterator[_Shown]:
    """The operations of one block; the middle of a long one is left out."""
    a, b = drop[block.a0 : block.a1], keep[block.b0 : block.b1]
    if not block.same:
        name = "replace" if a and b else "delete" if a else "insert"
        shown = block.a0 + min(len(a), PASSAGE)
        yield name, a[:PASSAGE], b[:PASSAGE], block.a0, shown
        if max(len(a), len(b)) > PASSAGE:
            yield "skip", "", "", shown, block.a1
    elif len(a) <= 2 * CONTEXT + PASSAGE:
        yield "equal", a, b, block.a0, block.a1
    else:
        yield "equal", a[:CONTEXT], b[:CONTEXT], block.a0, block.a0 + CONTEXT
        yield "skip", "", "", block.a0 + CONTEXT, block.a1 - CONTEXT
        yield "equal", a[-CONTEXT:], b[-CONTEXT:], block.a1 - CONTEXT, block.a1


def _skip(drop: str, start: int, end: int, line: int) -> Op:
    first = line + drop.count("\n", 0, start)
    last = first + drop.count("\n", start, max(start, end - 1))
    return {"op": "skip", "drop": "", "keep": "", "characters": end - start, "lines": [first, last]}
