"""Write the pages about the rules from the rule files: `python scripts/build_rules_doc.py` (`--check` only compares).

docs/rules.md lists all of them, docs/rules/FAMILY.md explains those of a family; the same in Chinese below docs/zh/.
"""

from __future__ import annotations

import re
import sys
import tomllib
from itertools import groupby
from pathlib import Path

from checker import rulebook
from checker.resources import resource
from checker.rule import Rule
from checker.visible import visible

DOCS = Path(__file__).resolve().parent.parent / "docs"
SHORT, MANY = 160, 3  # an example is cut at so many characters; so many of each kind are shown
WORDS = {
    "en": {
        "title": "Rules",
        "head": "Made from the rule files by `scripts/build_rules_doc.py`; do not edit. "
        "{rules} rules in {families} families.\n"
        "`checker explain RULE` shows a rule with all its examples, run live, and its options.\n"
        "A rule marked *off* runs only when it is selected by its name or code.",
        "table": "| code | rule | severity | what it says |",
        "page": "{n} rules, codes {prefix}. Back to the list of [all rules](../rules.md).",
        "one": "1 rule, code {prefix}. Back to the list of [all rules](../rules.md).",
        "off": "off",
        "why": "**Why:** ",
        "do": "**Do:** ",
        "bad": "**Found:** ",
        "good": "**Left alone:** ",
        "sources": "**Sources:** ",
    },
    "zh": {
        "title": "规则",
        "head": "由 `scripts/build_rules_doc.py` 根据规则文件生成，请勿手工修改。共 {rules} 条规则，{families} 类。\n\n"
        "`checker explain 规则名 --lang zh` 会现场运行规则的全部示例，并列出它的选项。"
        "标有“关”的规则默认不运行，按名称或代码选中才运行。",
        "table": "| 代码 | 规则 | 级别 | 报告时怎么说 |",
        "page": "共 {n} 条，代码 {prefix}。返回[规则总表](../rules.md)。",
        "one": "共 1 条，代码 {prefix}。返回[规则总表](../rules.md)。",
        "off": "关",
        "why": "**为什么：** ",
        "do": "**怎么办：** ",
        "bad": "**会报告：** ",
        "good": "**不报告：** ",
        "sources": "**依据：** ",
    },
}


def pages() -> dict[Path, str]:
    """Every page and its text."""
    rules = rulebook.load()
    families = [(family, list(group)) for family, group in groupby(rules, key=lambda rule: rule.family)]
    out = {}
    for lang, folder in (("en", DOCS), ("zh", DOCS / "zh")):
        names = tomllib.loads((resource("reports") / "words" / f"{lang}.toml").read_text(encoding="utf-8"))
        out[folder / "rules.md"] = _list(families, lang, names)
        for family, group in families:
            out[folder / "rules" / f"{family}.md"] = _family(group, lang, names)
    return out


def _list(families: list[tuple[str, list[Rule]]], lang: str, names: dict[str, dict[str, str]]) -> str:
    words = WORDS[lang]
    count = sum(len(group) for _, group in families)
    parts = [f"# {words['title']}\n\n{words['head'].format(rules=count, families=len(families))}\n"]
    for family, group in families:
        parts.append(f"\n## {_title(family, lang, names)}\n\n{words['table']}\n|---|---|---|---|\n")
        for rule in group:
            says = _line(re.sub(r"\{[^{}]*\}", "…", rule.words(lang).message))
            anchor = f"rules/{family}.md#{rule.code.lower()}-{rule.name}"
            parts.append(f"| {rule.code} | [{rule.name}]({anchor}) | {_notes(rule, lang, names)} | {says} |\n")
    tree = "\n".join(f"rules/{family}" for family, _ in families)
    return "".join(parts) + f"\n```{{toctree}}\n:hidden:\n\n{tree}\n```\n"


def _family(rules: list[Rule], lang: str, names: dict[str, dict[str, str]]) -> str:
    words = WORDS[lang]
    codes = f"{rules[0].code}–{rules[-1].code}" if len(rules) > 1 else rules[0].code
    head = words["page" if len(rules) > 1 else "one"].format(n=len(rules), prefix=codes)
    return f"# {_title(rules[0].family, lang, names)}\n\n{head}\n" + "".join(_entry(r, lang, names) for r in rules)


def _entry(rule: Rule, lang: str, names: dict[str, dict[str, str]]) -> str:
    words, said = WORDS[lang], rule.words(lang)
    lines = [
        f"\n## {rule.code} {rule.name}\n",
        f"*{_notes(rule, lang, names)}*\n",
        f"{_line(said.what)}\n",
        f"{words['why']}{_line(said.why)}\n",
        f"{words['do']}{_line(said.remedy)}\n",
    ]
    for kind, texts in (("bad", rule.examples.bad), ("good", rule.examples.good)):
        shown = [_code(example[0]) for example in sorted(texts, key=_length)[:MANY] if len(example) == 1]
        if shown:
            lines.append(f"{words[kind]}{' · '.join(shown)}\n")
    if rule.references:
        sources = ", ".join(f"<{r}>" if r.startswith("http") else _line(r) for r in rule.references)
        lines.append(f"{words['sources']}{sources}\n")
    return "\n".join(lines)


def _title(family: str, lang: str, names: dict[str, dict[str, str]]) -> str:
    return family if lang == "en" else f"{names['family'][family]} {family}"


def _notes(rule: Rule, lang: str, names: dict[str, dict[str, str]]) -> str:
    severity = rule.severity if lang == "en" else names["severity"][rule.severity]
    languages = [" / ".join(rule.languages)] if rule.languages else []
    return ", ".join([severity, *languages, *([] if rule.default else [WORDS[lang]["off"]])])


def _length(example: tuple[str, ...]) -> bool:
    """Whether an example is too long to be shown whole; of those that are not, the first come first."""
    return len("".join(example)) > SHORT


def _code(text: str) -> str:
    """A text as Markdown code in one line: line ends are shown as ⏎, what is invisible by its name."""
    shown = "⏎".join(visible(line) for line in text.split("\n"))
    shown = re.sub(r"<U\+DC([89A-F][0-9A-F])>", r"<0x\1>", shown)  # a byte that is no text
    shown = shown if len(shown) <= SHORT else shown[:SHORT] + "…"
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    pad = " " if shown.startswith((" ", "`")) or shown.endswith((" ", "`")) else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _line(text: str) -> str:
    """One line of Markdown that shows the text as it is."""
    escaped = "".join(f"\\{char}" if char in "\\`*_{}[]<>#|" else char for char in text)
    return " ".join(escaped.split())


def main() -> int:
    """Write the pages, or say whether they are current."""
    wanted = pages()
    found = {path for folder in (DOCS, DOCS / "zh") for path in (folder / "rules").glob("*.md")}
    if "--check" in sys.argv[1:]:
        current = {path: path.read_text(encoding="utf-8") for path in wanted if path.is_file()}
        return int(current != wanted or not found <= wanted.keys())
    for path in found - wanted.keys():
        path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
