SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test lint format lock pictures references bench

PORT ?= 8000
LIBRARIES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
PROGRAMS := chromium chromium-headless-shell libatomic1 openjdk-17-jdk-headless poppler-utils postgresql
LOCK := .venv/bin/uv pip compile --quiet pyproject.toml --python-version 3.11 --generate-hashes --no-header

help: ## Say what can be made
	@sed -nE 's/^([a-z]+): .*## (.*)/make \1|\2/p' Makefile | column -t -s '|'

run: export DEBUG := 1
run: export DJANGO_RUNSERVER_HIDE_WARNING := true
run: export SITE_URL := http://127.0.0.1:$(PORT)
run: ## Serve the application with demonstration data on http://127.0.0.1:8000 (PORT=8123 for another port)
	@if (: </dev/tcp/127.0.0.1/$(PORT)) 2>/dev/null; then \
	  echo "Port $(PORT) is in use. Stop what runs there, or choose another: make run PORT=$$(($(PORT) + 1))" >&2; exit 1; fi
	@.ci/system-packages $(LIBRARIES)
	@.ci/environment requirements.txt
	@.venv/bin/python manage.py migrate --verbosity 0 --skip-checks
	@.venv/bin/python manage.py load_demonstration
	@echo; echo "STJ Toezicht: http://127.0.0.1:$(PORT)/ (Ctrl-C stops it)"; echo
	@server=$$$$; \
	( .venv/bin/python manage.py db_worker --no-reload --no-startup-delay --interval 2 --verbosity 0 & worker=$$!; \
	  while kill -0 $$server 2>/dev/null; do sleep 1; done; kill $$worker 2>/dev/null || true ) & \
	exec .venv/bin/python manage.py runserver 127.0.0.1:$(PORT)

test: development ## Run the linters, and the tests on SQLite and on PostgreSQL
	@.ci/test

lint: development ## Run the linters alone
	@.ci/lint

format: development ## Format the code and the templates, and mend what can be mended by itself
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .
	@find templates -name '*.html' -exec .venv/bin/djade {} +

lock: development ## Lock the newest versions that pyproject.toml allows
	@$(LOCK) --upgrade --output-file requirements.txt
	@$(LOCK) --upgrade --output-file requirements-dev.txt --extra dev --constraint requirements.txt

pictures: development ## Picture every page, wide and narrow, and every PDF, in pictures/
	@.venv/bin/python -m tests.pictures

references: development ## Picture anew the factsheets that the tests compare with
	@.venv/bin/python -m tests.pictures.references

bench: development ## Measure saving, publishing and printing beside bare views and other printers, in bench.json
	@.venv/bin/python -m tests.bench

.PHONY: development
development:
	@.ci/system-packages $(LIBRARIES) $(PROGRAMS) || [ "$${CI:-}" != true ]
	@.ci/environment requirements-dev.txt
