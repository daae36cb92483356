"""A name for a text that repeats, which its copies share even where their edges and some of their letters differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.normalise import Symbols, as_text, normalise

GRAM, GRAM_LATIN = 8, 16  # symbols of a run; part of every fingerprint, so FINGERPRINT_VERSION changes with them


def name_of(texts: Sequence[str], *, fast: bool = False) -> str:
    """The least hash among all runs of symbols of the texts; what is shorter than a run, or has no symbol, as it is.

    Where a copy begins and ends hangs on what else the corpus holds.  Two stretches have one name with a probability of
    the share of runs that they have in common, so that a few symbols more or less rarely change it.  `fast` gives the
    same name by machine code.
    """
    from checker.duplicates.seeds import NONE

    symbols = np.concatenate([_folded(text, fast=fast) for text in texts])
    least = _hashes(symbols, fast=fast).min(initial=NONE)
    return symbols_of(texts, fast=fast) if least == NONE else f"{least:016x}"


def symbols_of(texts: Sequence[str], *, fast: bool = False) -> str:
    """The symbols of the texts; where they have none, the texts."""
    return "".join(as_text(_folded(text, fast=fast)) for text in texts) or "".join(texts)


def _folded(text: str, *, fast: bool) -> Symbols:
    if not fast:
        return normalise(text).symbols
    from checker.duplicates.folding import fold_utf8

    data = np.frombuffer(text.encode("utf-8"), np.uint8)
    return fold_utf8(data, np.array([0]), np.array([len(data)]))[0]


def _hashes(symbols: Symbols, *, fast: bool) -> NDArray[np.uint64]:
    """One hash for the run that begins at each symbol."""
    if not fast:
        from checker.duplicates.seeds import gram_hashes

        return gram_hashes(symbols, np.arange(len(symbols), 0, -1), GRAM, GRAM_LATIN)
    from checker.duplicates.rolling import text_grams

    hashes = np.empty(len(symbols), np.uint64)
    text_grams(symbols, 0, len(symbols), GRAM, GRAM_LATIN, hashes)
    return hashes
