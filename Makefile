# `make check` is everything CI asks; `make fix` repairs what can be repaired.
RUN ?= uv run --no-sync

.PHONY: check fix test lock torture mutation validate

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
	uv pip compile pyproject.toml --group dev --group checks --group validators --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements.lock

# The third tier: by hand, resumable; sums are kept in torture/results.json, the table in docs/reliability.md.
MINUTES ?= 30
SEEDS ?= 0:1000
torture:
	PYTHONPATH=torture $(RUN) python -m flopwatch_torture all --seeds $(SEEDS) --minutes $(MINUTES) --report

# `uv sync --group mutation` first. ROOM: classification combine fold gate ledger quantities releases.
ROOM ?= classification
mutation:
	PYTHONPATH=torture $(RUN) python -m flopwatch_torture.mutation $(ROOM)

# Rewrites the tables of docs/methods/validation.md from a folder of Epoch AI's exports.
VINTAGES ?= ../shared/data/epoch-vintages
validate:
	$(RUN) python docs/methods/validation.py $(VINTAGES)
