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

from checker.duplicates.normalise import ASTRAL_HAN, HAN

Row = Any  # a list of integers, or an int64 array
# what a rule says: the shortest match; `floor` and `gap`, `drop` and `difference` (in tenths), Han and Latin; `band`
Numbers = tuple[int, int, int, int, int, int, int, int, int, int]
Table = NDArray[np.int64]

BAND = 128  # diagonals that share a slot
TENTHS = 10  # a match scores so many
_HALF = TENTHS // 2  # and a symbol of one side that is not left out half of them
_JOINING = 200  # steps that it takes to join a row with its neighbours
_SPREAD = 0x9E3779B1
_LOW = -(1 << 30)
_FREE = -2  # a band that no diagonal and no neighbour of one is in
_NAMES = ("table", "needed", "grow_end", "match_at", "grows", "grown", "room_for", "cover", "repeats", "merge")
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


def table(found: list[tuple[int, int, int, int, int, int, int]]) -> Table:
    """The tuples as rows of an array; a long list of them would cost more to hand over than to make."""
    rows = np.empty((len(found), 7), np.int64)
    for t in range(len(found)):
        b0, b1, a0, a1, matched, da, db = found[t]
        rows[t, 0], rows[t, 1], rows[t, 2], rows[t, 3], rows[t, 4], rows[t, 5], rows[t, 6] = (
            b0, b1, a0, a1, matched, da, db,
        )  # fmt: skip
    return rows


def needed(s: Row, start: int, end: int, least: int, least_latin: int) -> int:
    """How many symbols a stretch needs: `least_latin` where fewer than half of it is Han."""
    han = 0
    for at in range(start, end):
        symbol = s[at]
        if HAN[0] <= symbol < HAN[1] or ASTRAL_HAN[0] <= symbol < ASTRAL_HAN[1]:
            han += 1
    return least_latin if 2 * han < end - start else least


def grow_end(
    s: Row,
    i: int,
    j: int,
    room_i: int,
    room_j: int,
    step: int,
    drop: int,
    cost: int,
    most: int,
    band: int,
    far: Row,
) -> tuple[int, int, int, int]:
    """Aligned growth from (i, j) outwards (step 1 or -1): symbols of either side, how many match at least, and steps.

    For one difference more at a time, the furthest point on every diagonal, for as long as its score is less than
    `drop` matches below the best.  A difference costs `cost` tenths of a match.  Diagonals (symbols of i less those of
    j) stay within `most` of the first and `band` of the best one.  `far` is scratch, a power of two above 2 * band + 2.
    """
    best, best_x, best_y, matched = 0, 0, 0, 0
    lo, hi, differences, wrap, work = 0, 0, 0, len(far) - 1, 0
    far[0] = 0
    while lo <= hi:
        work += hi + 1 - lo
        new_lo, new_hi, left = hi + 1, lo - 1, _LOW
        for k in range(lo, hi + 1):
            own = far[k & wrap]
            x = own
            if differences > 0:  # written out, as calls of max and min are half of the time in plain Python
                x = left + 1 if left > own else own + 1
                after = far[(k + 1) & wrap] if k < hi else _LOW
                x = after if after > x else x
            left = own
            x = room_i if x > room_i else x
            x = room_j + k if x > room_j + k else x
            y = x - k
            if x < 0 or y < 0:
                far[k & wrap] = _LOW
                continue
            if step > 0:
                while x < room_i and y < room_j and s[i + x] == s[j + y]:
                    x, y = x + 1, y + 1
            else:
                while x < room_i and y < room_j and s[i - 1 - x] == s[j - 1 - y]:
                    x, y = x + 1, y + 1
            score = _HALF * (x + y) - cost * differences
            if score > best:
                best, best_x, best_y, matched = score, x, y, (x + y) // 2 - differences
            if score > best - TENTHS * drop:
                far[k & wrap] = x
                new_lo, new_hi = k if k < new_lo else new_lo, k
            else:
                far[k & wrap] = _LOW
        if new_hi < new_lo or best_x == room_i or best_y == room_j:
            break
        differences += 1
        centre = best_x - best_y
        lo, hi = max(new_lo - 1, -most, centre - band), min(new_hi + 1, most, centre + band)
        if lo < new_lo:
            far[lo & wrap] = _LOW
        if hi > new_hi:
            far[hi & wrap] = _LOW
    return best_x, best_y, matched, work


