"""Recall and precision on the labelled pages, and what changed against the committed result.

    python benchmarks/accuracy/labelled.py            print, and write labelled.json
    python benchmarks/accuracy/labelled.py --check    fail when a label is lost or a false alarm gained

The result holds places and categories, never text of the pages.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

from checker.corpus import ReadOptions, discover, read
from checker.engine import Settings
from checker.writers import objects
from common import HERE, SHARED, table, whole_engine

RESULT = HERE / "labelled.json"


def scorer() -> ModuleType:
    """The score module that stands beside the labels."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "gold" / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def findings_of(path: Path) -> list[dict[str, Any]]:
    """What the checker reports on one file by itself, as in its JSON."""
    options = ReadOptions()
    listing = discover([str(path)], options)
    report = whole_engine().run((item for file in listing.files for item in read(file, options)), Settings())
    return json.loads(json.dumps([objects.finding(finding) for finding in report.findings]))


def measure() -> dict[str, Any]:
    """Required labels found and missed by category, findings right and alarms by family."""
    score = scorer()
    need, hit, said, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    missed: list[str] = []
    alarms: list[str] = []
    for path in sorted((SHARED / "corpora" / "seeds").glob("*.txt")):
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        lines = score.Lines(text)
        labels = score.load_labels(SHARED / "gold" / f"{path.stem}.jsonl", lines)
        spans = score.load_spans(findings_of(path), lines)
        pinyin = [x for x in labels if x["subtype"].startswith("pinyin-annotation")]
        marks = {i for x in pinyin for i in range(x["span"][0] - 1, x["span"][1])}
        family = score.ACCEPT["pinyin-annotation"]
        for span in spans:
            span["mark"] = span["family"] in family and all(i in marks for i in range(*span["span"]))
        for label in labels:
            if label["required"]:
                need[label["category"]] += 1
                if any(score.answers(span, label) for span in spans):
                    hit[label["category"]] += 1
                else:
                    place = f"{path.stem[:3]}:{label['line']}:{label['col']}"
                    missed.append(f"{place} {label['category']}/{label['subtype']}")
        judged = defaultdict(list)
        for span in spans:
            if span["severity"] in {"info", "related"} or span["family"] in score.UNJUDGED:
                continue
            good = any(score.excuses(span, label) for label in labels)
            judged[span["finding"], span["family"]].append(good)
            if not good:
                alarms.append(f"{path.stem[:3]}:{span['line']} {span['rule']}")
        for (_, name), goods in judged.items():
            said[name] += 1
            right[name] += sum(goods) / len(goods)
    return {
        "macro recall": round(sum(hit[k] / need[k] for k in need) / len(need), 4),
        "macro precision": round(sum(right[k] / said[k] for k in said) / max(1, len(said)), 4),
        "recall": {k: [hit[k], need[k]] for k in sorted(need)},
        "precision": {k: [round(right[k], 1), said[k]] for k in sorted(said)},
        "missed": sorted(missed),
        "alarms": sorted(alarms),
    }


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Labels that were found and are missed now, and alarms that were not there."""
    lost = Counter(new["missed"]) - Counter(old["missed"])
    gained = Counter(new["alarms"]) - Counter(old["alarms"])
    return [f"lost: {x}" for x in lost.elements()] + [f"new alarm: {x}" for x in gained.elements()]


def markdown(result: dict[str, Any]) -> str:
    """The result as a page."""
    recall = [[k, *v, f"{v[0] / v[1]:.3f}"] for k, v in result["recall"].items()]
    precision = [[k, *v, f"{v[0] / v[1]:.3f}"] for k, v in result["precision"].items()]
    return (
        f"Macro recall **{result['macro recall']}**, macro precision **{result['macro precision']}**.\n\n"
        + table(["label category", "found", "of", "recall"], recall)
        + "\n"
        + table(["rule family", "right", "of", "precision"], precision)
    )


def main() -> int:
    """Print, then write or compare."""
    if not (SHARED / "gold").is_dir():
        print("the labelled pages are not here: nothing measured")
        return 0
    result = measure()
    print(markdown(result))
    if "--check" in sys.argv[1:]:
        worse = changes(json.loads(RESULT.read_text(encoding="utf-8")), result)
        print(
            "\n".join(
                [*worse, "run it without --check, and commit the result with the reason"] if worse else ["no loss"]
            )
        )
        return int(bool(worse))
    RESULT.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
