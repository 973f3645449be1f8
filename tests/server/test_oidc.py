"""Sign-in by OpenID Connect, against a provider on loopback that keeps the rules, and one that breaks each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from helpers.oidc_provider import CLIENT, CLIENT_SECRET, NOW, provider_running
from helpers.oidc_provider import Provider as FakeProvider
from helpers.review_client import PATIENT, Client
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from flopwatch.domain import BadInput, NoSuchChoice
from flopwatch.ledger import beside
from flopwatch.server import Accounts, ReviewSettings, check_accounts, read_oidc, served
from flopwatch.server.oidc import CALLBACK, SECRET, OidcSettings, Pending, Provider, ProviderFailed, SignInRefused

ROLES_OF_GROUPS = {"curators": "curator", "staff": "admin", "guests": "reader"}


@pytest.fixture
def fake() -> Iterator[FakeProvider]:
    with provider_running() as made:
        yield made


def settings_of(fake: FakeProvider, address: str = "http://127.0.0.1:1") -> OidcSettings:
    return OidcSettings(fake.issuer, CLIENT, address, ROLES_OF_GROUPS, CLIENT_SECRET)


def sent_back(fake: FakeProvider, provider: Provider) -> tuple[str, Pending]:
    """Follow the browser to the provider and back; return the query it brings, and what it kept."""
    address, pending = provider.begin()
    given = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    return urlsplit(fake.authorize(given)).query, pending


def signed_in_at(fake: FakeProvider) -> Any:
    provider = Provider(settings_of(fake), clock=lambda: NOW)
    return provider.finish(*sent_back(fake, provider))


def test_the_highest_role_of_a_persons_groups_holds(fake):
    assert signed_in_at(fake) == (fake.issuer, "u-1", "curator", "")
    fake.person["groups"] = ["guests", "staff", "unknown"]
    assert signed_in_at(fake).role == "admin"


@pytest.mark.parametrize("groups", [[], ["unknown"], None, 7, {"curators": 1}, [["curators"]], "curatorsX"])
def test_nobody_without_a_group_comes_in(groups, fake):
    fake.person["groups"] = groups
    with pytest.raises(SignInRefused, match="none of your groups"):
        signed_in_at(fake)


def _signed_by(key: Any, algorithm: str) -> Callable[[FakeProvider, dict[str, Any]], str]:
    return lambda _, claims: jwt.encode({"alg": algorithm, "kid": "one"}, claims, key, algorithms=[algorithm])


def _unsigned(_: FakeProvider, claims: dict[str, Any]) -> str:
    head, body, _sign = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("x" * 32)).split(".")
    return f"eyJhbGciOiJub25lIn0.{body}."


FAULTS: dict[str, Callable[[FakeProvider], None]] = {
    "nonce": lambda one: setattr(one, "change_claims", lambda claims: claims.update(nonce="other")),
    "no nonce": lambda one: setattr(one, "change_claims", lambda claims: claims.pop("nonce")),
    "audience": lambda one: setattr(one, "change_claims", lambda claims: claims.update(aud="another")),
    "second party": lambda one: setattr(one, "change_claims", lambda claims: claims.update(aud=[CLIENT, "b"], azp="b")),
    "issuer": lambda one: setattr(one, "change_claims", lambda claims: claims.update(iss="https://evil.example")),
    "expired": lambda one: setattr(one, "change_claims", lambda claims: claims.update(exp=NOW - 61)),
    "not yet": lambda one: setattr(one, "change_claims", lambda claims: claims.update(iat=NOW + 3600)),
    "no subject": lambda one: setattr(one, "change_claims", lambda claims: claims.pop("sub")),
    "empty subject": lambda one: setattr(one, "change_claims", lambda claims: claims.update(sub="")),
    "access token": lambda one: setattr(one, "change_claims", lambda claims: claims.update(at_hash="AAAAAAAAAAAAAAAA")),
    "other key": lambda one: setattr(one, "sign", _signed_by(ECKey.generate_key("P-256"), "ES256")),
    "shared secret": lambda one: setattr(one, "sign", _signed_by(OctKey.import_key(CLIENT_SECRET * 2), "HS256")),
    "unsigned": lambda one: setattr(one, "sign", _unsigned),
    "no token": lambda one: setattr(one, "sign", lambda *_: 7),
    "nonsense": lambda one: setattr(one, "sign", lambda *_: "a.b.c"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_token_that_breaks_one_rule_lets_nobody_in(fault, fake):
    FAULTS[fault](fake)
    with pytest.raises(SignInRefused):
        signed_in_at(fake)


def test_state_code_and_verifier_belong_together(fake):
    provider = Provider(settings_of(fake), clock=lambda: NOW)
    query, pending = sent_back(fake, provider)
    for other in (pending._replace(state="x"), pending._replace(verifier="y" * 43)):
        with pytest.raises(SignInRefused):
            provider.finish(query, other)
    with pytest.raises(SignInRefused):  # the code is used
        provider.finish(query, pending)
    with pytest.raises(SignInRefused, match="refused: access_denied"):
        provider.finish(f"state={pending.state}&error=access_denied", pending)
    query, pending = sent_back(fake, provider)
    with pytest.raises(SignInRefused, match="another provider"):
        provider.finish(query.replace("iss=http", "iss=https"), pending)
    for cookie in ("", "a.b", "a..c", "a.b.c.d"):
        with pytest.raises(SignInRefused, match="did not begin"):
            Pending.read(cookie)


def test_a_new_key_of_the_provider_is_fetched_and_not_at_each_bad_token(fake):
    now = [float(NOW)]
    provider = Provider(settings_of(fake), clock=lambda: now[0])
    provider.finish(*sent_back(fake, provider))
    fake.key = ECKey.generate_key("P-256", {"kid": "two"})
    now[0] += 40
    assert provider.finish(*sent_back(fake, provider)).subject == "u-1"
    fake.published, fake.key = [fake.key], ECKey.generate_key("P-256", {"kid": "three"})
    for _ in range(3):
        with pytest.raises(SignInRefused):
            provider.finish(*sent_back(fake, provider))
    assert fake.asked.count("/keys") == 2


@pytest.mark.parametrize(
    "described",
    [{"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example/token"}, {"jwks_uri": None}],
)
def test_a_provider_that_describes_another_or_an_open_address_is_not_asked(described, fake):
    fake.described = described
    with pytest.raises(ProviderFailed):
        Provider(settings_of(fake)).begin()


@pytest.fixture
def review(tmp_path: Path, fake: FakeProvider) -> ReviewSettings:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<title>hub</title>")
    store = str(tmp_path / "ledger.sqlite")
    return ReviewSettings(tmp_path / "data", store, tmp_path, limits=PATIENT, oidc=settings_of(fake))


def test_a_person_signs_in_through_the_browser_and_keeps_one_account(review, fake):
    fake.change_claims = lambda claims: claims.update(iat=0, exp=4_000_000_000)  # the server has the real clock
    with served(review.out / "site", review=review) as url:
        assert f"Sign in with {review.oidc.host}" in Client(url).get("/login")
        browser = Client(url)
        _through(browser, fake)
        name = re.search(r"<span>(person-[0-9a-f]{12}) \(curator\)", browser.get("/review/submit"))[1]
        fake.person["groups"] = ["guests"]
        again = Client(url)
        _through(again, fake)
        assert f"{name} (reader)" in again.get("/review/submit")
        assert name not in browser.get("/review/submit")  # the change of role ended the first session
        stranger = Client(url)
        assert stranger.ask("GET", f"{CALLBACK}?code=x&state=y")[0] == 403
        fake.person["groups"] = []
        assert _through(stranger, fake, 403)
        assert "flopwatch" not in stranger.cookies
    people = Accounts(beside(review.store, "accounts"))
    assert [one.name for one in people.all()] == [name]


def _through(browser: Client, fake: FakeProvider, status: int = 200) -> str:
    found, headers, _ = browser.ask("GET", "/login/oidc")
    assert found == 303
    given = {name: values[0] for name, values in parse_qs(urlsplit(headers["location"]).query).items()}
    query = urlsplit(fake.authorize(given)).query
    found, _, text = browser.ask("GET", f"{CALLBACK}?{query}", Sec_Fetch_Site="cross-site")
    assert found == status, text
    return text


def test_a_name_that_somebody_has_is_never_taken_over(tmp_path):
    people = Accounts(tmp_path)
    people.add("ada", "admin")
    from flopwatch.server.oidc import Identity

    first = people.account_of(Identity("https://a.example", "1", "curator", "ada"))
    other = people.account_of(Identity("https://b.example", "1", "curator", "Bo"))
    assert first.startswith("person-")
    assert other == "bo"
    assert people.account_of(Identity("https://b.example", "1", "curator", "ada")) == "bo"
    assert people.account_of(Identity("https://a.example", "2", "curator", "local")).startswith("person-")
    people.remove("bo")
    assert people.account_of(Identity("https://b.example", "1", "reader", "")).startswith("person-")


GOOD = 'issuer = "https://id.example"\nclient_id = "f"\naddress = "https://census.example"\n[roles]\nstaff = "admin"\n'


def test_settings_are_read_and_each_fault_is_named(tmp_path):
    file = tmp_path / "oidc.toml"
    file.write_text(GOOD)
    found = read_oidc(file, {SECRET: "very secret"})
    assert (found.client_secret, found.roles) == ("very secret", {"staff": "admin"})
    assert "very secret" not in repr(found)
    for old, new, words in (
        ('issuer = "https', 'issuer = "http', "no https address"),
        ("https://census.example", "http://[", "no https address"),
        ('client_id = "f"', "client_id = 7", "client_id"),
        ('client_id = "f"\n', "", "client_id is missing"),
        ('client_id = "f"', 'client_id = "f"\nclient_secret = "x"', SECRET),
        ('client_id = "f"', 'client_id = "f"\nclient_idd = "x"', "client_idd"),
        ('client_id = "f"', 'client_id = "f"\nscopes = "profile"', "openid"),
        ("[roles]", "[roles", "cannot be read"),
        ('client_id = "f"', 'client_id = "g"', f"as {SECRET}"),
    ):
        file.write_text(GOOD.replace(old, new))
        with pytest.raises(BadInput, match=re.escape(words)):
            read_oidc(file, {})
    file.write_text(GOOD.replace('"admin"', '"king"'))
    with pytest.raises(NoSuchChoice, match="king"):
        read_oidc(file, {})


def test_doctor_asks_the_provider_and_misses_a_secret(tmp_path, fake, monkeypatch):
    file = tmp_path / "oidc.toml"
    file.write_text(GOOD.replace("https://id.example", fake.issuer))
    store = str(tmp_path / "ledger.sqlite")
    monkeypatch.delenv(SECRET, raising=False)
    found = check_accounts(store, file)[-1]
    assert (found.ok, SECRET in found.detail) == (False, True)
    file.write_text('client_type = "public"\n' + file.read_text())
    assert check_accounts(store, file)[-1].ok
    file.write_text(GOOD.replace("https://id.example", fake.issuer))
    monkeypatch.setenv(SECRET, "very secret")
    assert check_accounts(store, file)[-1].ok
    assert "very secret" not in check_accounts(store, file)[-1].detail
    fake.described = {"issuer": "https://evil.example"}
    found = check_accounts(store, file)[-1]
    assert (found.ok, "another issuer" in found.detail) == (False, True)
    assert replace(settings_of(fake), issuer="http://127.0.0.1:1").host == "127.0.0.1"
