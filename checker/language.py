"""Which languages a text is written in, by the share of its letters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checker.batch import Batch
from checker.resources import toml_file
from checker.text.classes import class_table

_LETTERS = 0x40000  # Unicode has no letter from here on


@cache
def _settings() -> Mapping[str, Any]:
    return toml_file("rules", "languages.toml")


@cache
def _classes() -> tuple[tuple[str, ...], NDArray[np.uint8]]:
    """The classes that tell languages, and a table: code point -> bit 0 for a letter, bit 1 + i for class i."""
    wanted = [v for v in _settings().values() if isinstance(v, dict)]
    names = tuple(dict.fromkeys(w["class"] for v in wanted for w in (v, v.get("unless", v))))
    table = np.zeros(0x110000, np.uint8)
    table[:_LETTERS] = np.strings.isalpha(np.arange(_LETTERS, dtype=np.uint32).view("U1"))
    for i, name in enumerate(names, 1):
        table |= class_table(f"{{{name}}}").astype(np.uint8) << i
    return names, table


def known_languages() -> frozenset[str]:
    """The languages a rule may name."""
    return frozenset(k for k, v in _settings().items() if isinstance(v, dict)) | {"other"}


def languages(batch: Batch) -> list[frozenset[str]]:
    """The languages of every document.

    "other" where it has letters of no known language; none where it has too few letters to say.
    """
    names, table = _classes()
    kinds = table[batch.points]
    bounds = list(zip(batch.starts.tolist(), batch.ends.tolist(), strict=True))
    return [_languages(names, kinds[start:end]) for start, end in bounds]


def _languages(names: tuple[str, ...], kinds: NDArray[np.uint8]) -> frozenset[str]:
    """The languages of a text, given the kinds of its characters as bits."""
    settings = _settings()
    size = settings["sample"] // 2
    if len(kinds) > 2 * size:
        kinds = np.concatenate((kinds[:size], kinds[len(kinds) // 2 :][:size]))
    letters = np.count_nonzero(kinds & 1)
    if letters < settings["letters"]:
        return frozenset()
    shares = {name: np.count_nonzero(kinds & (2 << i)) / letters for i, name in enumerate(names)}
    found = {
        language
        for language, wanted in settings.items()
        if isinstance(wanted, dict)
        and shares[wanted["class"]] >= wanted["share"]
        and not ("unless" in wanted and shares[wanted["unless"]["class"]] >= wanted["unless"]["share"])
    }
    return frozenset(found or {"other"})
