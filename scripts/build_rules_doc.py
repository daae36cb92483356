"""Write docs/rules.md from the rule files: `python scripts/build_rules_doc.py` (`--check` only compares)."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from checker import rulebook
from checker.rule import Rule

TARGET = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
HEAD = """\
# Rules

Made from the rule files by `scripts/build_rules_doc.py`; do not edit.
`checker explain RULE` shows a rule with its examples, run live.
A rule marked *off* runs only when it is selected by its name or code.

"""


def document() -> str:
    """The whole page."""
    rules = rulebook.load()
    families = [(family, list(group)) for family, group in groupby(rules, key=lambda rule: rule.family)]
    parts = [HEAD, f"{len(rules)} rules in {len(families)} families.\n"]
    for family, group in families:
        parts.append(f"\n## {family}\n")
        parts += map(_entry, group)
    return "".join(parts)


def _entry(rule: Rule) -> str:
    words = rule.words("en")
    notes = [rule.severity, *(rule.languages and [" / ".join(rule.languages)]), *([] if rule.default else ["off"])]
    lines = [
        f"\n### {rule.code} {rule.name}\n",
        f"\n*{', '.join(notes)}*  ",
        f"\n{_line(words.what)}  ",
        f"\n**Why:** {_line(words.why)}  ",
        f"\n**Do:** {_line(words.remedy)}\n",
    ]
    if rule.references:
        lines.append(f"\nSources: {', '.join(f'<{r}>' if r.startswith('http') else r for r in rule.references)}\n")
    return "".join(lines)


def _line(text: str) -> str:
    """One line of Markdown that shows the text as it is."""
    escaped = "".join(f"\\{char}" if char in "\\`*_{}[]<>#|" else char for char in text)
    return " ".join(escaped.split())


def main() -> int:
    """Write the page, or say whether it is current."""
    if "--check" in sys.argv[1:]:
        return int(not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != document())
    TARGET.write_text(document(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
