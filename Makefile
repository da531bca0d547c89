# Every target sets up what it needs; `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOWEST := .venv-lowest
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	--no-emit-find-links --all-extras --group dev pyproject.toml
.DEFAULT_GOAL := help
.PHONY: help install demo test test-lowest faults check docs compile bench format lock clean
DEMO := examples/house_prices

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: $(STAMP) ## Install the locked environment into .venv

$(STAMP): requirements/dev.txt
$(LOWEST)/.installed: requirements/lowest.txt
%/.installed: pyproject.toml
	$(PYTHON) -m venv $*
	$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(filter %.txt,$^)
	$*/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

demo: $(STAMP) ## Make two agencies' tables, then train and register a model
	$(BIN)/python $(DEMO)/market.py
	$(BIN)/penstock run $(DEMO)
	$(BIN)/penstock models $(DEMO)

test: $(STAMP) ## Run everything that must hold
	$(BIN)/python -m pytest -n 2

test-lowest: $(LOWEST)/.installed ## Run it with the lowest version of each library that pyproject.toml allows
	$(LOWEST)/bin/python -m pytest -n 2

faults: $(STAMP) ## Run the fault tests in full: every stage killed twenty times, long races for an alias
	$(BIN)/python -m pytest -n 2 -m "thorough or not thorough" tests/faults tests/registry

check: $(STAMP) ## Lint, format, types, import contracts, dead code, dependencies and generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/vulture
	$(BIN)/deptry penstock components pipelines
	$(BIN)/python -m scripts.component_readmes --check
	$(BIN)/python -m scripts.lint_rules --check

docs: $(STAMP) ## Write the pages that are made from the code anew
	$(BIN)/python -m scripts.component_readmes
	$(BIN)/python -m scripts.lint_rules
	PENSTOCK_RENEW=1 $(BIN)/python -m pytest -n 0 tests/parity/test_table.py

compile: $(STAMP) ## Compile the example's pipeline for Kubeflow Pipelines
	$(BIN)/penstock compile $(DEMO) --output build/house_prices.yaml

bench: $(STAMP) ## Measure; the raw rounds go to benchmarks/results, the figures to the README
	@set -e; for benchmark in branches demo chain california ingest figures; do $(BIN)/python benchmarks/$$benchmark.py; done

format: $(STAMP) ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Write the hashed lock files anew (needs uv)
	$(COMPILE) -o requirements/dev.txt
	$(COMPILE) --resolution lowest-direct -o requirements/lowest.txt

clean: ## Remove the environments and caches
	rm -rf $(VENV) $(LOWEST) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist *.egg-info
