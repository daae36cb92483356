"""The names of the files that commands look for, or write, where none is named."""

from __future__ import annotations

CONFIG = "checker.toml"
BASELINE = "checker-baseline.txt"
INDEX = "corpus.duckdb"
