"""The example texts of rule files as documents."""

from __future__ import annotations

from checker.corpus.decode import decode
from checker.document import Document


def example_document(text: str, id: str = "-") -> Document:  # noqa: A002 - the field's name
    """A document made of an example; where bytes stand in it (PEP 383), it is decoded as a file would be."""
    if not any("\udc80" <= char <= "\udcff" for char in text):
        return Document.from_text(text, id)
    decoded = decode(text.encode("utf-8", "surrogateescape"))
    return Document(id=id, data=decoded.data, source=id, encoding=decoded.encoding)
