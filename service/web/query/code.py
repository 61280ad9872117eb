"""Query codes 查询码: made from the key of the instance, the office and the petition, stored nowhere.

Ten characters of Crockford's base 32 (no I, L, O, U), shown as XXXXX-XXXXX. Nine are the first 45 bits of
HMAC-SHA256(key "query-code", length-prefixed label, office, petition id); the tenth is a check character over GF(32)
that finds every single wrong character and every two that changed places, so that a slip of the pen is no guess.
"""

from __future__ import annotations

import hmac
from unicodedata import normalize
from uuid import UUID

from service.keys import QUERY_CODE, KeyFolder

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SPOKEN = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
"""What people write for a character of the alphabet, and what they put between."""
LABEL = b"zhuoluo query code 1"
DRAWN, LENGTH, HALF = 9, 10, 5
BITS = 5
OVERFLOW, POLYNOMIAL = 1 << BITS, 0b100101
"""x^5 + x^2 + 1 is primitive: the powers of x are all 31 different."""


class MistypedCode(ValueError):
    """These are not ten characters of a query code with their check character."""

    def __init__(self) -> None:
        super().__init__(
            "the query code is mistyped: ten letters and digits such as 7K2QF-9T0XV (查询码有误，请核对后重新输入)"
        )


class QueryCodes:
    """The codes of one instance. The key is made when the first code is asked for."""

    def __init__(self, keys: KeyFolder) -> None:
        self._keys = keys

    def of(self, office: str, petition: UUID) -> str:
        """The code of a petition, without the stroke in its middle."""
        key = self._keys.ensure([QUERY_CODE])[QUERY_CODE]
        bits = int.from_bytes(hmac.digest(key, _framed(LABEL, office.encode(), petition.bytes), "sha256")[:6], "big")
        bits >>= 8 * 6 - BITS * DRAWN
        drawn = "".join(ALPHABET[bits >> (BITS * nth) & (OVERFLOW - 1)] for nth in reversed(range(DRAWN)))
        return drawn + check(drawn)

    def fits(self, office: str, petition: UUID, code: str) -> bool:
        """Whether it is the code of the petition, compared in constant time; `code` as `read` gives it."""
        return hmac.compare_digest(self.of(office, petition).encode(), code.encode())

    def hidden(self, said: str) -> bytes:
        """What stands for a number or an address in the counters: nothing can be read from it."""
        key = self._keys.ensure([QUERY_CODE])[QUERY_CODE]
        return hmac.digest(key, _framed(b"zhuoluo query attempts 1", said.encode()), "sha256")[:16]


def read(said: str) -> str:
    """The ten characters meant by what somebody typed: in any width, small letters, strokes. Raises MistypedCode."""
    typed = normalize("NFKC", said).upper().translate(SPOKEN)
    if len(typed) != LENGTH or not set(typed) <= set(ALPHABET) or check(typed[:DRAWN]) != typed[DRAWN]:
        raise MistypedCode
    return typed


def shown(code: str) -> str:
    """XXXXX-XXXXX."""
    return f"{code[:HALF]}-{code[HALF:]}"


def check(drawn: str) -> str:
    """The check character: the sum over GF(32) of each character times another power of x."""
    total = 0
    for character in drawn:
        total = (total ^ ALPHABET.index(character)) << 1
        if total & OVERFLOW:
            total ^= POLYNOMIAL
    return ALPHABET[total]


def _framed(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
