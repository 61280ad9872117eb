"""Providers of identities (OpenID Connect), as `ZHUOLUO_HOME/oidc.toml` names them."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from service.secret_files import BadSecretFile, read_secret
from service.signin.errors import BadProviders, UnknownProvider

FILE = "oidc.toml"
NAME = re.compile(r"[a-z0-9-]{1,32}")
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
"""Those that need the provider's private key; HS256 and none would let anybody else make identities."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Provider(Struct, frozen=True, forbid_unknown_fields=True):
    """A provider. `acr` and `amr`: one of these must be said of how somebody signed in there; empty: any."""

    name: str
    issuer: str
    client_id: str
    client_secret_file: str
    callback: str
    title: str = ""
    algorithms: tuple[str, ...] = ("RS256",)
    acr: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()

    @property
    def on_loopback(self) -> bool:
        return urlsplit(self.issuer).hostname in LOOPBACK

    def secret(self) -> str:
        """The client's secret. Raises BadProviders when the file is not there or others may read it."""
        try:
            return read_secret(Path(self.client_secret_file))
        except BadSecretFile as error:
            message = f"the secret of client {self.client_id!r}: {error} (客户端密钥)"
            raise BadProviders(message) from None


class _Said(Struct, forbid_unknown_fields=True):
    provider: tuple[Provider, ...] = ()


def providers(home: Path) -> tuple[Provider, ...]:
    """The providers that are configured; none without the file. Raises BadProviders."""
    path = home / FILE
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=_Said).provider
    except FileNotFoundError:
        return ()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        message = f"{path}: {error} (配置有误)"
        raise BadProviders(message) from None
    for each in found:
        _check(path, each)
    return found


def _check(path: Path, said: Provider) -> None:
    wrong = {
        "name": NAME.fullmatch(said.name) is None,
        "issuer": not _secure(said.issuer),
        "callback": not _secure(said.callback),
        "client_id": not said.client_id,
        "algorithms": not said.algorithms or not set(said.algorithms) <= ALGORITHMS,
    }
    if bad := [name for name, is_bad in wrong.items() if is_bad]:
        message = f"{path}: provider {said.name!r}: {', '.join(bad)} cannot be used (不能使用)"
        raise BadProviders(message)


def _secure(url: str) -> bool:
    """Whether it is https, or plain http on this computer."""
    found = urlsplit(url)
    return found.scheme == "https" or (found.scheme == "http" and found.hostname in LOOPBACK)


def provider(home: Path, name: str) -> Provider:
    """The provider of this name. Raises UnknownProvider, BadProviders."""
    found = next((each for each in providers(home) if each.name == name), None)
    if found is None:
        raise UnknownProvider(name)
    return found
