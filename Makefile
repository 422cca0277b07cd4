.DEFAULT_GOAL := help
SHELL := /bin/sh
export UV_SYSTEM_CERTS ?= 1
PY := .venv/bin/python

.venv/.locked: requirements-dev.lock .python-version
	@test -x .tools/bin/uv || { python3 -m venv .tools && .tools/bin/pip install -q uv; }
	@test -x $(PY) || .tools/bin/uv venv -q .venv
	@.tools/bin/uv pip sync -q requirements-dev.lock
	@touch $@

run: .venv/.locked ## Serve the site with its sample content at http://127.0.0.1:8000
	$(PY) manage.py serve

test: .venv/.locked ## Run all tests
	$(PY) -m pytest -n 2 $(ARGS)

check: .venv/.locked ## Lint, types, import contracts, Django's checks
	$(PY) -m ruff check . && $(PY) -m ruff format --check . && .venv/bin/lint-imports && $(PY) -m mypy

fmt: .venv/.locked ## Format the code
	$(PY) -m ruff format . && $(PY) -m ruff check --fix .

lock: ## Pin the newest versions that pyproject.toml allows
	.tools/bin/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.12 pyproject.toml -o requirements.lock
	.tools/bin/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.12 pyproject.toml --group dev -o requirements-dev.lock

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run test check fmt lock help
