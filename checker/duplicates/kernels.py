"""The loops of section alignment, written once for two ways of running.

Called as they stand they are plain Python over lists, which is quick for a file or two and imports nothing.
`compile_all` turns them into machine code in place, over NumPy arrays.  Both ways give the same answer, so the code
keeps to what both know: integers, indexing, lists of tuples of integers.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

Row = Any  # a list of integers, or an int64 array
Table = NDArray[np.int64]

BAND, RING = 128, 4  # diagonals that share a slot; chain ends remembered in a slot
_SCALE, _MISS, _SHIFT = 100, 8, 10  # scores in hundredths: a match, a symbol skipped, an indel
_SPREAD = 0x9E3779B1
_LOW = -(1 << 30)
_NAMES = ("best_before", "table", "chain", "gap_matches", "backtrack", "grow_end", "extend", "merge")
_state = {"compiled": False}


def compiled() -> bool:
    """Whether the loops are machine code now."""
    return _state["compiled"]


def compile_all() -> None:
    """Turn every loop of this module and of `settling` into machine code, kept on disk for the next run.

    Where Numba is not installed they stay as they are.
    """
    if compiled() or not find_spec("numba"):
        return
    from checker.duplicates import settling
    from checker.duplicates.compiled import compiled_when_called

    for name in _NAMES:
        globals()[name] = compiled_when_called(globals()[name])
    for name in settling.LOOPS:
        setattr(settling, name, compiled_when_called(getattr(settling, name)))
    _state["compiled"] = True


def best_before(
    nodes: Row, bands: Row, ring: Row, mask: int, i: int, j: int, n: int, low_i: int, low_j: int, gap: int
) -> tuple[int, int]:
    """The match before (i, j) to chain to, on the diagonals near i - j: its number or -1, its score less the gap's."""
    best, best_score, band = -1, 0, (i - j) // BAND
    for near in range(band - 1, band + 2):
        slot = (near * _SPREAD >> 7) & mask
        if bands[slot] != near:
            continue
        for k in range(RING):
            c = ring[slot * RING + k]
            if c < 0:
                continue
            ci, cj, cn, _, score = nodes[c]
            if ci < low_i or cj < low_j or ci >= i or cj >= j:
                continue
            gi, gj = i - ci - cn, j - cj - cn
            over = -min(gi, gj, 0)
            if max(gi, gj) > gap or over > cn or over >= n:
                continue
            value = score - _SCALE * over - _MISS * (max(gi, 0) + max(gj, 0)) - _SHIFT * abs(gi - gj)
            if value > best_score:
                best, best_score = c, value
    return best, best_score


def table(found: list[tuple[int, int, int, int, int]]) -> Table:
    """The tuples as rows of an array; a long list of them would cost more to hand over than to make."""
    rows = np.empty((len(found), 5), np.int64)
    for t in range(len(found)):
        rows[t, 0], rows[t, 1], rows[t, 2], rows[t, 3], rows[t, 4] = found[t]
    return rows


def chain(
    s: Row, starts: Row, where: Row, document: Row, previous: Row, links: Row, todo: Row, gap: int, least: int,
    mask: int, diagonal: Row, reached: Row, bands: Row, ring: Row,
) -> Table:  # fmt: skip
    """Maximal exact matches in text order, each chained to the best one before it: (i, j, length, chained to, score).

    `todo` are the anchors to look at; the last four arguments are hash tables of mask + 1 slots (`ring` RING times).
    """
    nodes = [(0, 0, 0, 0, 0)]
    for t in range(len(todo)):
        q = todo[t]
        i, p = where[q], previous[q]
        low_i, high_i = starts[document[q]], starts[document[q] + 1]
        for _ in range(links[q]):
            if p < 0:
                break
            d = i - where[p]
            low_j, high_j = starts[document[p]], starts[document[p] + 1]
            p = previous[p]
            slot = (d * _SPREAD >> 7) & mask
            if diagonal[slot] == d and i < reached[slot]:
                continue  # inside a match that is known
            first, past = i, i
            while past < high_i and past - d < high_j and s[past] == s[past - d]:
                past += 1
            while first > low_i and first - d > low_j and s[first - 1] == s[first - 1 - d]:
                first -= 1
            if past - first < least:
                continue  # 32 bits of a hash agreed, the text does not
            diagonal[slot], reached[slot] = d, past
            before, score = best_before(nodes, bands, ring, mask, first, first - d, past - first, low_i, low_j, gap)
            nodes.append((first, first - d, past - first, before, score + _SCALE * (past - first)))
            band = d // BAND
            slot = (band * _SPREAD >> 7) & mask
            if bands[slot] != band:
                bands[slot] = band
                for k in range(RING):
                    ring[slot * RING + k] = -1
            for k in range(RING - 1, 0, -1):
                ring[slot * RING + k] = ring[slot * RING + k - 1]
            ring[slot * RING] = len(nodes) - 1
    return table(nodes)


