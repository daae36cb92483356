"""Configuration as the command uses it."""

from __future__ import annotations

from pathlib import Path

from command import MASKED, checker


def test_configuration_is_used_and_shown(corpus: Path) -> None:
    """checker.toml changes severities; --isolated ignores it; --show-settings says where values came from."""
    (corpus / "checker.toml").write_text('[rule.masked-year]\nseverity = "info"\n', encoding="utf-8")
    assert checker("check", "masked.txt", "--select", "PLC001", cwd=corpus).returncode == 0
    assert checker("check", "masked.txt", "--select", "PLC001", "--isolated", cwd=corpus).returncode == 1
    shown = checker("check", "--show-settings", "--fail-on", "warning", cwd=corpus)
    assert shown.returncode == 0
    assert "fail-on = warning" in shown.stdout.decode()
    assert "command line" in shown.stdout.decode()
    assert "checker.toml" in shown.stdout.decode()


def test_options_of_a_rule_may_be_written_with_hyphens(corpus: Path) -> None:
    """As every other key of the configuration."""
    for text in ("[rule.duplicate-section]\nmin-length = 300\n", "[rule.DUP003]\nmin_length = 300\n"):
        (corpus / "checker.toml").write_text(text, encoding="utf-8")
        assert "min_length = 300" in checker("check", "--show-settings", cwd=corpus).stdout.decode()
        assert checker("check", "clean.txt", cwd=corpus).returncode == 0


def test_excluded_paths_are_relative_to_the_configuration(corpus: Path) -> None:
    """A pattern in a file means the file's folder, wherever the command is called."""
    (corpus / "checker.toml").write_text('exclude = ["/inner/masked.txt"]\n', encoding="utf-8")
    inner = corpus / "inner"
    inner.mkdir()
    for name in ("masked.txt", "other.txt"):
        (inner / name).write_text(MASKED, encoding="utf-8")
    for folder, wanted in ((corpus, "inner/other.txt"), (inner, "other.txt")):
        listed = checker("check", ".", "--show-files", cwd=folder).stdout.decode().split()
        assert wanted in listed
        assert not [
            name for name in listed if name.endswith("inner/masked.txt") or (folder == inner and name == "masked.txt")
        ]


def test_the_configuration_is_no_text_of_the_corpus(corpus: Path) -> None:
    """It is skipped where a folder is walked, and named in the list."""
    (corpus / "checker.toml").write_text("", encoding="utf-8")
    run = checker("check", ".", "--show-files", cwd=corpus)
    assert run.stdout.decode().split() == ["clean.txt", "masked.txt"]
    assert b"checker.toml: skipped: configuration" in run.stderr


def test_a_configuration_with_a_mistake_is_two(corpus: Path) -> None:
    """The key is named with what was probably meant."""
    (corpus / "checker.toml").write_text("fail_on = 'error'\n", encoding="utf-8")
    run = checker("check", ".", cwd=corpus)
    assert run.returncode == 2
    assert b'did you mean "fail-on"' in run.stderr
