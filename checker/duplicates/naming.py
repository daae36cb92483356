"""A name for a text that repeats, which its copies share even where their edges and some of their letters differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from checker.duplicates.normalise import as_text, normalise

GRAM, GRAM_LATIN = 8, 16  # symbols of a run; part of every fingerprint, so FINGERPRINT_VERSION changes with them


def name_of(texts: Sequence[str]) -> str:
    """The least hash among all runs of symbols of the texts; what is shorter than a run, or has no symbol, as it is.

    Where a copy begins and ends hangs on what else the corpus holds.  Two stretches have one name with a probability of
    the share of runs that they have in common, so that a few symbols more or less rarely change it.
    """
    from checker.duplicates.seeds import NONE, gram_hashes

    symbols = np.concatenate([normalise(text).symbols for text in texts])
    if not len(symbols):
        return symbols_of(texts)
    least = gram_hashes(symbols, np.arange(len(symbols), 0, -1), GRAM, GRAM_LATIN).min()
    return symbols_of(texts) if least == NONE else f"{least:016x}"


def symbols_of(texts: Sequence[str]) -> str:
    """The symbols of the texts; where they have none, the texts."""
    return "".join(as_text(normalise(text).symbols) for text in texts) or "".join(texts)
