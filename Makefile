# The two commands that matter: `make run` and `make test`. `make help` lists the rest.
# The environment is .venv, made by uv where uv is installed, else by `python3 -m venv` and pip;
# PYTHON=/path/to/python chooses the interpreter. Everything comes from requirements.lock, hashes checked.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTHON ?=
TEST_WORKERS ?= 2
CODE := $(wildcard solver tests benchmarks instances tools)

.PHONY: help run test test-fast check format bench bench-full lock clean environment readme

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: $(STAMP) ## solve the city in instances/tongxiang and print the results (into out/tongxiang)
	$(BIN)/rengang solve instances/tongxiang --out out/tongxiang --force

test: $(STAMP) ## run all tests
	$(BIN)/python -m pytest -n $(TEST_WORKERS)

test-fast: $(STAMP) ## run the tests that take less than ten seconds
	$(BIN)/python -m pytest -n $(TEST_WORKERS) -m "not slow"

check: $(STAMP) ## lint, format check, types, import layers
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP) ## format the code
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

bench: $(STAMP) ## measure the claims about speed and size (some minutes), renewing docs/results
	$(BIN)/python -m benchmarks

bench-full: $(STAMP) ## the same with the long specs (hours): peers at their limits, a pool of a million
	$(BIN)/python -m benchmarks --full

readme: $(STAMP) ## renew the output that README shows
	$(BIN)/python tools/show_output.py

environment: $(STAMP) ## make .venv without running anything

$(STAMP): requirements.lock pyproject.toml tools/environment.sh
	@PYTHON="$(PYTHON)" VENV="$(VENV)" bash tools/environment.sh
	@touch $@

lock: ## renew requirements.lock from pyproject.toml (needs uv)
	@uv="$$(command -v uv || echo $(BIN)/uv)"; \
	"$$uv" pip compile --no-config \
	  --universal --python-version 3.11 --generate-hashes --upgrade \
	  --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
	  --group dev pyproject.toml --output-file requirements.lock

clean: ## remove the environment, results and caches
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