def gap_matches(s: Row, i0: int, i1: int, j0: int, j1: int) -> int:
    """Equal symbols between two matches with at most one indel: the left diagonal to a cut, the right one after it."""
    n = min(i1 - i0, j1 - j0)
    if n <= 0:
        return 0
    right = 0
    for x in range(1, n + 1):
        if s[i1 - x] == s[j1 - x]:
            right += 1
    best, left = right, 0
    for x in range(n):
        if s[i0 + x] == s[j0 + x]:
            left += 1
        if s[i1 - n + x] == s[j1 - n + x]:
            right -= 1
        best = max(best, left + right)
    return best


def backtrack(s: Row, order: Row, nodes: Row, floor: int, used: Row) -> Table:
    """Best chains first, as rows b0, b1, a0, a1, matched after one of zeros; a chain stops where it meets a better one.

    Of each chain the stretch with most matched symbols less unmatched ones is kept, so that a chance match does not
    drag a gap of foreign text into the section.
    """
    out = [(0, 0, 0, 0, 0)]
    for x in range(len(order)):
        c = order[x]
        run, best, matched, end_i, end_j, last_i, last_j = 0, 0, 0, 0, 0, 0, 0
        found = (0, 0, 0, 0, 0)
        while c > 0 and used[c] == 0:
            used[c] = 1
            i, j, new, before = nodes[c][0], nodes[c][1], nodes[c][2], nodes[c][3]
            if last_i > 0:
                fill = gap_matches(s, i + new, last_i, j + new, last_j)
                run -= max(last_i - i - new, last_j - j - new, 0) - 2 * fill
                matched += fill
            if run <= 0:
                run, matched, end_i, end_j = 0, 0, i + new, j + new
            else:
                new = max(0, min(new, last_i - i, last_j - j))
            run, matched = run + new, matched + new
            if run > best:
                best = run
                found = (i, end_i, j, end_j, matched)
            last_i, last_j, c = i, j, before
        if best >= floor:
            out.append(found)
    return table(out)


def grow_end(
    s: Row, i: int, j: int, room_i: int, room_j: int, step: int, drop: int, half: int, row: Row, nxt: Row
) -> tuple[int, int, int]:
    """Aligned growth from (i, j) outwards (step 1 or -1): symbols of either side, and how many of them match.

    An X-drop alignment in a band of 2 * half + 1: a match is 1, anything else -1, until the score is `drop` below its
    best.  `row` and `nxt` are scratch of at least 2 * half + 2.
    """
    width = 2 * half + 1
    for b in range(width + 1):
        row[b] = _LOW
        nxt[b] = _LOW
    lo, hi = half, half + min(half, room_j, drop)  # cell b: j is b - half symbols ahead of i
    for b in range(lo, hi + 1):
        row[b] = half - b
    best, best_i, best_j = 0, 0, 0
    for r in range(room_i):
        a = s[i + r] if step > 0 else s[i - 1 - r]
        new_lo, new_hi, left = width, -1, _LOW
        for b in range(max(lo - 1, 0), width):
            c = r + b - half + 1  # symbols of j that are used up
            v = _LOW
            if 0 <= c <= room_j:
                v = max(row[b + 1] - 1, left - 1)
                if c > 0 and row[b] > _LOW:
                    same = (s[j + c - 1] if step > 0 else s[j - c]) == a
                    v = max(v, row[b] + (1 if same else -1))
                if v < best - drop:
                    v = _LOW
                else:
                    new_lo, new_hi = min(new_lo, b), b
                    if v > best:
                        best, best_i, best_j = v, r + 1, c
            nxt[b] = v
            left = v
            if b > hi and v == _LOW:
                break
        for b in range(max(lo - 1, 0), hi + 1):
            row[b] = _LOW
        row, nxt, lo, hi = nxt, row, new_lo, new_hi
        if hi < 0:
            break
    return best_i, best_j, (best + max(best_i, best_j)) // 2


