# A menu: `make` alone prints it. Targets that check never write; `fix` and `generate` do.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := menu

VENV := .venv
PYTHON ?= python3
RUN := $(VENV)/bin/python
TOOL := $(RUN) -m conformance
READY := $(VENV)/ready

.PHONY: menu
menu: ## print this menu
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 26

$(READY): requirements/locked.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv --clear $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/locked.txt
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

.PHONY: setup
setup: $(READY) ## make the virtual environment, once

.PHONY: lock
lock: $(READY) ## pin every dependency with hashes in requirements/locked.txt
	$(RUN) -m piptools compile --quiet --strip-extras --allow-unsafe --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-emit-options --no-header \
	  --extra dev --extra wallet pyproject.toml --output-file requirements/locked.txt
