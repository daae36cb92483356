"""One tool's signatures and LSH over a file of paragraphs: a worker of speed.py, run by the interpreter the tool is in.

python peers.py TOOL FILE

The file has one paragraph a line, in UTF-8.  For every line on standard input one round is run, and a line of JSON says
the processor seconds of the signatures and of the LSH, and how many pairs (or flagged paragraphs) were found.  All
tools take runs of five characters and 128 permutations.  The others are handed decoded strings; reading and decoding
is not charged to them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

PERMUTATIONS, BANDS, ROWS = 128, 21, 6
Round = Callable[[], Iterator[Any]]  # yields after the signatures, then yields how many pairs


def main() -> None:
    """Answer rounds until standard input ends."""
    tool, file = sys.argv[1:]
    data = Path(file).read_bytes()
    work = TOOLS[tool](data)
    print(json.dumps({"ready": tool}), flush=True)
    for _ in sys.stdin:
        started = time.process_time()
        steps = work()
        next(steps)
        signed = time.process_time()
        found = next(steps)
        done = time.process_time()
        print(json.dumps({"signature": signed - started, "lsh": done - signed, "found": found}), flush=True)


def shingles(text: str) -> list[str]:
    """Runs of five characters."""
    return [text[i : i + 5] for i in range(max(1, len(text) - 4))]


def own(data: bytes) -> Round:
    """This project: from bytes to pairs, folding included."""
    import numpy as np

    from checker.duplicates.join import joined
    from checker.duplicates.minhash import raw_band_keys
    from checker.duplicates.sketch import permutations

    def work() -> Iterator[Any]:
        buffer = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero(buffer == 0x0A)
        starts = np.concatenate(([0], ends[:-1] + 1))
        keys = raw_band_keys(buffer, starts, ends, 5, *permutations(PERMUTATIONS, 1), BANDS, ROWS)
        yield
        yield len(joined(keys, 64)[0])

    for _ in work():  # compiled and warm
        pass
    return work


def floor(data: bytes) -> Round:
    """What no sketch can go below: this project's reading, decoding, folding and hashing of shingles, no MinHash."""
    import numpy as np

    from checker.duplicates.folding import fold_utf8
    from checker.duplicates.minhash import list_keys

    def work() -> Iterator[Any]:
        buffer = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero(buffer == 0x0A)
        starts = np.concatenate(([0], ends[:-1] + 1))
        symbols, bounds = fold_utf8(buffer, starts, ends)
        hashes = np.empty(int(np.diff(bounds).max()), np.uint32)
        list_keys(symbols, bounds[:-1], bounds[1:], 5, hashes, np.empty(len(symbols), np.uint64))
        yield
        yield 0

    for _ in work():
        pass
    return work


def datasketch(data: bytes) -> Round:
    """datasketch 2 as its documentation has it: SHA-1, one MinHash a text, MinHashLSH."""
    return _datasketch(data, None)


def datasketch_xxhash(data: bytes) -> Round:
    """datasketch 2 with a fast hash."""
    from xxhash import xxh32_intdigest

    return _datasketch(data, xxh32_intdigest)


def _datasketch(data: bytes, hashfunc: Callable[[bytes], int] | None) -> Round:
    from datasketch import MinHash, MinHashLSH

    texts = data.decode().split("\n")[:-1]
    options: dict[str, Any] = {"hashfunc": hashfunc} if hashfunc else {}

    def work() -> Iterator[Any]:
        signed = []
        for text in texts:
            one = MinHash(num_perm=PERMUTATIONS, **options)
            one.update_batch([shingle.encode() for shingle in shingles(text)])
            signed.append(one)
        yield
        lsh = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
        with lsh.insertion_session() as session:
            for number, one in enumerate(signed):
                session.insert(number, one)
        yield sum(len(lsh.query(one)) - 1 for one in signed) // 2

    return work


