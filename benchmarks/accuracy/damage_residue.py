"""What web pages leave round a text, welded onto its head, its tail or the ends of its lines."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from random import Random

from common import HERE
from damage_layout import PAGES
from damage_values import CHINESE, ENGLISH
from planting import Edit, Kind, Plant, inserted, lines

_LONG = 40  # characters of a line that a call or a tag is welded to


def _block(where: str, variants: Sequence[str]) -> Plant:
    """One variant a document; each of its lines is a place."""

    def plant(text: str, chance: Random) -> list[Edit]:
        variant = chance.choice(variants)
        if where == "inside":
            ends = [end for start, end in lines(text) if end - start >= _LONG]
            joint = chance.choice(("", "\n"))  # a call stands on a line of its own as often as not
            return inserted(sorted(chance.sample(ends, min(2, len(ends)))), lambda: joint + variant, 0, 0)
        if where == "head":
            return [Edit(0, 0, line + "\n") for line in variant.split("\n")]
        return [Edit(len(text), len(text), "\n" + line) for line in variant.split("\n")]

    return plant


def _kinds() -> tuple[Kind, ...]:
    kinds = []
    for name, entry in tomllib.loads((HERE / "residue.toml").read_text(encoding="utf-8")).items():
        rules = tuple(entry["accepts"])
        for language, sources in (("zh", CHINESE), ("en", ENGLISH + PAGES)):
            title = f"{name}{', English' if language == 'en' else ''}"
            kinds.append(Kind(title, sources, rules, _block(entry["where"], entry[language])))
    return tuple(kinds)


KINDS = _kinds()
