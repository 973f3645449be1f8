"""The interface against its own description, with requests that schemathesis makes from it."""

from __future__ import annotations

import pytest
from flopwatch_torture.rest import ask_every_route
from helpers.validators import needs


@pytest.mark.matrix
@needs("schemathesis")
@pytest.mark.parametrize("seed", [0, 1], ids=["token", "one-time address"])
def test_no_request_is_an_error_of_the_server_and_each_answer_fits_its_description(seed, tmp_path, few_models):
    problems, counts = ask_every_route(seed, 5, tmp_path, few_models)
    assert problems == []
    assert counts["most_routes"] >= 12
    assert counts["2xx"] > 15
    assert counts["4xx"] > 15
