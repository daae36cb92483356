"""Documents that are held already, beside those that are checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checker.document import Document

if TYPE_CHECKING:
    from checker.duplicates.often import Common

Damage = Callable[[int, int, int], int]


@dataclass(frozen=True, slots=True)
class Held:
    """What new documents are compared with: `documents` with their `numbers`, the earliest held has the least one.

    `accepted` are those of the new documents that are held just as they are: index to number.  Each is compared with
    what was held before it, and others with it.  `options` stand in for options of rules of repeated text: how it is
    best searched, not what is found.  `common` are lines that many held documents of one source have, by the hash of
    their folded text; None: `documents` are all that is held.
    """

    documents: tuple[Document, ...] = ()
    numbers: tuple[int, ...] = ()
    accepted: Mapping[int, int] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)
    common: Common | None = field(default_factory=dict)


Against = Callable[[Sequence[Document]], Held]  # asked once, with all new documents


@dataclass(frozen=True, slots=True)
class Together:
    """Held and new documents in the order in which copies are kept; `held` are the places of the held ones."""

    documents: tuple[Document, ...]
    held: tuple[int, ...]
    damage: Damage


def together(new: Sequence[Document], beside: Held, damage: Damage) -> Together:
    """What is held comes first, by its number, then the new documents; `damage` speaks of the new ones by index."""
    standing = [(number, 0, place) for place, number in enumerate(beside.numbers)]
    standing += [(number, 1, place) for place, number in beside.accepted.items()]
    standing.sort()
    rest = [(0, 1, place) for place in range(len(new)) if place not in beside.accepted]
    order = [*standing, *rest]
    held = tuple(at for at, (_, is_new, _) in enumerate(order) if not is_new)

    def weighed(document: int, start: int, end: int) -> int:
        return -1 if document < len(standing) else damage(order[document][2], start, end)

    documents = tuple(new[place] if is_new else beside.documents[place] for _, is_new, place in order)
    return Together(documents, held, weighed)
