"""Which witnesses an office may name: with a key for cosignatures, at an address that can be asked."""

from __future__ import annotations

from collections.abc import Iterator

from domain.deciding import Reason, Refused, structural
from domain.evidence import Evidence
from domain.evidence_events import WitnessNamed
from service.evidence import calling
from service.evidence import note as notes
from service.evidence.note import COSIGNATURE, BadNote


def named(state: Evidence, url: str, vkey: str, body: str) -> WitnessNamed:
    """The event that names a witness. Raises Refused with every reason."""
    if reasons := tuple(_objections(state, url, vkey)):
        raise Refused(reasons)
    return WitnessNamed(verifier=vkey.strip(), url=url, body=body)


def _objections(state: Evidence, url: str, vkey: str) -> Iterator[Reason]:
    if not calling.is_address(url):
        yield structural(f"地址（{url}）无效", f"{url!r} is no address that begins with http:// or https://")
    try:
        key = notes.verifier(vkey)
    except BadNote as bad:
        yield structural("验证公钥无效", str(bad))
        return
    if key.kind != COSIGNATURE:
        yield structural(
            "这不是见证方的公钥：须为 0x04 型",
            f"{vkey} is no key for cosignatures: those have type 0x04, it has {key.kind}",
        )
    others = [each for each in state.witnesses if each.verifier != vkey.strip()]
    if any(notes.verifier(each.verifier).name == key.name for each in others):
        yield structural(
            f"见证方名称（{key.name}）已用", f"another witness is called {key.name} already: dismiss it first"
        )
