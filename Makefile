.DEFAULT_GOAL := help
SHELL := /bin/sh
export UV_SYSTEM_CERTS ?= 1
PY := .venv/bin/python
COMPILE := .tools/bin/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.12

run: ## Serve the site with its sample content at http://127.0.0.1:8000 (PORT=…, DEMO=0 for an empty one)
	@.ci/environment requirements.lock requirements-dev.lock
	@$(PY) -m config.secret_key
	@exec $(PY) manage.py serve

test: dev ## Run all tests, on SQLite, PostgreSQL, Valkey and in a browser (ARGS="…" for one run of pytest)
	@$(PY) -m $(if $(ARGS),pytest $(ARGS),tests.groups)

check: dev ## Lint, types, import contracts, templates, migrations, Django's own checks
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports
	SECRET_KEY=x $(PY) -m mypy

fmt: dev ## Format the code
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

lock: dev ## Pin the newest versions that pyproject.toml allows
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --group dev -o requirements-dev.lock

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dev:
	@.ci/environment requirements-dev.lock

.PHONY: run test check fmt lock help dev
