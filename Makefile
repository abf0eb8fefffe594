# Everything needs Python 3.11+ with venv, nothing else. Every target works again and again.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check slow clean

demo: .venv/installed       ## install, build the sample month, print the paths
	$(BIN)/opsreport build --month 2025-06

test: .venv/for-tests       ## the default test run
	$(BIN)/python -m pytest -m "not slow"

check: .venv/for-tests      ## lint, format, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

slow: .venv/for-tests       ## what needs LibreOffice or takes long
	$(BIN)/python -m pytest -m slow

clean:
	rm -rf .venv out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -m venv .venv

# Reinstalled whenever the package changes, so that the command is never older than the checkout.
SOURCES := pyproject.toml $(shell find opsreport templates -type f -not -name '*.pyc')

.venv/installed: .venv/bin/python $(SOURCES)
	$(BIN)/pip install --quiet --disable-pip-version-check .
	touch $@

.venv/for-tests: .venv/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	rm -f .venv/installed
	touch $@
