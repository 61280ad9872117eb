"""The headers that harden every answer, ready as bytes."""

from __future__ import annotations

from typing import Any

Headers = list[tuple[bytes, bytes]]

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""The arrows and ticks of both style sheets, ours and Swagger's, are pictures in data: addresses."""
DENIED = (
    "accelerometer", "autoplay", "camera", "clipboard-read", "display-capture", "encrypted-media", "fullscreen",
    "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "web-share", "xr-spatial-tracking",
)  # fmt: skip
# Nothing is told to other hosts. `no-referrer` would have browsers say "Origin: null" with our own forms too.
HARDENED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": ", ".join(f"{name}=()" for name in DENIED),
    "cache-control": "no-store",
}
STABLE = frozenset({"/api/docs"})
"""Answers that hold nothing of anybody, and may be kept if the server is asked whether they are still the same."""
HSTS = (b"strict-transport-security", b"max-age=31536000")
FILES = ("/api/static/", "/static/")
SANDBOX = (b"content-security-policy", b"sandbox; default-src 'none'")
"""The policy of what is saved and never shown: no origin, no script, nothing loaded."""
_COMMON = [(name.encode(), value.encode()) for name, value in HARDENED.items() if name != "cache-control"]
_PLAIN = (b"content-security-policy", STRICT.encode())
_NO_STORE = (b"cache-control", b"no-store")
_OURS = frozenset(name for name, _ in (*_COMMON, _PLAIN, HSTS))


def is_stable(path: str) -> bool:
    return path in STABLE or path.startswith(FILES)


def hardened(message: dict[str, Any], path: str, *, https: bool, request_id: bytes) -> None:
    """Puts the headers into the start of an answer: whatever an endpoint had said in their place does not count.

    Only what is stricter still stands: SANDBOX, with which a file leaves.
    """
    given = list(message.get("headers", ()))
    sandboxed = SANDBOX in given
    said = [pair for pair in given if pair[0].lower() not in _OURS or pair == SANDBOX]
    if not is_stable(path):
        said = [pair for pair in said if pair[0].lower() != b"cache-control"]
        said.append(_NO_STORE)
    said += _COMMON
    if not sandboxed:
        said.append(_PLAIN)
    said.append((b"x-request-id", request_id))
    if https:
        # Over plain http a browser ignores it, and who could have put it there is not known.
        said.append(HSTS)
    message["headers"] = said
