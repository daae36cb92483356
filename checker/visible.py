"""The one gate through which corpus text and paths reach a terminal, a page or a log."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NAMES = {
    0x00: "NUL", 0x07: "BEL", 0x08: "BS", 0x09: "TAB", 0x0A: "LF", 0x0D: "CR", 0x1B: "ESC", 0x7F: "DEL",
}  # fmt: skip
# Cn: unassigned, Co: private use, Cs: surrogates, Zl/Zp: line and paragraph separators.
_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})

# What is certainly shown as it is: printable ASCII, CJK punctuation, Han, full-width forms.  All else is looked up.
_DOUBTFUL = re.compile("[^ -~\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")


@lru_cache(maxsize=4096)
def visible_char(char: str) -> str:
    """`char` itself if a terminal shows it as it is, else its name in angle brackets: `<ESC>`, `<U+202E>`."""
    code = ord(char)
    if code in _NAMES:
        return f"<{_NAMES[code]}>"
    if unicodedata.category(char) in _HIDDEN:
        return f"<U+{code:04X}>"
    return char


def visible(text: str) -> str:
    """`text` with control and format (bidirectional, zero-width), private-use and unassigned characters spelled out.

    The result never moves the cursor, changes a colour or reorders what stands beside it.
    """
    if text.isprintable():  # what is not is hidden, or a space that is shown
        return text
    return _DOUBTFUL.sub(_named, text)


def visible_first(path: str) -> str:
    """`visible(path)` for the beginning of a line: no CI takes it for a command (`::error::`, `##vso[`)."""
    shown = visible(path)
    return f"./{shown}" if shown.startswith(("::", "##")) else shown


def _named(match: re.Match[str]) -> str:
    return visible_char(match.group())
