# Every verb of the house. Nothing is assumed but Debian, Python >= 3.11 and make; `make help` lists the verbs.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
# SERVE=0 ends the rehearsal after its summary instead of going on serving.
SERVE ?= 1
# Where it is set, each of the many processes of demo and tests compiles the whole house again: a fifth of its start.
unexport PYTHONDONTWRITEBYTECODE
# How many test files run side by side on real servers; each has its own servers, two of them houses as well (scheduling).
WORKERS ?= 4
# How many processes share the unit tests; 0 is this one alone, without the cost of sharing.
UNIT_WORKERS ?= auto
# What to give pytest besides, for example: make test PYTEST_ARGS="-k outbox"
PYTEST_ARGS ?=
# The other interpreters the unit tests run on, where they are found.
OTHER_PYTHONS ?= 3.12 3.13

.PHONY: help demo serve lint check check-all test test-here test-slow test-others servers bench contracts lock clean

help:  ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- set-up

# Asked every time: the environment of a clone that was copied or moved is as new as before, and another's.
.venv/.installed: FORCE
	@sh deploy/make_venv.sh .venv

FORCE:

servers:  ## Install what the tests run on (RabbitMQ, PostgreSQL, promtool) from Debian's packages
	@sh deploy/install_servers.sh

# --- the product

demo: .venv/.installed  ## One whole season on this machine; SERVE=0 ends after the summary
	@$(BIN)/vinhdanh demo $(if $(filter 0,$(SERVE)),--no-serve)

serve: .venv/.installed  ## Every service in one process on http://127.0.0.1:8080
	@VINHDANH_BUILD="$${VINHDANH_BUILD:-$$(git describe --always --tags --dirty 2>/dev/null)}" $(BIN)/vinhdanh serve

# --- the gates

lint: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint  ## The gate of every change: linters, types, layers, unit tests
	$(BIN)/python -m pytest -q -n $(UNIT_WORKERS) tests/unit tests/architecture $(PYTEST_ARGS)

check-all: check  ## The gate of every merge: check and all other tests, on servers that are installed
	@$(MAKE) --no-print-directory test-slow

# Packages are fetched, types checked and the slow suites wait for processes and timers on one core at most: the other
# Pythons use what is left. With them beside, unit tests shared by two processes are done no sooner, and cost a fifth more.
test:  ## Everything: servers installed, all gates, all tests, unit tests on other Pythons
	@$(MAKE) --no-print-directory --jobs 2 test-here test-others

test-here:
	@$(MAKE) --no-print-directory servers
	@$(MAKE) --no-print-directory check-all UNIT_WORKERS=0

test-slow: .venv/.installed
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder tests/contract tests/integration tests/golden tests/faults $(PYTEST_ARGS)

test-others:
	@sh tests/support/on_other_pythons.sh $(OTHER_PYTHONS)

bench: .venv/.installed servers  ## The standard work on both homes, beside the limits of this machine
	@$(BIN)/vinhdanh bench

# --- upkeep

contracts: .venv/.installed  ## Save samples of new events, the AsyncAPI document, PERMISSIONS.md
	@$(BIN)/python -m tests.contract.make_contracts
	@$(BIN)/python -m deploy.permissions

lock: .venv/.installed  ## Pin every dependency, with hashes, for all supported Pythons
	@sh requirements/relock.sh $(BIN)/python

clean:  ## Remove environments, caches and what demo and bench left; other data in var/ stays
	rm -rf .venv .venv-* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf build *.egg-info var/demo var/bench
	find deploy policy services shared tests -name __pycache__ -type d -prune -exec rm -rf {} +
