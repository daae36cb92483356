"""One corpus with every kind of frame, in the tests' own words; `python tests/sheet.py --width 80` draws it."""

from __future__ import annotations

import argparse
import sys

from factory import Corpus, marks, place

from checker.finding import Fix
from checker.report import Cluster, Failure, Report, Skipped

HARBOUR = (
    "The last ferry leaves at 21:40, and the bakery beside the pier keeps its lamps lit until then.\nBring a coat.\n"
)
LATER = HARBOUR.replace("21:40", "22:10").replace("then", "it has gone") + "Dogs ride free.\n"


def corpus() -> Corpus:
    """Documents with marks of every kind: masks, many spans, repairs, copies, boilerplate, hostile characters."""
    made = Corpus()
    _masks(made)
    _pinyin(made)
    _repair(made)
    _hostile(made)
    _copies(made)
    _section(made)
    _boilerplate(made)
    _wrap(made)
    made.skipped += [Skipped("in/logo.png", "binary"), Skipped("in/b.png", "binary"), Skipped("in/.x", "hidden")]
    return made


def report() -> Report:
    """The report of `corpus()`."""
    return corpus().report()


def _masks(made: Corpus) -> None:
    year = made.rule("masked-year", "PLC001", "error", "the year is masked: {text}")
    count = made.rule("masked-count", "PLC004", "error", "the number is masked: {text}")
    lead = "学校把读书时间写进每周的课表，各班自己选书，图书角由学生轮流打理，借阅记录贴在门后，" * 12
    line = "江湾中学自20xx年起请家长一同读书，共有xx名家长报名，到校交流十多次，大家都说值得继续办下去。"
    text = f"工作小结\n\n{lead}{line}\n结尾。\n"
    document = made.document(text, "in/plan.txt")
    for where in marks(document, "20xx年"):
        made.add(document, year, where)
    for where in marks(document, "xx名"):
        made.add(document, count, where)
    second = made.document("自20xx年以来，馆里添了三千册书。\n20xx年再添。\n", "in/plan-2.txt")
    for where in marks(second, "20xx年"):
        made.add(second, year, where)


def _pinyin(made: Corpus) -> None:
    rule = made.rule("pinyin-annotation", "RES014", "error", "pinyin stands after {count} characters")
    line = (
        "本學(xué)期我們學(xué)校組織(zhī)了三次讀書(shū)活動(dòng)，"
        "同學(xué)們寫下讀書(shū)筆記六百餘篇，編成小冊，放在門口。\n"
    )
    document = made.document("報告\n\n" + line * 40, "in/report.txt")
    places = sorted(p for mark in ("(xué)", "(zhī)", "(shū)", "(dòng)") for p in marks(document, mark))
    kinds = [["學", 120], ["書", 80], ["織", 40], ["動", 40]]
    made.add(document, rule, *places, message="pinyin stands after 4 characters, 280 times", evidence={"kinds": kinds})


def _repair(made: Corpus) -> None:
    rule = made.rule("gbk-byte-shift", "MOJ007", "error", "characters were read one byte late")
    document = made.document("第一行\n環!靶∠蠕h”隊員走進社區，清點舊書三百冊。\n", "in/shift.txt")
    made.add(document, rule, *marks(document, "!靶∠蠕h"), fix=Fix("保“小先鋒"))
    west = made.rule("utf8-as-cp1252", "MOJ001", "error", "UTF-8 was read as Windows-1252")
    cafe = made.document("The cafÃ© on the pier isnâ€™t closing â€” it moves next door in May.\n", "in/cafe.txt")
    made.add(cafe, west, *marks(cafe, "Ã©"), fix=Fix("é", safe=True))
    broken = made.rule("undecodable-byte", "ENC001", "error", "bytes cannot be decoded")
    notice = made.document("会场布置由后勤处\ufffd\ufffd责，签到表由各班班长领取。\n", "in/notice.txt")
    made.add(notice, broken, *marks(notice, "\ufffd\ufffd"), evidence={"bytes": [24, 26]})


def _hostile(made: Corpus) -> None:
    rule = made.rule("control-character", "ENC004", "error", "control and direction characters")
    document = made.document("Free tool!\x1b[2J\x1b[31m \u202efdp.exe\u202c\u200b now\x07\n", "in/th\u202eread.txt")
    places = [(i, i + 1) for i, char in enumerate(document.text) if char in "\x1b\u202e\u202c\u200b\x07"]
    made.add(document, rule, *places, message="6 control and direction characters, \x1b first")


