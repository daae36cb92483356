"""What repeats rightly is no finding: notices of licences, table rules, headings, refrains, code, lists of links."""

from __future__ import annotations

import pytest
from repetition import EVERY, prose, search

MIT = """Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction, including
without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
following conditions: The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF
ANY KIND. IN NO EVENT SHALL THE AUTHORS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, ARISING
FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."""
APACHE = """# Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in
# compliance with the License. You may obtain a copy of the License at
# http://www.apache.org/licenses/LICENSE-2.0 Unless required by applicable law or agreed to in writing,
# software distributed under the License is distributed on an "AS IS" BASIS, WITHOUT WARRANTIES OR
# CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing
# permissions and limitations under the License."""
GNU = """This program is free software: you can redistribute it and/or modify it under the terms of the GNU
General Public License as published by the Free Software Foundation, either version 3 of the License, or
(at your option) any later version. This program is distributed in the hope that it will be useful, but
WITHOUT ANY WARRANTY; without even the implied warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR
PURPOSE. You should have received a copy of the GNU General Public License along with this program. If
not, see <https://www.gnu.org/licenses/>."""
RULES = "名称 | 数量 | 单价\n--- | --- | ---\n螺钉 | 12 | 3.5\n螺母 | 10 | 1.5\n+-----------+----------+----------+"
HEADINGS = "# 一、总体要求\n\n## （一）指导思想\n\n## （二）工作目标\n\n# 二、主要任务\n\n## （一）把水送到每一块田里"
REFRAIN = "风儿吹过山冈哟\n吹过山冈又回来\n船儿摇到江心哟\n摇到江心莫徘徊"
REFRAIN_LATIN = """Row the ferry, row it slow,
where the northern waters go,
bring the salt and bring the rye,
row until the reeds run dry."""
CODE = "```sh\nmkdir -p build/output && cd build/output && cmake ../.. -G Ninja\nninja install\n```"
LINKS = "\n".join(
    f"- [如何在老旧小区里安排第{n}次消防演练和逃生路线检查](https://example.org/drill/{n})" for n in range(12)
)


@pytest.mark.parametrize(
    "text",
    [MIT, APACHE, GNU, RULES, HEADINGS, REFRAIN, REFRAIN_LATIN, CODE, LINKS],
    ids=["MIT", "Apache", "GNU", "rules", "headings", "refrain", "refrain-latin", "code", "links"],
)
@pytest.mark.parametrize("together", [True, False])
def test_what_repeats_rightly_is_no_finding(text: str, together: bool) -> None:
    first, second = (f"{prose(n, 12)}\n\n{text}\n\n{prose(n + 1, 12)}\n" for n in (1, 3))
    found = search([first + second] if together else [first, second], *EVERY)
    assert [(hit.rule, hit.hit.start, hit.hit.end) for hit in found.hits] == []


def test_a_notice_in_other_line_breaks_is_one_too() -> None:
    wrapped = " * " + GNU.replace(" ", "\n * ", 40).replace("\n", "\n * ")
    assert search([f"{prose(1, 12)}\n{wrapped}", f"{prose(2, 12)}\n{GNU}"], *EVERY).hits == ()


def test_text_beside_a_notice_is_still_found() -> None:
    body = prose(7, 20)
    found = search([f"{prose(1, 40)}\n{MIT}\n{body}", f"{body}\n{GNU}\n{prose(2, 40)}"], *EVERY)
    assert [(hit.rule, hit.document) for hit in found.hits] == [("exact-paragraph", 1)]
