"""What is drawn: one set for UTF-8 terminals and its 7-bit twin."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Marks of the drawing.  `bars` and severities fall in height as the severity does; `levels` are heights 0 to 7."""

    rail: str
    cut: str
    mark: str
    also: str
    eol: str
    gap: str
    upto: str
    times: str
    error: str
    warning: str
    info: str
    full: str
    half: str
    track: str
    levels: str

    def severity(self, name: str) -> str:
        """The bar of a severity."""
        return {"error": self.error, "warning": self.warning}.get(name, self.info)


UNICODE = Glyphs("│", "…", "^", "─", "↵", "·", "–", "×", "▆", "▄", "▂", "━", "╸", "─", "▁▂▂▃▃▄▄▅")
ASCII = Glyphs("|", "...", "^", "-", "\\n", "-", "-", "x", "#", "=", "-", "=", "-", ".", ".::++###")