def _copies(made: Corpus) -> None:
    rule = made.rule("duplicate-document", "DUP004", "error", "the document repeats another")
    kept, copy = made.document(HARBOUR, "in/2187.txt"), made.document(LATER, "in/2219.txt")
    same = HARBOUR[30 : HARBOUR.index("then")]
    steps = [
        ("equal", HARBOUR[:25], HARBOUR[:25]),
        ("replace", "22:10", "21:40"),
        ("equal", same, same),
        ("replace", "it has gone", "then"),
        ("equal", ".\nBring a coat.\n", ".\nBring a coat.\n"),
        ("delete", "Dogs ride free.\n", ""),
    ]
    diff = [{"op": op, "drop": drop, "keep": keep} for op, drop, keep in steps]
    made.add(
        copy, rule, (0, len(LATER)), scope="document", message="the document repeats another: 93 % of its text",
        evidence={"diff": diff}, related=[place(kept, 0, len(HARBOUR), "kept", similarity=0.93, measure="containment")],
    )  # fmt: skip
    near = made.rule("near-duplicate-paragraph", "DUP002", "warning", "the paragraph repeats another")
    one, other = (
        "换书节共收到图书一千二百册，其中儿童读物占四成，志愿者用两天时间完成消毒和分类，剩余图书将送往山区小学。",
        (
            "换书节共收到图书一千二百六十册，其中儿童读物占四成，志愿者用三天时间完成消毒、分类，剩余图书将全部送往山区小学。"
        ),
    )
    left, right = made.document(one + "\n", "in/0931.txt"), made.document("新闻\n" + other + "\n", "in/0875.txt")
    at = right.text.index(other)
    paragraph = [
        ("equal", one[:12], other[:12]),
        ("insert", "", "六十"),
        ("equal", one[12:28], other[14:30]),
        ("replace", "两", "三"),
        ("equal", one[29:36], other[31:38]),
        ("replace", "和", "、"),
        ("equal", one[37:45], other[39:47]),
        ("insert", "", "全部"),
        ("equal", one[45:], other[49:]),
    ]
    parts = [{"op": op, "drop": drop, "keep": keep} for op, drop, keep in paragraph]
    kept_place = place(right, at, at + len(other), "kept", similarity=0.93, measure="edit")
    made.add(left, near, (0, len(one)), scope="section", message="the paragraph repeats another: 93 % alike",
             evidence={"diff": parts}, related=[kept_place])  # fmt: skip
    copy_place = place(left, 0, len(one), "copy", similarity=0.93, measure="edit")
    made.clusters.append(Cluster("c1", "near", kept_place, (copy_place,), copy_place))


def _section(made: Corpus) -> None:
    rule = made.rule("duplicate-section", "DUP003", "warning", "a section stands twice")
    middle = "离开前逐一检查门窗，值日生在表上签名，管理员复核后锁门。\n" * 8
    first = (
        "三、用电安全\n开放前先检查总闸、\n插座和接地线发现破损立即停用，\n贴上红色标签。\n"
        f"{middle}离开时关窗断电并在\n值班薄上签名。\n"
    )
    second = (
        "三、用电安全\n开放前先检查总闸、插座和接地线，发现破损立即停用，贴上红色标签。\n"
        f"{middle}离开时关窗断电，并在值班簿上签名。\n"
    )
    document = made.document("开头\n" + second + first, "in/safety.txt")
    steps = [
        ("equal", "三、用电安全\n开放前先检查总闸、", "三、用电安全\n开放前先检查总闸、"),
        ("delete", "\n", ""),
        ("equal", "插座和接地线", "插座和接地线"),
        ("insert", "", "，"),
        ("equal", "发现破损立即停用，", "发现破损立即停用，"),
        ("delete", "\n", ""),
        ("equal", "贴上红色标签。\n", "贴上红色标签。\n"),
    ]
    tail = [
        ("equal", "离开时关窗断电", "离开时关窗断电"),
        ("insert", "", "，"),
        ("equal", "并在", "并在"),
        ("delete", "\n", ""),
        ("equal", "值班", "值班"),
        ("replace", "薄", "簿"),
        ("equal", "上签名。\n", "上签名。\n"),
    ]
    diff: list[dict[str, object]] = [{"op": op, "drop": drop, "keep": keep} for op, drop, keep in steps]
    diff.append({"op": "skip", "characters": len(middle), "lines": [17, 24]})
    diff += [{"op": op, "drop": drop, "keep": keep} for op, drop, keep in tail]
    cut = 3 + len(second)
    made.add(
        document, rule, (cut, cut + len(first)), scope="section", message="a section stands twice: 14 lines against 11",
        evidence={"diff": diff}, related=[place(document, 3, cut, "kept", similarity=0.98, measure="aligned")],
    )  # fmt: skip


def _boilerplate(made: Corpus) -> None:
    rule = made.rule("boilerplate-line", "BLR001", "warning", "the same line stands in {count} documents")
    line = "Sign up to the Harbour Letter: one story, every Friday."
    pages = [
        made.document(f"Page {n}\n{'A quiet morning on the quay. ' * n}\n{line}\n", f"in/page-{n}.txt")
        for n in range(3, 9)
    ]
    spots = [(page, *marks(page, line)[0]) for page in pages]
    others = [place(*spot) for spot in spots[1:]]
    made.add(spots[0][0], rule, spots[0][1:], scope="corpus", message="the same line stands in 6 documents",
             evidence={"count": 6}, related=others)  # fmt: skip


def _wrap(made: Corpus) -> None:
    rule = made.rule("hard-wrap", "STR001", "warning", "the sentence is broken over two lines")
    text = (
        "各年级组要在每周五放学以前把本周的课堂观察记录整理成册，逐条写明改进办法；\n"
        "由教研组长汇总后存档，供期末评议使用。\n"
    )
    document = made.document(text, "wx-20881", source="in/wechat.jsonl", line=88)
    at = text.index("\n")
    made.add(document, rule, (at - 1, at + 2), fix=Fix("；由", safe=True))


def main() -> None:
    """Draw the sheet with the terminal writer."""
    from checker.writers import Style, formats

    parser = argparse.ArgumentParser()
    parser.add_argument("--width", type=int, default=80)
    parser.add_argument("--lang", default="en")
    parser.add_argument("--format", default="terminal")
    parser.add_argument("--theme", default="dark")
    for flag in ("ascii", "colour", "full", "summary", "errors"):
        parser.add_argument(f"--{flag}", action="store_true")
    options = parser.parse_args()
    style = Style(
        width=options.width,
        colour=options.colour,
        theme=options.theme,
        ascii=options.ascii,
        lang=options.lang,
        full=options.full,
        summary_only=options.summary,
        command="checker check in",
    )
    made = corpus()
    if options.errors:
        made.errors.append(Failure("in/locked.txt", "permission denied"))
    sys.stdout.writelines(formats()[options.format](made.report(), style))


if __name__ == "__main__":
    main()
