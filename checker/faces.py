"""The names of the output formats; nothing heavy is imported to list them."""

from __future__ import annotations

PEOPLE = ("terminal", "concise")  # what a terminal shows, in its encoding; every other format is UTF-8
MACHINES = ("json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html")
FOLDERS = ("parquet",)  # more than one file
