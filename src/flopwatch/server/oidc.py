"""Sign-in by OpenID Connect: authorization code with PKCE, state and nonce, against one provider named in a file."""

from __future__ import annotations

import importlib
import os
import secrets
import threading
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from flopwatch.domain import BadInput, FlopwatchError, NoSuchChoice, WrongUsage
from flopwatch.server.access import ROLES
from flopwatch.server.guards import LOOPBACK

SECRET = "FLOPWATCH_OIDC_SECRET"  # of the environment
CALLBACK = "/login/oidc/callback"
_CLIENT_TYPES = ("confidential", "public")
_ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")  # none with a shared secret, and never `none`
_LEEWAY = 60  # seconds by which the provider's clock may differ
_SECONDS = 10.0  # for one request to the provider
_MOST_BYTES = 1_000_000  # of one of its answers
_KEPT_SECONDS = 3600.0  # description and keys of the provider
_LEAST_BETWEEN = 30.0  # seconds between two requests for keys
_EXTRA = "Sign-in by OpenID Connect needs one more package: pip install 'flopwatch[oidc]'."
_WANTED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class SignInRefused(FlopwatchError):
    """The provider or its answer does not let the person in."""


class ProviderFailed(FlopwatchError):
    """The provider did not answer, or not as its own description says."""


@dataclass(frozen=True)
class OidcSettings:
    """Settings of sign-in by OpenID Connect.

    Args:
        issuer: Address of the provider, as its tokens state it.
        client_id: Name under which the provider knows this server.
        address: Public address of this server, such as https://census.example.
        roles: Role of each group that has one; a person of none of them is refused.
        client_secret: Secret of a confidential client; "" for a public one.
        client_type: `confidential`, or `public` for a client without a secret.
        groups_claim: Claim that lists a person's groups.
        name_claim: Claim that names the account; "" gives a name that says nothing about the person.
        scopes: Scopes asked for.
    """

    issuer: str
    client_id: str
    address: str
    roles: Mapping[str, str]
    client_secret: str = field(default="", repr=False)
    client_type: str = "confidential"
    groups_claim: str = "groups"
    name_claim: str = ""
    scopes: str = "openid profile"

    @property
    def host(self) -> str:
        """Host of the provider, as people know it."""
        return urlsplit(self.issuer).hostname or ""


class Pending(NamedTuple):
    """A sign-in that has begun, kept by the browser in a cookie until the provider sends it back."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def read(cls, cookie: str) -> Pending:
        """Read it from the cookie.

        Raises:
            SignInRefused: If it is none.
        """
        parts = cookie.split(".")
        if len(parts) != len(cls._fields) or not all(parts):
            raise SignInRefused("this browser did not begin a sign-in, or too long ago. Sign in again.")
        return cls(*parts)

    def written(self) -> str:
        """Return it as the value of a cookie."""
        return ".".join(self)


class Identity(NamedTuple):
    """A person as the provider knows it: issuer and subject, the role of the groups, and a wanted name or ""."""

    issuer: str
    subject: str
    role: str
    name: str


def read_oidc(path: Path, environment: Mapping[str, str] = os.environ) -> OidcSettings:
    """Read the settings from a TOML file; the secret comes from the environment alone.

    Raises:
        BadInput: Naming the file, the setting and the next step.
    """
    try:
        with path.open("rb") as file:
            given = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: it cannot be read: {error}.") from error
    texts = {"issuer", "client_id", "client_type", "address", "groups_claim", "name_claim", "scopes"}
    for name, value in given.items():
        if name == "client_secret":
            raise BadInput(
                f"{path}: client_secret does not belong into a file. Put it into the environment as {SECRET}."
            )
        if name not in texts | {"roles"} or not isinstance(value, dict if name == "roles" else str):
            raise BadInput(
                f"{path}: {name} is no setting, or of another kind. Settings: {', '.join(sorted(texts))}, roles."
            )
    if missing := sorted({"issuer", "client_id", "address", "roles"} - {name for name, one in given.items() if one}):
        raise BadInput(f"{path}: {', '.join(missing)} is missing.")
    for name in ("issuer", "address"):
        _require_safe(given[name], f"{path}: {name}")
    for group, role in given["roles"].items():
        if role not in ROLES:
            raise NoSuchChoice(f"role of the group {group!r}", role, ROLES)
    found = OidcSettings(**given, client_secret=environment.get(SECRET, ""))
    if "openid" not in found.scopes.split():
        raise BadInput(f"{path}: scopes lacks openid.")
    if found.client_type not in _CLIENT_TYPES:
        raise NoSuchChoice(f"{path}: client_type", found.client_type, _CLIENT_TYPES)
    if found.client_type == "confidential" and not found.client_secret:
        raise BadInput(
            f"{path}: the client's secret is missing. Put it into the environment as {SECRET}, or write "
            'client_type = "public" if the provider gave none.'
        )
    _library("authlib.oidc.core")
    return found


def _require_safe(address: object, place: str) -> None:
    """Refuse an address that is not https, unless it is this machine's."""
    try:
        parts = urlsplit(str(address))
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)):
        raise BadInput(f"{place} {str(address)[:120]!r} is no https address.")


