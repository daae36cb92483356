"""Draw the terminal report on examples/, as SVG: the pictures of the README and of the gallery.

    python scripts/picture.py            writes docs/img/*.svg

The text is what `checker check examples` prints; only a few frames are chosen.  Needs nothing but the project.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from io import StringIO
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment, Segments
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from checker.cli.settings import configured, engine
from checker.corpus import ReadOptions, discover, read
from checker.engine import Settings
from checker.report import Report
from checker.writers import Style, formats

ROOT = Path(__file__).resolve().parent.parent
# One frame of each kind that says most in a picture; those that find nothing in examples/ are not drawn.
FRAMES = ("masked-count", "pinyin-marks", "gbk-shift", "bidi-override", "duplicate-section")
MORE_FRAMES = (*FRAMES, "near-duplicate-paragraph", "duplicate-document")


@dataclass(frozen=True)
class Picture:
    """What is drawn, and how."""

    name: str
    width: int = 100
    lang: str = "en"
    theme: str = "dark"
    colour: bool = True
    ascii: bool = False
    parts: tuple[str, ...] = ("frames", "summary")
    frames: tuple[str, ...] = FRAMES


STRETCH = re.compile(" +|[^ ]+(?: [^ ]+)*")  # blanks, or words with one space between them
PICTURES = (
    *(Picture(f"frames-{theme}", theme=theme, parts=("frames",)) for theme in ("dark", "light")),
    *(Picture(f"summary-{theme}", theme=theme, parts=("summary",)) for theme in ("dark", "light")),
    Picture("frames-zh-dark", lang="zh", parts=("frames",)),
    Picture("summary-zh-dark", lang="zh", parts=("summary",)),
    *(
        Picture(f"terminal-{width}-{lang}", width, lang, frames=MORE_FRAMES)
        for width in (80, 120, 200)
        for lang in ("en", "zh")
    ),
    Picture("terminal-80-light", 80, theme="light"),
    Picture("terminal-80-plain", 80, colour=False),
    Picture("terminal-80-ascii", 80, colour=False, ascii=True),
)
TEXT = re.compile(r'<text([^>]*?)( textLength="[^"]*")?>([^<]*)</text>')
PAPER = {"dark": ((30, 30, 30), (216, 216, 216)), "light": ((253, 253, 251), (36, 36, 36))}
FONTS = "'Cascadia Mono','Sarasa Mono SC','DejaVu Sans Mono','Noto Sans Mono CJK SC','Noto Sans CJK SC',monospace"
SVG = """\
<svg viewBox="0 0 {{width}} {{height}}" xmlns="http://www.w3.org/2000/svg">
<title>TITLE</title>
<style>
.{{unique_id}}-matrix {{{{ font: {{char_height}}px FONTS; white-space: pre }}}}
{{styles}}
</style>
<rect width="100%" height="100%" rx="8" fill="PAPER"/>
<g transform="translate({{terminal_x}}, 24)">
{{backgrounds}}
<g class="{{unique_id}}-matrix">
{{matrix}}
</g></g>
</svg>
""".replace("{{", "{").replace("}}", "}")


def report() -> Report:
    """The result of checking examples/ with the shipped rules and no configuration."""
    reading = ReadOptions()
    listing = discover(["examples"], reading)
    looking = engine(configured(None, True))
    return looking.run((item for file in listing.files for item in read(file, reading)), Settings())


def chosen(whole: Report, rules: tuple[str, ...]) -> Report:
    """The same result with the findings of the chosen rules alone."""
    return replace(whole, findings=tuple(f for f in whole.findings if f.rule in rules))


def pieces(row: str, console: Console) -> Iterator[Segment]:
    """A row in stretches of one style that are placed one by one, so that no renderer's fonts or spaces move them.

    Every wide character stands alone; so do blanks, since some renderers drop those at the edges of a stretch.
    """
    for text, style, _ in Text.from_ansi(row).render(console):
        for stretch in STRETCH.findall(text):
            if cell_len(stretch) == len(stretch):
                yield Segment(stretch, style)
            else:
                yield from (Segment(char, style) for char in stretch)


def svg(rows: list[str], theme: str, name: str, width: int) -> str:
    """The rows as a picture of a terminal `width` cells wide."""
    console = Console(width=width, record=True, file=StringIO(), force_terminal=True, color_system="256")
    for row in rows:
        console.print(Segments([*pieces(row, console), Segment.line()]), crop=False, soft_wrap=True, end="")
    paper, ink = PAPER[theme]
    colours = TerminalTheme(paper, ink, [(0, 0, 0)] * 8)
    frame = SVG.replace("TITLE", f"checker: {name}").replace("FONTS", FONTS).replace("PAPER", f"rgb{paper}")
    drawn = console.export_svg(theme=colours, code_format=frame, unique_id="r", font_aspect_ratio=0.6)
    return TEXT.sub(_placed, re.sub(r' clip-path="[^"]*"', "", drawn))


def _placed(match: re.Match[str]) -> str:
    """A stretch of narrow characters keeps its length, whatever the font; a wide one stands alone at its place."""
    place, length, text = match.groups()
    plain = unescape(text).strip("\n")
    if not plain:
        return "\n" if text else ""  # a row a line, so that changes can be read
    narrow = len(plain) > 1 and cell_len(plain) == len(plain)
    return f"<text{place}{length if narrow else ''}>{text}</text>"


def drawn(whole: Report, picture: Picture) -> str:
    """One picture: the chosen frames, the summary, or one below the other."""
    style = Style(
        width=picture.width, colour=picture.colour, theme=picture.theme, ascii=picture.ascii, lang=picture.lang,
        command="checker check examples", clock=False,
    )  # fmt: skip
    rows: list[str] = []
    if "frames" in picture.parts:
        text = "".join(formats()["terminal"](chosen(whole, picture.frames), replace(style, quiet=True)))
        rows += text.rstrip("\n").split("\n")[2:]  # without how many frames there are, and a blank
    if "summary" in picture.parts:
        rows += [""] * bool(rows)
        rows += "".join(formats()["terminal"](whole, replace(style, summary_only=True))).rstrip("\n").split("\n")
    return svg(rows, picture.theme, picture.name, picture.width)


def main() -> None:
    """Write every picture."""
    os.chdir(ROOT)
    whole = report()
    for picture in PICTURES:
        path = ROOT / "docs" / "img" / f"{picture.name}.svg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(drawn(whole, picture), "utf-8")


if __name__ == "__main__":
    main()
