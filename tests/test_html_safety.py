"""A corpus is hostile: nothing in it is run by the page that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sheet
from browser import CHROMIUM, Browser
from factory import Corpus, marks, place
from pages import PAYLOADS, VIEWS, go, show, silent, text_of, with_texts

from checker.report import Cluster
from checker.visible import visible

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


def test_nothing_in_a_corpus_is_run(browser: Browser, tmp_path: Path) -> None:
    """Payloads in texts, paths, messages, repairs, differences and other places stay text."""
    made = Corpus()
    for number, payload in enumerate(PAYLOADS):
        rule = made.rule(f"rule-{number}", f"RES{number:03}", "error", f"{{text}} {payload}".replace("${", "$"))
        document = made.document(f"before {payload} after\n", f"in/{payload}/{number}.txt")
        diff = [{"op": "replace", "drop": payload, "keep": payload[::-1]}]
        kept = place(document, 0, 3, "kept", similarity=1.0, measure=payload)
        evidence = {"diff": diff, "kinds": [[payload, 2], ["b", 1]]}
        found = made.add(document, rule, marks(document, payload)[0], evidence=evidence, related=[kept])
        made.clusters.append(Cluster(payload, "near", found.related[0], (place(document, 7, 8, "copy"),)))
    show(browser, with_texts(made), tmp_path)
    for view in VIEWS:
        go(browser, view)
        for number in range(len(PAYLOADS) if view in ("findings", "documents") else 1):
            browser.press("Escape", "ArrowDown", "Enter")
            assert (
                browser.value(
                    "document.querySelectorAll('main img, main script, main textarea, main [onclick]').length"
                )
                == 0
            ), number
        shown = text_of(browser, "main")
        assert all(char == visible(char) for char in shown if char != "\n")
    go(browser, "findings?group=none&q=hacked%3D1%3C")
    assert PAYLOADS[0] in text_of(browser, "main .detail")
    assert browser.value("typeof hacked") == "undefined"
    silent(browser)


def test_text_as_markup_is_refused_even_to_the_program(browser: Browser, tmp_path: Path) -> None:
    """The policy of the page holds against mistakes of the program too."""
    show(browser, sheet.report(), tmp_path)
    attempt = "(() => { try { document.body.innerHTML = '<b>x</b>'; return 'made'; } catch (e) { return e.name; } })()"
    assert browser.value(attempt) == "TypeError"
    link = "Object.assign(document.createElement('a'), {href: 'javascript:window.hacked=1', id: 'x'})"
    browser.value(f"document.body.append({link})")
    browser.value("document.getElementById('x').click()")
    assert browser.value("typeof hacked") == "undefined"