def _library(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise WrongUsage(_EXTRA) from error


class Provider:
    """One provider. Its methods block and may be called from several threads."""

    def __init__(self, settings: OidcSettings, clock: Callable[[], float] = time.time) -> None:
        """Take the settings; nothing is fetched yet.

        Args:
            settings: The settings.
            clock: Returns seconds since 1970.
        """
        self.settings, self._clock = settings, clock
        self._lock = threading.Lock()
        self._described: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, dict[str, Any]] | None = None

    def begin(self) -> tuple[str, Pending]:
        """Return the provider's address to which the browser goes, and what it must bring back.

        Raises:
            ProviderFailed: If the provider does not describe itself.
        """
        pending = Pending(*(secrets.token_urlsafe(32) for _ in Pending._fields))
        address = _library("authlib.oauth2.rfc6749.parameters").prepare_grant_uri(
            self._description()["authorization_endpoint"],
            client_id=self.settings.client_id,
            response_type="code",
            redirect_uri=self._callback(),
            scope=self.settings.scopes,
            state=pending.state,
            nonce=pending.nonce,
            code_challenge=_library("authlib.oauth2.rfc7636").create_s256_code_challenge(pending.verifier),
            code_challenge_method="S256",
        )
        return str(address), pending

    def finish(self, query: str, pending: Pending) -> Identity:
        """Return the person whom the provider sent back.

        Args:
            query: The query of the address to which the provider sent the browser.
            pending: What the browser kept.

        Raises:
            SignInRefused: If state, issuer, code, token, nonce or groups are not right.
            ProviderFailed: If the provider does not answer.
        """
        given = dict(parse_qsl(query, keep_blank_values=True))
        if not secrets.compare_digest(given.get("state", "").encode(), pending.state.encode()):
            raise SignInRefused("the provider's answer belongs to another sign-in. Sign in again.")
        if given.get("iss", self.settings.issuer) != self.settings.issuer:
            raise SignInRefused("the answer is of another provider.")
        if "error" in given or not given.get("code"):
            raise SignInRefused(f"the provider refused: {given.get('error', 'it sent no code')[:80]}.")
        return self._person(self._claims(self._redeem(given["code"], pending), pending))

    def _person(self, claims: Mapping[str, object]) -> Identity:
        groups = claims.get(self.settings.groups_claim, [])
        named = [groups] if isinstance(groups, str) else groups if isinstance(groups, Sequence) else []
        roles = {self.settings.roles[one] for one in named if isinstance(one, str) and one in self.settings.roles}
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise SignInRefused("the provider's token names no person.")
        if not roles:
            raise SignInRefused("none of your groups has a role here. Ask whoever runs this server.")
        name = claims.get(self.settings.name_claim) if self.settings.name_claim else ""
        return Identity(
            self.settings.issuer, subject, max(roles, key=ROLES.index), name if isinstance(name, str) else ""
        )

    def _redeem(self, code: str, pending: Pending) -> dict[str, Any]:
        """Exchange the code for tokens."""
        given, form = self.settings, {"grant_type": "authorization_code", "code": code}
        form |= {"redirect_uri": self._callback(), "code_verifier": pending.verifier}
        auth = (given.client_id, given.client_secret) if given.client_secret else None
        if auth is None:
            form["client_id"] = given.client_id
        found = self._fetch("POST", self._description()["token_endpoint"], data=form, auth=auth)
        if not isinstance(found.get("id_token"), str):
            raise SignInRefused(f"the provider gave no token: {str(found.get('error', 'without a reason'))[:80]}.")
        return found

    def _claims(self, tokens: Mapping[str, Any], pending: Pending) -> dict[str, Any]:
        """Return the claims of the token, once signature, issuer, audience, times, nonce and access token are right."""
        errors, core = _library("joserfc.errors"), _library("authlib.oidc.core")
        given = self.settings
        options = {
            "iss": {"essential": True, "value": given.issuer},
            "aud": {"essential": True, "value": given.client_id},
        }
        params = {"nonce": pending.nonce, "client_id": given.client_id, "access_token": tokens.get("access_token")}
        try:
            token = self._decoded(tokens["id_token"])
            claims = core.CodeIDToken(token.claims, token.header, options, params)
            claims.validate(now=int(self._clock()), leeway=_LEEWAY)
        except (errors.JoseError, ValueError, TypeError) as error:
            raise SignInRefused(f"the provider's token is not right: {type(error).__name__}. Sign in again.") from error
        return dict(claims)

    def _decoded(self, token: str) -> Any:
        """Verify the signature; keys are fetched again if the provider has changed them."""
        jwt, errors = _library("joserfc.jwt"), _library("joserfc.errors")
        try:
            return jwt.decode(token, self._key_set(), algorithms=_ALGORITHMS)
        except (errors.BadSignatureError, errors.InvalidKeyIdError, errors.MissingKeyError):
            return jwt.decode(token, self._key_set(again=True), algorithms=_ALGORITHMS)

    def _key_set(self, *, again: bool = False) -> Any:
        with self._lock:
            held, now = self._keys, self._clock()
            longest = _LEAST_BETWEEN if again else _KEPT_SECONDS
            if held is None or now - held[0] > longest:
                held = now, self._fetch("GET", self._description()["jwks_uri"])
                self._keys = held
        return _library("joserfc.jwk").KeySet.import_key_set(held[1])

    def _description(self) -> dict[str, Any]:
        """Return the provider's description of itself."""
        held, now = self._described, self._clock()
        if held is None or now - held[0] > _KEPT_SECONDS:
            found = self._fetch("GET", self.settings.issuer.rstrip("/") + "/.well-known/openid-configuration")
            if found.get("issuer") != self.settings.issuer:
                raise ProviderFailed(
                    f"{self.settings.host} describes another issuer: {str(found.get('issuer'))[:120]!r}."
                )
            for name in _WANTED:
                try:
                    _require_safe(found.get(name), name)
                except BadInput as error:
                    raise ProviderFailed(f"{self.settings.host}: {error}") from error
            held = self._described = now, found
        return held[1]

    def _callback(self) -> str:
        return self.settings.address.rstrip("/") + CALLBACK

    def _fetch(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        """Return the JSON object of one answer; redirects are not followed."""
        import httpx2

        try:
            with (
                httpx2.Client(timeout=_SECONDS, trust_env=False) as client,
                client.stream(method, address, headers={"Accept": "application/json"}, **more) as answer,
            ):
                body = b""
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > _MOST_BYTES:
                        raise ProviderFailed(f"{self.settings.host} sent more than {_MOST_BYTES} bytes.")
                found = httpx2.Response(answer.status_code, content=body).json()
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderFailed(
                f"{self.settings.host} did not answer as it should: {type(error).__name__}. Try again later."
            ) from error
        if not isinstance(found, dict) or (answer.status_code != 200 and "error" not in found):
            raise ProviderFailed(f"{self.settings.host} answered {answer.status_code}. Try again later.")
        return found
