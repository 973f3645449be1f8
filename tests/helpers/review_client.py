"""A browser without scripts, for tests of the review server."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from flopwatch.server import Accounts
from flopwatch.server.settings import Limits, Rate

# Busy machines take longer than a reader would wait, and regain no attempts to sign in meanwhile.
PATIENT = Limits(logins=Rate(10, 1e-6), seconds=600.0, pause=0.0)


@dataclass
class Client:
    """It keeps cookies and says where its requests come from."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=lambda: {"Sec-Fetch-Site": "same-origin"})

    def ask(self, method: str, path: str, body: object = None, **more: str) -> tuple[int, dict[str, str], str]:
        parts = urlsplit(self.address)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
        headers = {**self.headers, **{name.replace("_", "-"): value for name, value in more.items() if value}}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if isinstance(body, dict) and path.startswith("/api/"):
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        elif isinstance(body, dict):
            data, headers["Content-Type"] = urlencode(body).encode(), "application/x-www-form-urlencoded"
        else:
            data = body
        try:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            found = {name.lower(): value for name, value in answer.getheaders()}
            set_cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        finally:
            connection.close()
        for one in set_cookies:
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return answer.status, found, text

    def get(self, path: str) -> str:
        status, _, text = self.ask("GET", path)
        assert status == 200, text[-2000:]
        return text

    def post(self, path: str, body: dict[str, object], status: int = 303) -> tuple[dict[str, str], str]:
        found, headers, text = self.ask("POST", path, body)
        assert found == status, text[-2000:]
        return headers, text


def signed_in(address: str, accounts: Accounts, role: str) -> Client:
    client = Client(address)
    client.ask("GET", f"/review/enter?token={accounts.make_once(role, role)}")
    assert client.cookies
    return client
