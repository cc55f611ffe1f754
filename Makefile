# Two commands on a fresh machine: make demo, make test. They need Python 3.11 or newer, make and pip; no cloud account.

# The first Python that is new enough; or say which: make demo PYTHON=/path/to/python
PYTHON ?= $(shell for one in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$one && break; done)
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= auto
BUDGET ?= 600

.DEFAULT_GOAL := help
.PHONY: help demo test check format crash mutate bench docs clean

help: ## Show what can be made.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F'\t' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: $(VENV)/.sandbox ## Run the whole migration on a sandbox: real Terraform, no AWS account.
	@$(BIN)/migrator demo

test: $(VENV)/.dev ## Run every test, with coverage.
	@rm -f .coverage .coverage.*
	@$(BIN)/pytest -n $(JOBS) --dist worksteal --cov --cov-report=

check: $(VENV)/.dev ## Check style, types, the floors' imports and formatting.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.dev ## Format the code and mend what can be mended by itself.
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(VENV)/.dev ## Make docs/codes.md and docs/checks.md anew from the catalogue.
	@$(BIN)/python -m migrator.report.codes > docs/codes.md
	@$(BIN)/python -m migrator.report.checks > docs/checks.md

crash: $(VENV)/.dev ## Kill migrator, Terraform, both, the provider at as many points as BUDGET seconds allow.
	@$(BIN)/python -m tests.crash_real --budget $(BUDGET)

mutate: $(VENV)/.dev ## Change the journal, the loop and its judgments line by line, and tell what no test notices; an hour.
	@$(BIN)/pip install --quiet --disable-pip-version-check 'mutmut>=3.8,<4'
	@nice $(BIN)/mutmut run; $(BIN)/mutmut results

bench: $(VENV)/.dev ## Measure: start-up, judging large plans, journalling, and a whole run beside the bare Terraform.
	@$(BIN)/python -m tests.bench

clean: ## Remove everything that was made here.
	@for one in demo; do [ ! -e $$one/.sandbox ] || $(BIN)/migrator sandbox down $$one; done
	@rm -rf $(VENV) demo build dist mutants .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed, and none was found: make demo PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "venv is missing from this Python: on Debian, apt install python3-venv" >&2; exit 1; }

# Versions are locked in constraints.txt; plain pip installs them.
$(VENV)/.sandbox: $(BIN)/python pyproject.toml constraints.txt
	@echo "installing migrator and its sandbox into $(VENV): about a minute, once"
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[sandbox]'
	@touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml constraints.txt
	@echo "installing migrator, its sandbox and its tests into $(VENV): about a minute, once"
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[sandbox,dev]'
	@touch $@ $(VENV)/.sandbox
