# `make check` is everything CI asks; `make fix` repairs what can be repaired.
RUN ?= uv run --no-sync

.PHONY: check fix test lock

check:
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(RUN) lint-imports --no-cache
	! $(RUN) vulture | grep -vE "unused (variable|attribute)"
	$(RUN) python docs/generate.py --check
	$(RUN) flopwatch data check
	$(RUN) pytest

fix:
	$(RUN) ruff format .
	$(RUN) ruff check --fix .
	$(RUN) python docs/generate.py

test:
	$(RUN) pytest

lock:
	uv pip compile pyproject.toml --group dev --group checks --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements.lock
