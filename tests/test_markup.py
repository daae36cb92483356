"""Tags, targets of links, addresses and code are no text: no two texts are alike by them alone."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repetition import EVERY, documents, edited, plan, prose, search, wrap

from checker.duplicates.extract import extract
from checker.duplicates.markup import Markup
from checker.duplicates.stream import COMPILED_FROM, Stream

CELL = '<td style="border:1px solid windowtext;padding:0 5.4pt"><span style="font-size:14px">{}</span></td>'
IMAGE = "![](https://example.org/images/{}/640?format=png&from=app&lazy=1)"
TEXT = ("exact-paragraph", "near-paragraph", "repeated-section", "repeated-document", "document-version")


def table(seed: int, rows: int) -> str:
    """A table of HTML on one line, with short cells of its own."""
    draw = random.Random(seed)
    return "<table>" + "".join(f"<tr>{CELL.format(draw.randrange(10**6)) * 2}</tr>" for _ in range(rows)) + "</table>"


@pytest.mark.parametrize(
    "text",
    [
        f"{IMAGE.format('divider' * 12)}\n" * 4,
        "\n".join(f"见 https://example.org/a/very/long/path/{'x' * 80}/{n}" for n in range(9)),
        "```\nfor number in range(1000): print(number, number * number, number ** 3, number ** 4, number ** 5)\n```\n"
        * 3,
        "GET /index.php?mode=list&page=12&token=0123456789abcdef0123456789abcdef HTTP/1.1\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0\n" * 2,
        (
            "[1]: https://example.org/pictures/lamp.png (A brass lamp on the table of the harbour master at night)\n"
            '[2]: https://example.org/pictures/rope.png "Coils of tarred rope drying on the quay behind the crane"\n'
        ),
        (
            "keeper@lighthouse:~/maps$ tar --extract --verbose --file archive-of-northern-islands.tar --to chart\n"
            "sudo apt-get install --no-install-recommends postgresql postgresql-contrib nginx certbot logrotate\n"
            "git clone ssh://harbour.example.org/instruments/barometer-and-tide-gauge-firmware.git instruments\n"
        ),
    ],
    ids=["images", "addresses", "code", "requests", "definitions", "commands"],
)
def test_what_is_no_text_repeats_rightly(text: str) -> None:
    pages = [f"{prose(n, 10)}\n{text}\n{prose(50 + n, 10)}" for n in range(2)]
    assert search(pages, *TEXT).hits == ()
    counting = [plan(kind, count_markup=True) for kind in TEXT]
    assert search(pages, *counting).hits


def test_a_page_in_the_frame_of_another_is_no_version_of_it() -> None:
    pages = [f"{prose(n, 20)}\n{table(n, 60)}" for n in (1, 2)]
    assert search(pages, *TEXT).hits == ()
    assert search(pages, plan("repeated-section", count_markup=True)).hits


def test_a_copy_in_other_markup_is_found() -> None:
    body = wrap(prose(4, 30), [50]).split("\n")
    tagged = "\n".join(
        f'<p style="margin:0;padding:{n}px 5px"><span class="c{n}">{line}</span></p>' for n, line in enumerate(body)
    )
    found = search(
        [f"{prose(5, 60)}\n{''.join(body)}\n{prose(6, 12)}", f"{prose(7, 60)}\n{tagged}\n{prose(8, 12)}"], *TEXT
    )
    assert [(hit.rule, hit.document) for hit in found.hits] == [("repeated-section", 1)]
    assert found.hits[0].related[0].similarity == 1.0


def test_link_texts_count_and_their_targets_do_not() -> None:
    links = "\n".join(f"[{prose(60 + n, 2)}](https://example.org/{n}) {prose(90 + n, 1)}" for n in range(8))
    other = links.replace("example.org", "mirror.example.net/of/the/same")
    found = search([f"{prose(9, 60)}\n{links}", f"{prose(10, 60)}\n{other}"], *TEXT)
    assert [(hit.rule, hit.document) for hit in found.hits] == [("repeated-section", 1)]


@given(
    st.lists(
        st.sampled_from([prose(1, 1), "<b>", "</b>", "<a href='x'>", "](u)", "://h/p", "\n", "a < b", "é"]), max_size=20
    )
)
@settings(deadline=None)
def test_stretches_of_markup_are_apart_and_everything_else_is_text(parts: list[str]) -> None:
    text = "".join(parts)
    stream = Stream(documents(text, f"{text}{prose(2, 1)}"))
    markup = Markup(stream)
    size = len(stream.symbols)
    covered = np.zeros(size, np.int64)
    for start, end in markup.ranges():
        assert 0 <= start < end <= size
        covered[start:end] += 1
    assert covered.max(initial=0) <= 1
    kept = extract(stream, np.ones(len(stream.lines), np.bool_), markup.ranges())
    assert markup.text(0, size) == kept.symbols.tobytes().decode("utf-32-le")
    for at in range(0, size + 1, 3):
        before = int((covered[:at] == 0).sum())
        assert int(kept.position(np.array([at]))[0]) == before
        assert at - int(markup.covered(np.array([0]), np.array([at]))[0]) == before
        assert markup.inside(at) == (0 < at < size and any(start < at < end for start, end in markup.ranges()))


PARTS = [
    prose(1, 1), "<b>", "<a href='x'>", "](u)", "://h/p", "\n", "\n12", " 7 \n", "\nHost: h", "[root@h ~]# ls",
    "$ ls -l", "```\nx\n```", "> > quoted", "a = {b: 3};", "知识共享", "é", "\r\n",
]  # fmt: skip


@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=12).map("".join), min_size=1, max_size=4))
@settings(deadline=None)
def test_compiled_loops_find_the_same_markup(texts: list[str]) -> None:
    pytest.importorskip("checker.duplicates.folding", reason="Numba has no wheel here")
    plain, fast = (Markup(Stream(documents(*texts), compiled_from)) for compiled_from in (COMPILED_FROM, 0))
    assert np.array_equal(plain.ranges(), fast.ranges())


WORDS = st.lists(st.binary(min_size=1, max_size=3), min_size=1, max_size=70)


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=4), WORDS, st.data())
@settings(deadline=None)
def test_the_words_of_a_text_are_found_in_one_pass(texts: list[bytes], words: list[bytes], data: st.DataObject) -> None:
    finding_words = pytest.importorskip("checker.duplicates.finding_words", reason="Numba has no wheel here")
    texts = [text + data.draw(st.sampled_from([b"", *words])) for text in texts]
    ends = np.cumsum([len(text) for text in texts])
    starts = np.concatenate(([0], ends[:-1]))
    held = finding_words.words_in(np.frombuffer(b"".join(texts), np.uint8), starts, ends, words)
    assert held.tolist() == [[word in text for word in words] for text in texts]


def test_every_kind_still_finds_text_beside_markup() -> None:
    body = prose(30, 40)
    texts = [
        f"<div>{body}</div>",
        f"<p>{edited(body, 0.02, 1)}</p>",
        f"{IMAGE.format(1)}\n{prose(31, 8)}\n{IMAGE.format(2)}",
    ]
    assert {(hit.rule, hit.document) for hit in search(texts, *EVERY).hits} == {("repeated-document", 1)}


@pytest.mark.parametrize(
    "line",
    [
        "if (count == 0 && names != NULL) { return first(names, count); } else { total += count; }",
        "export CONFIG_PATH=$HOME/config; mkdir -p $CONFIG_PATH && cp a.conf $CONFIG_PATH/b.conf",
        "2031-04-05T06:07:08+08:00 level=info module=store msg=opened path=/var/data size=1024",
    ],
)
def test_lines_of_code_repeat_rightly_and_prose_does_not(line: str) -> None:
    pages = [f"{prose(n, 10)}\n{line}\n{prose(50 + n, 10)}\n" for n in range(2)]
    assert search(pages, *TEXT).hits == ()
    words = "The ferry (a small one) leaves the northern pier at 9:30 and carries both passengers & goods - most days."
    assert len(search([f"{words}\n{page}" for page in pages], *TEXT).hits) == 1


def test_numbers_beside_code_do_not_count() -> None:
    gutter = "\n".join(str(number) for number in range(1, 400))
    pages = [f"{prose(n, 10)}\n{gutter}\n{prose(50 + n, 10)}\n" for n in range(2)]
    assert search(pages, *TEXT).hits == ()


def test_a_letter_that_is_quoted_is_text() -> None:
    """What answers to it begins every line with marks, and one more mark in a line makes no code of it."""
    body = wrap(prose(21, 30), [30]).replace("，", "; ").replace(",", "; ")
    quoted = "\n".join(f">> {line}" for line in body.split("\n"))
    found = search([f"{body}\n{prose(22, 40)}", f"{prose(23, 40)}\n{quoted}\n{prose(24, 8)}"], "repeated-section")
    assert len(found.hits) == 1
    kept = found.hits[0].related[0]
    assert kept.end - kept.start >= 0.95 * len(body)
