"""The page without its data: the skeleton, the styles and the program from reports/templates/page, and the policy."""

from __future__ import annotations

import zlib
from base64 import b64encode
from functools import cache
from hashlib import sha256

from checker.resources import resource
from checker.writers import objects

# The order in which the parts of the program follow one another: what is used stands before what uses it at the top.
SCRIPTS = (
    "data", "words", "nodes", "list", "marks", "evidence", "aligned", "charts",
    "overview", "findings", "documents", "duplicates", "rules", "review", "main",
)  # fmt: skip
PLAIN = 1 << 18  # characters up to which a block stays readable; a larger one is packed
LEVEL = 6
# Nothing is loaded, sent or embedded; no text becomes markup or script, whoever asks for it.
POLICY = (
    "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


@cache
def part(name: str) -> str:
    """One file of reports/templates/page."""
    return (resource("reports") / "templates" / "page" / name).read_text("utf-8")


def script() -> str:
    """The whole program."""
    return "\n" + "\n".join(part(f"{name}.js") for name in SCRIPTS)


def style() -> str:
    """All styles."""
    return "\n" + part("colours.css") + part("page.css")


def digest(text: str) -> str:
    """What a Content-Security-Policy calls a text."""
    return b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


def opening(lang: str) -> str:
    """Everything before the data."""
    policy = POLICY.format(script=digest(script()), style=digest(style()))
    filled = part("page.html").replace("{policy}", policy).replace("{lang}", "zh-Hans" if lang == "zh" else "en")
    before, after = filled.split("{style}")
    return f"{before}<style>{style()}</style>{after}"


def block(name: str, value: object) -> str:
    """A value as an element that no browser runs: JSON, or JSON packed by zlib in base64 where it is large."""
    text = objects.dumps(value)
    if len(text) <= PLAIN:
        # "<" could end the element or begin a comment; inside JSON it stands in strings alone.
        shown = text.replace("<", r"\u003c")
        return f'<script type="application/json" id="{name}">{shown}</script>\n'
    packed = b64encode(zlib.compress(text.encode("utf-8"), LEVEL)).decode("ascii")
    return f'<script type="application/octet-stream" id="{name}">{packed}</script>\n'


def closing() -> str:
    """The program, after the data it reads."""
    return f'<script type="module">{script()}</script>\n</body>\n</html>\n'