def rensa(data: bytes) -> Round:
    """rensa: signatures one object a text, all candidates asked for."""
    from rensa import RMinHash, RMinHashLSH

    texts = data.decode().split("\n")[:-1]

    def work() -> Iterator[Any]:
        signed = RMinHash.from_token_sets([shingles(text) for text in texts], PERMUTATIONS, 1)
        yield
        lsh = RMinHashLSH(threshold=0.8, num_perm=PERMUTATIONS, num_bands=16)
        lsh.insert_many(signed)
        yield sum(len(others) - 1 for others in lsh.query_all(signed)) // 2

    return work


def rensa_flags(data: bytes) -> Round:
    """rensa's fastest way: the Rho sketch into one matrix, and flags instead of pairs."""
    from rensa import RMinHash, RMinHashLSH

    texts = data.decode().split("\n")[:-1]

    def work() -> Iterator[Any]:
        sets = [shingles(text) for text in texts]
        matrix = RMinHash.digest_matrix_from_token_sets_rho(sets, PERMUTATIONS, 1)
        yield
        lsh = RMinHashLSH(threshold=0.8, num_perm=PERMUTATIONS, num_bands=16)
        yield sum(lsh.query_duplicate_flags_matrix_one_shot(matrix))

    return work


def text_dedup(data: bytes) -> Round:
    """text-dedup's signature function; characters are spaced, because its tokens end at spaces.  Its LSH is a dict."""
    import numpy as np
    from text_dedup.minhash import embed_func
    from text_dedup.utils.hashfunc import xxh3_32hash

    texts = data.decode().split("\n")[:-1]
    most = np.uint32((1 << 32) - 1)
    prime = np.uint32((1 << 32) - 5)
    draw = np.random.RandomState(1)
    options = {
        "num_perm": BANDS * ROWS,
        "ngram_size": 5,
        "min_length": 0,
        "hashranges": [(i * ROWS, (i + 1) * ROWS) for i in range(BANDS)],
        "permutations": tuple(draw.randint(low, prime, size=BANDS * ROWS, dtype=np.uint32) for low in (1, 0)),
        "hash_func": xxh3_32hash,
        "dtype": np.uint32,
        "max_hash": most,
        "modulo_prime": prime,
    }

    def work() -> Iterator[Any]:
        signed = [embed_func(" ".join(text), number, **options) for number, text in enumerate(texts)]
        yield
        yield _joined([row["__signatures__"] for row in signed])

    return work


def datatrove(data: bytes) -> Round:
    """datatrove's shingles and signatures with a tokeniser of characters; its LSH sorts files, here it is a dict."""
    from datatrove.pipeline.dedup import minhash

    class Characters:
        def word_tokenize(self, text: str) -> list[str]:
            return [char for char in text if not char.isspace()]

    minhash.load_word_tokenizer = lambda _language: Characters()
    config = minhash.MinhashConfig(n_grams=5, num_buckets=BANDS, hashes_per_bucket=ROWS)
    step = minhash.MinhashDedupSignature(output_folder="/tmp", config=config)  # nothing is written there
    texts = data.decode().split("\n")[:-1]

    def work() -> Iterator[Any]:
        hashed = [step.get_shingles(text) for text in texts]
        signed = [step.get_signature(one) if len(one) else [] for one in hashed]
        yield
        yield _joined([[tuple(band) for band in one] for one in signed])

    return work


def _joined(signed: list[Any]) -> int:
    pairs: set[tuple[int, int]] = set()
    for band in range(BANDS):
        buckets: dict[Any, list[int]] = {}
        for number, one in enumerate(signed):
            if one:
                buckets.setdefault(one[band], []).append(number)
        for members in buckets.values():
            if 1 < len(members) <= 64:
                pairs.update(combinations(members, 2))
    return len(pairs)


TOOLS: dict[str, Callable[[bytes], Round]] = {
    "own": own,
    "floor": floor,
    "datasketch": datasketch,
    "datasketch-xxhash": datasketch_xxhash,
    "rensa": rensa,
    "rensa-flags": rensa_flags,
    "text-dedup": text_dedup,
    "datatrove": datatrove,
}

if __name__ == "__main__":
    main()
