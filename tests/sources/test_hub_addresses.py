"""Configs by the name or page of a model on the hub, from a server on this machine."""

from __future__ import annotations

import http.server
import json
import threading

import pytest

from flopwatch.domain.errors import BadInput
from flopwatch.sources.hub_configs import ENDPOINT_VARIABLE, config_addresses, fetch_config

CONFIG = {"model_type": "llama", "hidden_size": 64}
PATHS = {
    "/org/model/resolve/main/config.json": CONFIG,
    "/org/model/resolve/v2/config.json": {**CONFIG, "hidden_size": 128},
    "/org/flux/resolve/main/transformer/config.json": {"_class_name": "FluxTransformer2DModel"},
}


class Hub(http.server.BaseHTTPRequestHandler):
    """Answers the paths above, 401 for gated ones, 404 for others."""

    def do_GET(self) -> None:
        found = PATHS.get(self.path)
        self.send_response(200 if found else 401 if "/gated/" in self.path else 404)
        body = json.dumps(found).encode() if found else b"Entry not found"
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def hub(monkeypatch):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv(ENDPOINT_VARIABLE, address)
    monkeypatch.setenv("FLOPWATCH_ALLOW_LOOPBACK", "1")
    yield address
    server.shutdown()
    server.server_close()


def test_a_models_name_and_its_pages_lead_to_its_config(hub):
    assert json.loads(fetch_config("org/model")[0]) == CONFIG
    assert json.loads(fetch_config(f"{hub}/org/model")[0]) == CONFIG
    assert json.loads(fetch_config(f"{hub}/org/model/tree/main")[0]) == CONFIG
    raw, address = fetch_config(f"{hub}/org/model/blob/v2/config.json")
    assert json.loads(raw)["hidden_size"] == 128
    assert address == f"{hub}/org/model/resolve/v2/config.json"


def test_a_model_of_diffusers_is_found_in_its_transformer(hub):
    assert json.loads(fetch_config("org/flux")[0]) == {"_class_name": "FluxTransformer2DModel"}


@pytest.mark.parametrize("name", ["org/none", "org/gated/tree/main"])
def test_a_model_that_is_not_there_is_an_error_that_names_what_was_tried(hub, name):
    place = name if name.count("/") == 1 else f"{hub}/{name}"
    with pytest.raises(BadInput) as caught:
        fetch_config(place)
    assert "transformer/config.json" in str(caught.value)
    assert "must be downloaded by hand" in str(caught.value)


@pytest.mark.parametrize(
    "place",
    [
        "config.json",
        "./org/model",
        "models/config.json",
        "a/b/c",
        "https://example.org/org/model",
        "https://huggingface.co/datasets/org",
        "x" * 200 + "/y",
    ],
)
def test_other_places_are_left_as_they_are(place):
    assert config_addresses(place) == []


def test_a_directory_is_named_as_one_with_what_it_holds(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(BadInput, match=r"is a folder; it holds config\.json"):
        fetch_config(str(tmp_path))
