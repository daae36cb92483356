"""The code points of a text as an array, for passes that look at every character."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from checker.document import Document


def code_points(document: Document) -> NDArray[np.uint32]:
    """The code points of the text, one element each; meant for `View.shared`."""
    return np.frombuffer(document.text.encode("utf-32-le"), np.uint32)
