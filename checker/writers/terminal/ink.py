"""What it is drawn with: two palettes that hold their contrast, the user's own 16 colours, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from rich.color import ColorSystem
from rich.style import Style

# Indices of the 256-colour palette, which do not change with the user's theme.  Contrast on the usual backgrounds is
# at least 4.6:1 for text; `rail` draws only.
_DARK = {"error": 210, "warning": 215, "info": 110, "good": 114, "dim": 247, "rail": 242}
_LIGHT = {"error": 124, "warning": 94, "info": 25, "good": 22, "dim": 241, "rail": 245}
_BADGE_TEXT = {"dark": 16, "light": 231}


def _palette(colours: Mapping[str, int], badge: int) -> dict[str, Style]:
    plain = {name: Style(color=f"color({index})") for name, index in colours.items()}
    strong = {f"{name}!": Style(color=f"color({index})", bold=True) for name, index in colours.items()}
    paper = {"fail": colours["error"], "passed": colours["good"]}
    badges = {
        name: Style(color=f"color({badge})", bgcolor=f"color({index})", bold=True) for name, index in paper.items()
    }
    return plain | strong | badges


def _basic() -> dict[str, Style]:
    hues = {"error": "red", "info": "cyan", "good": "green"}
    out = {name: Style(color=hue) for name, hue in hues.items()}
    out |= {f"{name}!": Style(color=hue, bold=True) for name, hue in hues.items()}
    bold, badge = Style(bold=True), Style(bold=True, reverse=True)
    return out | {"warning": bold, "warning!": bold, "fail": badge, "passed": badge}


class Ink:
    """Turns a role ("error", "dim", "good!" for bold, "fail" for the badge) into terminal codes."""

    def __init__(self, theme: str, colour: bool) -> None:
        self._theme = theme
        self._colour = colour

    @cached_property
    def _styles(self) -> Mapping[str, Style]:
        if self._theme == "basic":
            styles = _basic()
        else:
            styles = _palette(_LIGHT if self._theme == "light" else _DARK, _BADGE_TEXT[self._theme])
        return styles | {"bold": Style(bold=True)}

    def paint(self, text: str, role: str, link: str = "") -> str:
        """`text` in the ink of the role; `link` is an address to open, already escaped."""
        if not self._colour or not text:
            return text
        style = self._styles.get(role)
        drawn = style.render(text, color_system=ColorSystem.EIGHT_BIT) if style else text
        return f"\x1b]8;;{link}\x1b\\{drawn}\x1b]8;;\x1b\\" if link else drawn