def extend(
    s: Row, starts: Row, rows: Row, drop: int, band: int, row: Row, nxt: Row, mask: int, latest: Row, alive: Row
) -> None:
    """Grow both ends of every row, in place: (b0, b1, a0, a1, matched, document of a, document of b).

    Two ranges of one document must not grow into each other, nor the path drift to where a text equals itself.  A row
    that lies in one that has grown over it, on nearly the same diagonal, is not alive any more.  `latest` is a hash
    table of mask + 1 slots: the last row of every band of diagonals.
    """
    for t in range(len(rows)):
        b0, b1, a0, a1 = rows[t][0], rows[t][1], rows[t][2], rows[t][3]
        da, db = rows[t][5], rows[t][6]
        own = (b0 - a0) // BAND
        for near in range(own - 1, own + 2):
            u = latest[(near * _SPREAD >> 7) & mask]
            if u >= 0 and rows[u][0] <= b0 and b1 <= rows[u][1] and rows[u][2] <= a0 and a1 <= rows[u][3]:
                alive[t] = 0
        if alive[t] == 0:
            continue
        latest[(own * _SPREAD >> 7) & mask] = t
        apart, half = da == db and a1 <= b0, band
        if da == db:
            half = max(1, min(band, (min(b0 - a0, b1 - a1) - 1) // 3))
        room = (b0 if apart else starts[da + 1]) - a1
        x, y, more = grow_end(s, b1, a1, starts[db + 1] - b1, room, 1, drop, half, row, nxt)
        b1, a1 = b1 + x, a1 + y
        room = b0 - (a1 if apart else starts[db])
        x, y, less = grow_end(s, b0, a0, room, a0 - starts[da], -1, drop, half, row, nxt)
        rows[t][0], rows[t][1], rows[t][2], rows[t][3] = b0 - x, b1, a0 - y, a1
        rows[t][4] += more + less


def merge(rows: Row, gap: int, grow: float, ratio: float, look: int, alive: Row) -> bool:
    """Join neighbours of one pair of documents, in place; whether anything changed.

    Rows are sorted by (document of a, document of b, a0).  The jump must be shorter than `grow` times what matches in
    either, and beyond `gap` the whole must stay above `ratio`.  An overlap counts once.
    """
    changed = False
    for t in range(len(rows)):
        u, seen = t - 1, 0
        while u >= 0 and seen < look and rows[u][5] == rows[t][5] and rows[u][6] == rows[t][6]:
            if alive[u] == 1:
                seen += 1
                ga, gb = rows[t][2] - rows[u][3], rows[t][0] - rows[u][1]
                la, lb = rows[t][3] - rows[u][2], rows[t][1] - rows[u][0]
                own = rows[t][3] - rows[t][2]
                small = min(rows[t][1] - rows[t][0], own, rows[u][1] - rows[u][0], rows[u][3] - rows[u][2])
                over = max(0, min(-min(ga, gb), own))
                matched = rows[u][4] + rows[t][4] - over * rows[t][4] // max(1, own)
                jump, shift = max(ga, gb), abs(ga - gb)
                ok = rows[u][0] <= rows[t][0] and shift <= max(gap, int(grow * small))
                ok = ok and jump <= grow * min(rows[u][4], rows[t][4])
                ok = ok and (jump <= gap or 2 * matched >= ratio * (la + lb))
                ok = ok and (over <= small // 2 or shift <= gap)
                if rows[t][5] == rows[t][6]:  # in one document the two sides must stay apart
                    ok = ok and (max(rows[u][3], rows[t][3]) <= rows[u][0] or rows[u][3] > rows[u][0])
                if ok:
                    rows[u][1], rows[u][3] = max(rows[u][1], rows[t][1]), max(rows[u][3], rows[t][3])
                    rows[u][4] = matched
                    alive[t] = 0
                    changed = True
                    break
            u -= 1
    return changed
