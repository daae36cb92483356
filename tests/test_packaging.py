"""The wheel installs one name, carries its data, and works outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_installs_one_name(wheel: Path) -> None:
    """Nothing but `checker` and its metadata reaches site-packages."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"checker"}


def test_the_wheel_carries_every_rule_and_schema(wheel: Path) -> None:
    """What stands in rules/ and in the shipped folders of reports/ is in the wheel, and the goldens are not."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    rules = {p.relative_to(ROOT).as_posix() for p in (ROOT / "rules").rglob("*") if p.is_file()}
    schemas = {p.relative_to(ROOT).as_posix() for p in (ROOT / "reports" / "schemas").rglob("*.json")}
    pages = {p.relative_to(ROOT).as_posix() for p in (ROOT / "reports" / "templates").rglob("*") if p.is_file()}
    assert {f"checker/{name}" for name in rules | schemas | pages} <= names
    assert not any("golden" in name for name in names)
    assert sum(info.file_size for info in zipfile.ZipFile(wheel).infolist()) < 6_000_000


def test_the_installed_wheel_checks_a_file(wheel: Path, tmp_path: Path) -> None:
    """Installed elsewhere it finds its own rules and works from any folder."""
    site = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(site), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    (tmp_path / "page.txt").write_text("20xx年，馆里添了两千册书。\n", encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(site)}
    where = "import checker, checker.resources as r; print(checker.__file__); print(r.resource('rules'))"
    told = subprocess.run(
        [sys.executable, "-c", where], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert all(line.startswith(str(site)) for line in told.stdout.split())
    run = subprocess.run(
        [sys.executable, "-m", "checker", "check", "page.txt", "-o", "terminal"],
        cwd=tmp_path, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert "masked-year" in run.stdout
