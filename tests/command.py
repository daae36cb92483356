"""The command as a process, with an environment that does not change from machine to machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CLEAN = "图书馆周末照常开放，读者可以把书还到一楼大厅。\n"
MASKED = "20xx年，图书馆新增藏书两千册，读者比上一年多了一成。\n"


def checker(
    *args: str, cwd: Path, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    clean = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "LANG", "LC_ALL"}}
    return subprocess.run(
        [sys.executable, "-m", "checker", *args],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env={**clean, "PYTHONUTF8": "1", **(env or {})},
        check=False,
        timeout=120,
    )
