# A menu: `make` alone prints it. What checks never writes; `fix`, `generate` and `lock` do.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := menu

VENV := .venv
PYTHON ?= python3
RUN := $(VENV)/bin/python
TOOL := $(RUN) -m venice_contract
READY := $(VENV)/ready
PIN := $(RUN) -m piptools compile --quiet --strip-extras --allow-unsafe --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-emit-options --no-header
SOURCES := conformance tests benchmarks
ARGS ?=

.PHONY: menu
menu: ## print this menu
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1	\2/' | expand -t 24

$(READY): requirements/locked.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=python3.11 ..." if sys.version_info < (3, 11) else 0)'
	@echo "Setting up $(VENV), once: installing what requirements/locked.txt pins; a minute or two."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(RUN) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/locked.txt
	@$(RUN) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(RUN) -m compileall -q "$(CURDIR)/conformance" "$(CURDIR)/generated"
	@touch $(READY)

.PHONY: setup
setup: $(READY) ## make the virtual environment, once

.PHONY: conformance
conformance: $(READY) ## the main job: client fresh, mock started, probes and suite run, verdict printed
	@$(TOOL) conform $(ARGS)

.PHONY: test
test: $(READY) ## test the tool itself
	@$(RUN) -m pytest --numprocesses auto --dist worksteal $(ARGS)

.PHONY: check
check: $(READY) ## everything that CI holds a change to, but the tests; writes nothing
	@$(RUN) -m ruff check $(SOURCES)
	@$(RUN) -m ruff format --check $(SOURCES)
	@$(RUN) -m mypy
	@$(RUN) -c 'from importlinter.cli import lint_imports_command as run; run()' --no-cache --no-logo
	@$(RUN) -m interrogate --quiet conformance benchmarks
	@$(TOOL) lint
	@$(TOOL) generate --check

.PHONY: fix
fix: $(READY) ## format, and mend what can be mended without thinking
	@$(RUN) -m ruff check --fix $(SOURCES)
	@$(RUN) -m ruff format $(SOURCES)

.PHONY: generate
generate: $(READY) ## make generated/ from openapi/
	@$(TOOL) generate

.PHONY: check-generated
check-generated: $(READY) ## prove generated/ fresh, byte for byte
	@$(TOOL) generate --check

.PHONY: mock
mock: $(READY) ## serve the stand-in (ARGS="--fault NAME")
	@$(TOOL) mock $(ARGS)

.PHONY: drift
drift: $(READY) ## the verdict by probes alone (ARGS="--target URL")
	@$(TOOL) drift $(ARGS)

.PHONY: live
live: $(READY) ## the probes against VENICE_BASE_URL with VENICE_API_KEY; see docs/guides/live.md
	@$(TOOL) drift --target "$${VENICE_BASE_URL:-https://api.venice.ai/api/v1}" $(ARGS)

.PHONY: score
score: $(READY) ## mutation score of the probes
	@$(TOOL) score $(ARGS)

.PHONY: sweep
sweep: $(READY) ## revoke what a dead run left behind
	@$(TOOL) sweep $(ARGS)

.PHONY: bench
bench: $(READY) ## measure speed, memory and safety; minutes, not seconds
	@$(RUN) -m benchmarks.all $(ARGS)

.PHONY: peers
peers: $(READY) ## the tools people would otherwise combine, on the same drifted servers; up to an hour
	@$(RUN) -m benchmarks.peers $(ARGS)

.PHONY: pictures
pictures: $(READY) ## make docs/pictures/ from what the tool prints and writes; needs Chromium
	@$(RUN) -m benchmarks.pictures

.PHONY: lock
lock: $(READY) ## pin every dependency with hashes in requirements/
	$(PIN) --extra dev pyproject.toml --output-file requirements/locked.txt
	$(PIN) requirements/foreign.in --output-file requirements/foreign.txt

.PHONY: clean
clean: ## remove what can be made again
	@rm -rf $(VENV) reports {.,generated}/{build,dist} {.,conformance,generated}/*.egg-info
	@rm -rf .hypothesis .schemathesis
	@find . -name __pycache__ -prune -exec rm -rf {} +
