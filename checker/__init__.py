"""A linter, deduplicator and CI gate for text corpora."""

__version__ = "0.1.0"
