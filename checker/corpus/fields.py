"""Which field of a record is its text and which one its id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from checker.corpus.options import ReadOptions
from checker.report import Failure

Sample = Mapping[str, object]
_LISTED = 8  # fields that a message names


def choose(path: str, samples: Sequence[Sample], options: ReadOptions) -> tuple[str | Failure, str | None]:
    """The text field and the id field (None: there is none).

    A Failure, listing the candidates, stands for a text field that was asked for and is in no sample, or that was not
    asked for and does not stand out.
    """
    wanted = options.text_field
    text_field = wanted if wanted is not None else guessed_text(path, samples, options)
    if isinstance(text_field, Failure):
        return text_field, None
    if not any(isinstance(sample.get(text_field), str) for sample in samples):
        listed = _listed(_strings(samples))
        message = f"no record among the first {len(samples)} has a text in the field {text_field!r}{listed}"
        return Failure(path, message), None
    source = options.source_field
    if source is not None and not any(source in sample for sample in samples):
        message = f"no record among the first {len(samples)} has the field {source!r}"
        return Failure(path, message), None
    return text_field, options.id_field if options.id_field is not None else guessed_id(samples, options)


def origin(value: object) -> dict[str, object]:
    """What a document's `meta` says of the source that its record names; nothing where it names none."""
    named = isinstance(value, (str, int)) and not isinstance(value, bool) and value != ""
    return {"source": str(value)} if named else {}


def guessed_text(path: str, samples: Sequence[Sample], options: ReadOptions) -> str | Failure:
    """The field with a usual name, or the one with by far the longest texts; a Failure where none stands out."""
    strings, known = _strings(samples), options.reading.records
    for usual in known["text-fields"]:
        for name in strings:
            if name.casefold() == usual and 2 * sum(isinstance(s.get(name), str) for s in samples) >= len(samples):
                return name
    rest = [(name, size) for name, size in strings.most_common() if name.casefold() not in known["id-fields"]]
    if len(rest) == 1 or (len(rest) > 1 and rest[0][1] >= known["longer"] * max(1, rest[1][1])):
        return rest[0][0]
    guess = rest[0][0] if rest else "NAME"
    message = f"cannot tell which field of its records is the text{_listed(strings)}; name it: --text-field {guess}"
    return Failure(path, message)


def guessed_id(samples: Sequence[Sample], options: ReadOptions) -> str | None:
    """The field with a usual name that every sample has; None where there is none."""
    for usual in options.reading.records["id-fields"]:
        for name in samples[0] if samples else ():
            if name.casefold() == usual and all(isinstance(sample.get(name), (str, int)) for sample in samples):
                return name
    return None


def _strings(samples: Sequence[Sample]) -> Counter[str]:
    """The characters of every field that holds strings."""
    strings = Counter[str]()
    for sample in samples:
        strings.update({name: len(value) for name, value in sample.items() if isinstance(value, str)})
    return strings


def _listed(strings: Counter[str]) -> str:
    """The string fields, longest texts first, as the end of a message."""
    if not strings:
        return "; no field holds a string"
    names = [f"{name!r}" for name, _ in strings.most_common()]
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f"; the fields with strings are {', '.join(names[:_LISTED])}{more}"
