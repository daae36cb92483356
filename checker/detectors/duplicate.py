"""The kinds of rule that see all documents together.

They only say which options they take: `checker.duplicates.find` runs all of them over one shared stream.
"""

from __future__ import annotations

from checker.detectors import detector
from checker.duplicates.options import KINDS

for _name, _options in KINDS.items():
    detector(_name, scope="corpus")(_options)
