# Every target sets up what it needs; `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK := requirements/dev.txt
.DEFAULT_GOAL := help
.PHONY: help install demo test check compile bench format lock clean
DEMO := examples/house_prices

help: ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(STAMP) ## Install the locked environment into .venv

$(STAMP): $(LOCK) pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

demo: $(STAMP) ## Make two agencies' tables, then train and register a model
	$(BIN)/python $(DEMO)/market.py
	$(BIN)/penstock run $(DEMO)
	$(BIN)/penstock models $(DEMO)

test: $(STAMP) ## Run everything that must hold
	$(BIN)/python -m pytest -n 2

check: $(STAMP) ## Lint, format, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

compile: $(STAMP) ## Compile the example's pipeline for Kubeflow Pipelines
	$(BIN)/penstock compile $(DEMO) --output build/house_prices.yaml

bench: $(STAMP) ## Measure; each benchmark writes its raw rounds to benchmarks/results
	@set -e; for benchmark in benchmarks/*.py; do $(BIN)/python $$benchmark; done

format: $(STAMP) ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Write the hashed lock file anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--no-emit-find-links --all-extras --group dev pyproject.toml -o $(LOCK)

clean: ## Remove the environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist *.egg-info
