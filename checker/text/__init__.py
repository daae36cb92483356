"""Helpers about running text that several detectors share."""
