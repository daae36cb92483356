"""The loops of settling sections, written once for two ways of running, as `kernels` says.

Ranges that were copied from one another are *members*: `members` holds their starts, their ends, the next one of the
same slot, and what they are joined to, and the first of every slot.  *Sides* are the two ranges of accepted pairs, each
beside the other: `sides` holds start, end, start and end of the other, the next one of the same cell; then for every
cell of 2 ** CELL symbols the last side that covers it, and how many do.  `box` counts members and sides.
"""

from __future__ import annotations

from typing import Any

Row = Any  # a list of integers, or an int64 array
Number = Any  # one of them
Table = Any  # a tuple of them

CELL = 9
SAME = 0.7  # ranges that lie in each other by this share are one member
NESTED = 0.8  # a pair of which both sides lie in an accepted pair by this share is part of it
STRICTLY = 0.95  # a range shorter than this share of another one is a part of it, not the same
_SPREAD, _BITS = 0x9E3779B1, 0x3FFFFFFF

LOOPS = ("inside", "find", "join", "member_at", "held", "join_parts", "next_open", "accept")


def inside(x0: int, x1: int, y0: int, y1: int) -> float:
    """The share of [x0, x1) that lies in [y0, y1)."""
    return max(0, min(x1, y1) - max(x0, y0)) / max(1, x1 - x0)


def find(parent: Row, member: Number) -> Number:
    """The name of the member's group."""
    while parent[member] != member:
        parent[member] = parent[parent[member]]
        member = parent[member]
    return member


def join(parent: Row, one: int, other: int) -> None:
    """Make two groups one, named by the lesser name."""
    a, b = find(parent, one), find(parent, other)
    parent[max(a, b)] = min(a, b)


def member_at(start: int, end: int, members: Table, box: Row) -> Number:
    """The member that covers nearly this range, a new one if there is none."""
    first, last, after, parent, head = members
    level = 0
    while (end - start) >> level:
        level += 1
    for step in range(3):  # equal members start within half a length of each other
        near = level + (0, -1, 1)[step]
        for cell in range((start >> near) - 2, (start >> near) + 3):
            member = head[(((cell * 31 + near) & _BITS) * _SPREAD >> 7) & (len(head) - 1)]
            while member >= 0:
                s, e = first[member], last[member]
                if inside(start, end, s, e) >= SAME and inside(s, e, start, end) >= SAME:
                    return member
                member = after[member]
    member = box[0]
    box[0] = member + 1
    slot = ((((start >> level) * 31 + level) & _BITS) * _SPREAD >> 7) & (len(head) - 1)
    first[member], last[member], after[member], parent[member] = start, end, head[slot], member
    head[slot] = member
    return member


def held(a0: int, a1: int, b0: int, b1: int, sides: Table) -> bool:
    """Whether both sides of a pair lie in one accepted pair."""
    x0, x1, y0, y1, after, cells, _ = sides
    side = cells[(b0 + b1) // 2 >> CELL]
    while side >= 0:
        if inside(b0, b1, x0[side], x1[side]) > NESTED and inside(a0, a1, y0[side], y1[side]) > NESTED:
            return True
        side = after[side]
    return False


def join_parts(member: int, start: int, end: int, members: Table, sides: Table, box: Row) -> None:
    """A range inside a larger copied one was copied with it."""
    x0, x1, y0, y1, after, cells, _ = sides
    side = cells[(start + end) // 2 >> CELL]
    while side >= 0:
        own = x1[side] - x0[side]
        if x0[side] <= start and end <= x1[side] and end - start < STRICTLY * own:
            share = (y1[side] - y0[side]) / own
            low, high = int(y0[side] + (start - x0[side]) * share), int(y0[side] + (end - x0[side]) * share)
            join(members[3], member, member_at(low, high, members, box))
        side = after[side]


def next_open(pairs: Row, t: int, members: Table, sides: Table, box: Row) -> int:
    """The first pair from `t` on that joins something new; -1 - t where there may be no room for the members of t.

    `pairs` has columns a0, a1, b0, b1, period.  The members of the pair stand in box[2] and box[3].
    """
    parent, counts = members[3], sides[6]
    while t < len(pairs):
        a0, a1, b0, b1, period = pairs[t][0], pairs[t][1], pairs[t][2], pairs[t][3], pairs[t][4]
        t += 1
        if held(a0, a1, b0, b1, sides):
            continue
        if period > 0:
            a1, b0 = b1, a0
        room = 2 + counts[(a0 + a1) // 2 >> CELL] + counts[(b0 + b1) // 2 >> CELL]
        if box[0] + room > len(parent):
            return -t
        one = member_at(a0, a1, members, box)
        other = one if period > 0 else member_at(b0, b1, members, box)
        join_parts(one, a0, a1, members, sides, box)
        if period == 0:
            join_parts(other, b0, b1, members, sides, box)
            if find(parent, one) == find(parent, other):
                continue
        box[2], box[3] = one, other
        return t - 1
    return t


def accept(pairs: Row, t: int, members: Table, sides: Table, box: Row) -> None:
    """Join the members of pair `t`, and let its sides hold what lies in them."""
    x0, x1, y0, y1, after, cells, counts = sides
    join(members[3], box[2], box[3])
    a0, a1, b0, b1 = pairs[t][0], pairs[t][1], pairs[t][2], pairs[t][3]
    ways = 2
    if pairs[t][4] > 0:
        a1, b0, ways = b1, a0, 1
    for _ in range(ways):
        for cell in range(a0 >> CELL, (a1 >> CELL) + 1):
            side = box[1]
            box[1] = side + 1
            x0[side], x1[side], y0[side], y1[side], after[side] = a0, a1, b0, b1, cells[cell]
            cells[cell] = side
            counts[cell] += 1
        a0, a1, b0, b1 = b0, b1, a0, a1
