.DEFAULT_GOAL := help
SHELL := /bin/sh
export UV_SYSTEM_CERTS ?= 1
# Containers often set it. Without bytecode, each of the many processes compiles all modules anew.
unexport PYTHONDONTWRITEBYTECODE
PY := .venv/bin/python
COMPILE := .tools/bin/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.12

# What a site behind a proxy has: `make check` asks Django whether that is safe.
PRODUCTION := DATA_DIR=.tools/check SITE_URL=https://coach.example.com TRUSTED_PROXIES=127.0.0.1 \
	SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))')"

RANDOM_ACTS := tests.pagecache.many_acts $(ACTS) "$(SEED)" $(if $(filter postgres,$(DATABASE)),--postgres)

MESSAGES := $(PRODUCTION) DJANGO_SETTINGS_MODULE=config.settings $(PY) -m tests.messages

run: ## Serve the site with its sample content at http://127.0.0.1:8000 (PORT=…; DEMO=0 for an empty one)
	@.ci/environment requirements.lock requirements-dev.lock
	@$(PY) -m config.secret_key
	@exec $(PY) manage.py serve

test: dev ## Run all tests, on SQLite, PostgreSQL, Valkey and in a browser (ARGS="…" for one run of pytest)
	@exec $(PY) -m $(if $(ARGS),pytest $(ARGS),tests.groups)

check: dev ## Lint, types, import contracts, templates, migrations, Django's own checks
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports
	.venv/bin/djlint templates --lint --quiet
	@$(MESSAGES) --check
	@$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	@$(PRODUCTION) $(PY) manage.py makemigrations --check --dry-run
	@$(PRODUCTION) $(PY) manage.py check_migrations
	@$(PRODUCTION) $(PY) -m mypy

messages: dev ## Renew the message catalogues of all languages, and say what is not translated
	@$(MESSAGES)

html: dev ## Validate the HTML of every public page of the sample site
	@exec $(PY) -m tests.html

bench: dev ## Measure the site beside nginx and WordPress (see CONTRIBUTING.md, Speed)
	@exec $(PY) -m $(if $(ACTS),$(RANDOM_ACTS),tests.performance.site)

fmt: dev ## Format the code
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

lock: dev ## Pin the newest versions that pyproject.toml allows
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --group dev -o requirements-dev.lock
	$(COMPILE) --group caddy -o requirements-caddy.lock

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dev:
	@.ci/environment requirements-dev.lock

.PHONY: run test check messages html bench fmt lock help dev
