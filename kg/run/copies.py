"""Which articles are much the same: forty papers that print one agency's story are one source, not forty.

Texts are compared by how many runs of five words they share, and by how many of their names and numbers, both as estimated by MinHash;
candidates are found by equal bands of hashes. Reports written after one pattern (earthquakes, markets) share words, but not names and numbers.
A text is told by itself, without a look at others, so the same articles give the same copies in any order.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy as np
    from numpy.typing import NDArray

Signature = bytes

HASHES = 128
BANDS = 16
RUN = 5  # words that make a shingle
FEWEST = 30  # words of a text that can be much the same; shorter ones are the same or not
ENOUGH = 0.8  # of all runs of words must be shared
AGREEING = 0.8  # of all names and numbers must be shared
WORD = re.compile(r"\w+")
PRIME = (1 << 31) - 1


def signature(text: str) -> Signature:
    """What the runs of words of a text come to; of a short text, a digest of its words."""
    import numpy as np

    words = WORD.findall(text.casefold())
    if len(words) < FEWEST:
        return blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=16).digest()
    runs = np.lib.stride_tricks.sliding_window_view(_hashes(words), RUN) @ _weights() >> np.uint64(32)
    told = {word for word in set(WORD.findall(text)) if word[0].isupper() or not word.isalpha()}
    return _least(runs) + _least(_hashes(told))


def _hashes(words: Collection[str]) -> NDArray[np.uint64]:
    import numpy as np

    return np.fromiter((crc32(word.encode("utf-8", "surrogatepass")) for word in words), dtype=np.uint64, count=len(words))


def _least(hashes: NDArray[np.uint64]) -> bytes:
    """The MinHash of a set, given as hashes of which some may be alike, 4 bytes a hash; of an empty one, the greatest number everywhere."""
    import numpy as np

    factors, shifts = _permutations()
    least = np.full(HASHES, PRIME, dtype=np.uint64)
    for part in np.array_split(hashes % PRIME, len(hashes) // 4096 + 1) if len(hashes) else ():
        least = np.minimum(least, ((part[:, None] * factors + shifts) % PRIME).min(axis=0))
    return least.astype("<u4").tobytes()


def bands(signature: Signature | None) -> list[int]:
    """Numbers of which two texts share one if they are much the same, nearly always."""
    if signature is None:
        return []
    runs = signature[: 4 * HASHES]
    size = max(16, len(runs) // BANDS)
    parts = [runs[at : at + size] for at in range(0, len(runs), size)]
    return [int.from_bytes(blake2b(bytes([n]) + part, digest_size=8).digest(), "little", signed=True) for n, part in enumerate(parts)]


def similarity(one: Signature, other: Signature) -> bool:
    """Whether two texts are much the same."""
    if len(one) != len(other) or len(one) < 8 * HASHES:
        return one == other
    import numpy as np

    runs, told = (np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")).reshape(2, HASHES).mean(axis=1)
    return bool(runs >= ENOUGH and told >= AGREEING)


@cache
def _weights() -> NDArray[np.uint64]:
    """An odd number for each place in a run, by which the hashes of its words become one."""
    import numpy as np

    return np.array([int.from_bytes(blake2b(b"%d" % place, digest_size=8).digest(), "little") | 1 for place in range(RUN)], dtype=np.uint64)


@cache
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    import numpy as np

    numbers = [int.from_bytes(blake2b(n.to_bytes(4, "little"), digest_size=8).digest(), "little") % (PRIME - 1) + 1 for n in range(2 * HASHES)]
    return np.array(numbers[:HASHES], dtype=np.uint64), np.array(numbers[HASHES:], dtype=np.uint64)
