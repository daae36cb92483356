"""Draw the pictures of the README: the report on examples/, as SVG, dark and light.

    python scripts/picture.py            writes docs/img/{frames,summary}-{dark,light}.svg

The text is what `checker check examples` prints; only a few frames are chosen.  Needs nothing but the project.
"""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterator
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
WIDTH = 100
# One frame of each kind that says most in a picture; those that find nothing in examples/ are not drawn.
FRAMES = ("masked-count", "pinyin-marks", "gbk-shift", "bidi-override", "duplicate-section")
STRETCH = re.compile(" +|[^ ]+(?: [^ ]+)*")  # blanks, or words with one space between them
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


def chosen(whole: Report) -> Report:
    """The same result with the findings of the chosen rules alone."""
    return dataclasses.replace(whole, findings=tuple(f for f in whole.findings if f.rule in FRAMES))


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


def svg(rows: list[str], theme: str, name: str) -> str:
    """The rows as a picture."""
    console = Console(width=WIDTH, record=True, file=StringIO(), force_terminal=True, color_system="256")
    for row in rows:
        console.print(Segments([*pieces(row, console), Segment.line()]), crop=False, soft_wrap=True, end="")
    paper, ink = PAPER[theme]
    colours = TerminalTheme(paper, ink, [(0, 0, 0)] * 8)
    frame = SVG.replace("TITLE", f"checker: {name}").replace("FONTS", FONTS).replace("PAPER", f"rgb{paper}")
    drawn = console.export_svg(theme=colours, code_format=frame, unique_id="r", font_aspect_ratio=0.6)
    # Lengths are counted in characters there, which is half of what a wide one needs, and nothing has to be clipped.
    return re.sub(r' (textLength|clip-path)="[^"]*"', "", drawn)


def main() -> None:
    """Write the four pictures."""
    os.chdir(ROOT)
    whole = report()
    for theme in PAPER:
        style = Style(width=WIDTH, colour=True, theme=theme, command="checker check examples", clock=False)
        parts = {
            "frames": (chosen(whole), dataclasses.replace(style, quiet=True)),
            "summary": (whole, dataclasses.replace(style, summary_only=True)),
        }
        for name, (of, how) in parts.items():
            rows = "".join(formats()["terminal"](of, how)).rstrip("\n").split("\n")
            rows = rows[2:] if name == "frames" else rows  # the row that says how many frames there are, and a blank
            path = ROOT / "docs" / "img" / f"{name}-{theme}.svg"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(svg(rows, theme, name), "utf-8")


if __name__ == "__main__":
    main()
