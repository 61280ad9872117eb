"""A provider of identities on this computer: keys of its own, codes and tokens, and whatever a test makes it say."""

from __future__ import annotations

import hmac
import json
import threading
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.service.signin.people import Clock

CLIENT, SECRET = "zhuoluo", "a secret of the client"
CALLBACK = "http://127.0.0.1:8000/api/v1/oidc/gov/callback"


class Provider:
    """Issues codes to whoever signs in there; a code is good once, for its client, with its verifier.

    `claims` stand over the true ones in the next token; `header` over its header; `key` signs it.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.key = self.own = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.said: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.issuer = ""

    def discovery(self) -> dict[str, Any]:
        places = {name: f"{self.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
        return {"issuer": self.issuer, **places, **self.said}

    def signed_in(self, url: str, subject: str, client: str = CLIENT) -> dict[str, str]:
        """What the browser brings back after somebody signed in at the address it was sent to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["redirect_uri"] == CALLBACK
        assert asked["client_id"] == CLIENT
        code = uuid4().hex
        self.codes[code] = {**asked, "client_id": client, "sub": subject}
        return {"code": code, "state": asked["state"]}

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The answer to a code; None when it is not good."""
        client, _, secret = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = _b64(sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or (client, secret) != (CLIENT, SECRET):
            return None
        if asked["client_id"] != client or asked["code_challenge"] != challenge:
            return None
        return {"access_token": uuid4().hex, "token_type": "Bearer", "id_token": self._identity(asked)}

    def _identity(self, asked: dict[str, str]) -> str:
        now = int(self.clock().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": asked["sub"], "nonce": asked["nonce"], "iat": now}
        claims |= {"exp": now + 300, **self.claims}
        header = {"alg": "RS256", "kid": "one", **self.header}
        if header["alg"] == "none":
            return _parts(header, claims) + "."
        if header["alg"].startswith("HS"):
            return _by_the_public_key(header, claims, self.own.as_pem(private=False))
        return jwt.encode(header, claims, self.key, algorithms=[header["alg"]])

    def keys(self) -> dict[str, Any]:
        return {"keys": [{**self.own.as_dict(private=False), "use": "sig"}]}


def _parts(*parts: dict[str, Any]) -> str:
    return ".".join(_b64(json.dumps(each).encode()) for each in parts)


def _b64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _by_the_public_key(header: dict[str, Any], claims: dict[str, Any], public: bytes) -> str:
    """What a careless client takes for signed: the library itself refuses to make it."""
    said = _parts(header, claims)
    return f"{said}.{_b64(hmac.digest(public, said.encode(), 'sha256'))}"


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = provider.keys() if self.path == "/jwks_uri" else provider.discovery()
            self._answer(200, said)

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            said = provider.token({name: values[0] for name, values in form.items()}, self.headers["Authorization"])
            self._answer(200 if said else 400, said or {"error": "invalid_grant"})

        def _answer(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *_args: object) -> None:  # noqa: A002
            del format

    return Handler


@contextmanager
def running(clock: Clock, home: Path, **more: str) -> Iterator[Provider]:
    """A provider that listens on this computer, and that the home is configured with."""
    provider = Provider(clock)
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider)) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        configure(home, provider.issuer, **more)
        yield provider
        server.shutdown()
        thread.join()


def configure(home: Path, issuer: str, /, **more: str) -> None:
    """Writes oidc.toml; `more` are lines of TOML by name."""
    secret = home / "client-secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    said = {
        "name": '"gov"', "issuer": f'"{issuer}"', "client_id": f'"{CLIENT}"', "client_secret_file": f'"{secret}"',
        "callback": f'"{CALLBACK}"', **more,
    }  # fmt: skip
    (home / "oidc.toml").write_text("[[provider]]\n" + "".join(f"{name} = {value}\n" for name, value in said.items()))
