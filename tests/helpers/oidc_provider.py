"""A small OpenID Connect provider on loopback: discovery, keys, authorization code with PKCE. It can fail on demand."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

CLIENT, CLIENT_SECRET = "flopwatch", "s3cret of the client"
NOW = 1_800_000_000


@dataclass
class Provider:
    """The provider: whom it lets in, and how it goes wrong."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "u-1", "groups": ["curators"]})
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one"}))
    published: list[ECKey] = field(default_factory=list)
    change_claims: Callable[[dict[str, Any]], None] = lambda claims: None
    sign: Callable[[Provider, dict[str, Any]], str] | None = None
    described: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def description(self) -> dict[str, Any]:
        names = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": self.issuer, **{name: self.issuer + path for name, path in names.items()}, **self.described}

    def keys(self) -> dict[str, Any]:
        return KeySet(self.published or [self.key]).as_dict(private=False)

    def authorize(self, given: dict[str, str]) -> str:
        """Let the person in, and return where the browser goes."""
        assert given["response_type"] == "code"
        assert given["client_id"] == CLIENT
        assert given["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = given
        return given["redirect_uri"] + "?" + urlencode({"code": code, "state": given["state"], "iss": self.issuer})

    def token(self, given: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Redeem a code once, of the client that proves that it asked for it."""
        begun = self.codes.pop(given.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
        if authorization != f"Basic {basic}":
            return 401, {"error": "invalid_client"}
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if begun is None or begun["code_challenge"] != challenge or begun["redirect_uri"] != given["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": NOW,
            "exp": NOW + 300,
            "nonce": begun["nonce"],
            **self.person,
        }
        self.change_claims(claims)
        token = self.sign(self, claims) if self.sign else self.signed(claims)
        return 200, {"access_token": "opaque", "token_type": "Bearer", "id_token": token}

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key, algorithms=["ES256"])


@contextmanager
def provider_running() -> Iterator[Provider]:
    """Run a provider on loopback."""
    made = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            made.asked.append(parts.path)
            if parts.path == "/.well-known/openid-configuration":
                self._json(200, made.description())
            elif parts.path == "/keys":
                self._json(200, made.keys())
            elif parts.path == "/authorize":
                self.send_response(302)
                self.send_header("location", made.authorize(dict(parse_qsl(parts.query))))
                self.send_header("content-length", "0")
                self.end_headers()
            else:
                self._json(404, {"error": "not_found"})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self._json(*made.token(dict(parse_qsl(body)), self.headers.get("authorization", "")))

        def _json(self, status: int, found: dict[str, Any]) -> None:
            body = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
