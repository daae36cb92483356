"""How the site is built from these pages: `make docs`."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.search import SearchEnglish

ROOT = Path(__file__).resolve().parent.parent
ABOUT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = ABOUT["name"]
version = release = ABOUT["version"]
language = "en"
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
nitpicky = True
myst_heading_anchors = 3  # named as GitHub names them, so that a link works in both places

html_theme = "furo"
html_title = f"{project} {version}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
html_use_index = False
html_theme_options = {"navigation_with_keys": True}

# Pages of the site whose text stands elsewhere in the project.
SHOWN = {
    "changelog.md": "CHANGELOG.md",
    "contributing.md": "CONTRIBUTING.md",
    "results/index.md": "benchmarks/README.md",
    "results/accuracy.md": "benchmarks/accuracy/RESULTS.md",
    "results/documents.md": "benchmarks/duplicates/documents.md",
    "results/gate.md": "benchmarks/gate/RESULTS.md",
    "results/growth.md": "benchmarks/duplicates/growth.md",
    "results/page.md": "benchmarks/page/open.md",
    "results/peers.md": "benchmarks/peers/examples.md",
    "results/quality.md": "benchmarks/duplicates/quality.md",
    "results/rules.md": "benchmarks/speed/rules.md",
    "results/sections.md": "benchmarks/duplicates/sections.md",
    "results/signatures.md": "benchmarks/duplicates/speed.md",
}
DOCS = ROOT / "docs"
PAGE_OF = {ROOT / file: DOCS / page for page, file in SHOWN.items()}
HAN = re.compile("([\u3400-\u9fff\U00020000-\U0003ffff]+)")
LINK = re.compile(r"(?<!!)\[(?P<label>[^\]\n]*)\]\((?P<path>[^)#:\s]+)(?P<anchor>#[^)\s]*)?\)")


class Search(SearchEnglish):
    """Words as in English, and every two Han characters that stand side by side, which need no dictionary."""

    js_splitter_code = r"""
var splitQuery = (query) =>
  query.split(/[^\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu).flatMap((word) =>
    word.split(/(\p{Script=Han}+)/u).flatMap((part) =>
      /^\p{Script=Han}{2}/u.test(part) ? [...part].slice(1).map((_, i) => [...part].slice(i, i + 2).join("")) : part
    )
  ).filter((word) => word);
"""

    def split(self, input: str) -> list[str]:  # noqa: A002 - the name of the class it extends
        """The words of a text; the script above does the same to what a reader types."""
        words: list[str] = []
        for part in (part for word in super().split(input) for part in HAN.split(word) if part):
            pairs = HAN.match(part) and len(part) > 1
            words += [part[i : i + 2] for i in range(len(part) - 1)] if pairs else [part]
        return words


def show(app: Sphinx, name: str, content: list[str]) -> None:
    """Put the text a page shows in its place, and lead its links to pages of the site."""
    page = DOCS / f"{name}.md"
    file = ROOT / SHOWN.get(f"{name}.md", f"docs/{name}.md")
    if file != page:
        app.env.note_dependency(str(file))
        content[0] = file.read_text(encoding="utf-8")

    def lead(link: re.Match[str]) -> str:
        target = (file.parent / link["path"]).resolve()
        if target.is_dir() or (target.suffix == ".md" and target not in PAGE_OF and not target.is_relative_to(DOCS)):
            return link["label"]  # a folder of the repository is no page, nor is a text that the site does not show
        if not target.is_file():
            return link[0]
        path = os.path.relpath(PAGE_OF.get(target, target), page.parent)
        return f"[{link['label']}]({path}{link['anchor'] or ''})"

    content[0] = LINK.sub(lead, content[0])


def speak(_app: Sphinx, name: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Say which language a page is in."""
    if name.startswith("zh/"):
        context["language"] = "zh-CN"


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.add_search_language(Search)
    app.connect("source-read", show)
    app.connect("html-page-context", speak)
