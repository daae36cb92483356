"""Everything from bytes to documents: find the files, decode them, take them apart."""

from checker.corpus.decode import Decoded, NotTextError, decode
from checker.corpus.discover import Listing, discover, files_from
from checker.corpus.formats import File, passed_over, read
from checker.corpus.options import ReadOptions
from checker.corpus.segment import paragraphs

__all__ = [
    "Decoded",
    "File",
    "Listing",
    "NotTextError",
    "ReadOptions",
    "decode",
    "discover",
    "files_from",
    "paragraphs",
    "passed_over",
    "read",
]