def match_at(s: Row, i: int, d: int, low_i: int, high_i: int, low_j: int, high_j: int) -> tuple[int, int]:
    """The stretch round i that equals the one d symbols before it, within the bounds of both documents."""
    first, past = i, i
    while past < high_i and past - d < high_j and s[past] == s[past - d]:
        past += 1
    while first > low_i and first - d > low_j and s[first - 1] == s[first - 1 - d]:
        first -= 1
    return first, past


def grows(s: Row, first: int, past: int, d: int, numbers: Numbers, bands: Row, mask: int) -> bool:
    """Whether a match is long enough by itself, or stands near enough behind another one on nearly its diagonal."""
    _, floor, floor_latin, reach, reach_latin, _, _, _, _, band = numbers
    if past - first >= floor_latin:
        return True
    if past - first >= floor and past - first >= needed(s, first, past, floor, floor_latin):
        return True
    room = needed(s, first, past, reach, reach_latin)
    for side in range(d // BAND - 1, d // BAND + 2):
        cell = 4 * ((side * _SPREAD >> 7) & mask)
        near = bands[cell] == side and bands[cell + 2] > 0 and abs(bands[cell + 3] - d) <= band
        if near and first - bands[cell + 2] <= room:
            return True
    return False


def grown(
    s: Row, first: int, past: int, d: int, within: tuple[int, int, int, int], one: bool, numbers: Numbers, far: Row
) -> tuple[int, int, int, int, int, int]:
    """The row b0, b1, a0, a1, matched that grows from a match, `within` the bounds of both documents, and the work.

    In `one` document the two sides must not grow into each other, nor the path drift to where a text equals itself.
    """
    _, _, _, _, _, drop, drop_latin, cost, cost_latin, band = numbers
    low_i, high_i, low_j, high_j = within
    drop, cost = needed(s, first, past, drop, drop_latin), needed(s, first, past, cost, cost_latin)
    most = max(1, (d - 1) // 3) if one else -_LOW
    apart = one and past - d <= first
    room = (first if apart else high_j) - (past - d)
    x, y, more, work = grow_end(s, past, past - d, high_i - past, room, 1, drop, cost, most, band, far)
    b1, a1 = past + x, past - d + y
    room = first - (a1 if apart else low_i)
    x, y, less, rest = grow_end(s, first, first - d, room, first - d - low_j, -1, drop, cost, most, band, far)
    return first - x, b1, first - d - y, a1, past - first + more + less, work + rest


def repeats(
    s: Row, starts: Row, where: Row, document: Row, previous: Row, links: Row, todo: Row, numbers: Numbers, far: Row,
    diagonals: Row, bands: Row, most: int,
) -> tuple[Table, bool]:  # fmt: skip
    """What grows from the anchors `todo`: b0, b1, a0, a1, matched, documents of a and b; the first row is zeros.

    And whether that is all of it: after `most` steps of work no more is looked for (0: without end).

    What lies in a row that has grown over it, on nearly the same diagonal, is passed over.  Two hash tables, of which
    every document takes as much as it needs: `diagonals` (diagonal, end of its last match) and `bands` of diagonals
    (band, its last row, end and diagonal of its last match).
    """
    out = [(0, 0, 0, 0, 0, 0, 0)]
    own, mask, low_i, high_i, work = -1, 0, 0, 0, 0
    for t in range(len(todo)):
        if 0 < most < work:
            return table(out), False
        q = todo[t]
        i, p = where[q], previous[q]
        if document[q] != own:
            own, mask = document[q], room_for(t, todo, document)
            low_i, high_i = starts[own], starts[own + 1]
            for slot in range(mask + 1):
                diagonals[2 * slot] = 0
                bands[4 * slot] = _FREE
        for _ in range(links[q]):
            if p < 0:
                break
            j, other = where[p], document[p]
            p = previous[p]
            d = i - j
            slot, cell = 2 * ((d * _SPREAD >> 7) & mask), 4 * (((d // BAND) * _SPREAD >> 7) & mask)
            if diagonals[slot] == d and i < diagonals[slot + 1]:
                continue  # inside a match that is known
            if bands[cell] != d // BAND:
                bands[cell], bands[cell + 1], bands[cell + 2] = d // BAND, 0, 0
            b0, b1, a0, a1 = out[bands[cell + 1]][:4]
            if b0 <= i < b1 and a0 <= j < a1:
                continue  # inside a row
            first, past = match_at(s, i, d, low_i, high_i, starts[other], starts[other + 1])
            diagonals[slot], diagonals[slot + 1] = d, past
            if past - first < numbers[0]:
                continue  # 32 bits of a hash agreed, the text does not
            long = grows(s, first, past, d, numbers, bands, mask)
            bands[cell + 2], bands[cell + 3] = past, d
            if not long:
                continue
            within = low_i, high_i, starts[other], starts[other + 1]
            b0, b1, a0, a1, matched, steps = grown(s, first, past, d, within, own == other, numbers, far)
            work += steps
            if b1 - b0 >= needed(s, b0, b1, numbers[1], numbers[2]):
                work += _JOINING
                out.append((b0, b1, a0, a1, matched, other, own))
                cover(min(b0 - a0, b1 - a1) // BAND - 1, max(b0 - a0, b1 - a1) // BAND + 1, len(out) - 1, bands, mask)
    return table(out), True


def room_for(first: int, todo: Row, document: Row) -> int:
    """The mask of a table for the anchors of one document, the first of which is given by its number in `todo`."""
    past, mask = first, 0
    while past < len(todo) and document[todo[past]] == document[todo[first]]:
        past += 1
    while mask < 4 * (past - first):
        mask = 2 * mask + 1
    return mask


def cover(first: int, last: int, row: int, bands: Row, mask: int) -> None:
    """Let bands of diagonals know the row that has grown over them."""
    for band in range(first, last + 1):
        cell = 4 * ((band * _SPREAD >> 7) & mask)
        if bands[cell] != band:
            bands[cell], bands[cell + 2] = band, 0
        bands[cell + 1] = row


def merge(rows: Row, gap: int, grow: float, ratio: float, look: int, alive: Row) -> bool:
    """Join neighbours of one pair of documents, in place; whether anything changed.

    Rows are sorted by (document of a, document of b, a0).  The jump must be shorter than `grow` times what matches in
    either, and the whole must align by `ratio`.  An overlap counts once.
    """
    changed = False
    for t in range(len(rows)):
        u, seen = t - 1, 0
        while u >= 0 and seen < look and rows[u][5] == rows[t][5] and rows[u][6] == rows[t][6]:
            if alive[u] == 1:
                seen += 1
                ga, gb = rows[t][2] - rows[u][3], rows[t][0] - rows[u][1]
                la = max(rows[u][3], rows[t][3]) - rows[u][2]
                lb = max(rows[u][1], rows[t][1]) - rows[u][0]
                own = rows[t][3] - rows[t][2]
                small = min(rows[t][1] - rows[t][0], own, rows[u][1] - rows[u][0], rows[u][3] - rows[u][2])
                over = max(0, min(-min(ga, gb), own))
                matched = rows[u][4] + rows[t][4] - over * rows[t][4] // max(1, own)
                jump, shift = max(ga, gb), abs(ga - gb)
                ok = rows[u][0] <= rows[t][0] and shift <= max(gap, int(grow * small))
                ok = ok and jump <= grow * min(rows[u][4], rows[t][4])
                ok = ok and 2 * matched >= ratio * (la + lb)
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
