"""The code points of a text as an array, for passes that look at every character."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from checker.document import Document


def code_points(document: Document) -> NDArray[np.intp]:
    """The code points of the text, one element each, as numbers that index a table; meant for `View.shared`."""
    return np.frombuffer(document.text.encode("utf-32-le"), np.uint32).astype(np.intp)
