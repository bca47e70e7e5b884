# `make demo` shows what claimgraph does; `make test` shows that it does it. Both make what they need in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test check lint types gate package test-browser test-stores test-cluster bench bench-archive bench-broken bench-cluster bench-kills bench-page bench-push bench-store docs clean

demo: $(STAMP)
	@$(BIN)/python examples/demo.py

test: $(STAMP)-test
	@$(BIN)/python -m pytest -q -n auto -m "not eval and not browser and not cluster"

check: $(STAMP)-dev lint types
	@$(BIN)/python -m pytest -q -n auto -m "not eval and not browser and not cluster"

lint: $(STAMP)-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(STAMP)-dev
	@$(BIN)/mypy

gate: $(STAMP)-test
	@$(BIN)/python -m pytest -q -m eval tests/eval

test-browser: $(STAMP)-browser
	@$(BIN)/python -m pytest -q -m browser tests/browser

# Jena and Virtuoso come from Debian's packages; what is not there is skipped and said.
test-stores: $(STAMP)-test
	@$(BIN)/python -m pytest -q -m stores tests/stores

# Ray nodes on this machine; where Ray cannot be installed, they are skipped and said.
test-cluster: $(STAMP)-cluster
	@$(BIN)/python -m pytest -q -m cluster tests/cluster

bench: $(STAMP)-test
	@$(BIN)/python tests/bench/build.py

bench-store: $(STAMP)-test
	@$(BIN)/python -m tests.bench.store

bench-push: $(STAMP)-test
	@$(BIN)/python -m tests.bench.push

bench-archive: $(STAMP)-test
	@$(BIN)/python -m tests.bench.archive

bench-broken: $(STAMP)-test
	@$(BIN)/python -m tests.bench.broken

bench-kills: $(STAMP)-test
	@$(BIN)/python -m tests.bench.kills
	@$(BIN)/python -m tests.bench.restarts

bench-cluster: $(STAMP)-cluster
	@$(BIN)/python -m tests.bench.cluster

bench-page: $(STAMP)-browser
	@$(BIN)/python -m tests.bench.page

# The site is in build/site; --strict ends at the first page that is missing, linked wrongly or would load something from elsewhere.
docs: $(STAMP)-docs
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict -f docs/site/mkdocs.yml
	@echo "the site is build/site/index.html"

# Wheel and sources in dist/, checked as a package index does, and the wheel tried in an environment of its own.
package: $(STAMP)-dev
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation --outdir dist .
	@$(BIN)/python -m twine check --strict dist/*
	@$(PYTHON) -m venv --clear dist/.venv
	@dist/.venv/bin/python -m pip install --quiet --disable-pip-version-check dist/*.whl
	@cd dist && .venv/bin/python -c 'import kg; print(*kg.claims("Japan warned Iran on Tuesday.", date="2023-08-24"))'
	@cd dist && .venv/bin/kg build ../examples/articles -o story.trig && .venv/bin/kg check story.trig
	@rm -rf dist/.venv dist/story.trig

clean:
	rm -rf $(VENV) demo dist build

# ---- what the targets above stand on
$(VENV)/bin/python:
	@echo "making a virtual environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || { echo "claimgraph needs Python 3.11 to 3.13; this is $$($(PYTHON) --version). Say: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(STAMP): $(VENV)/bin/python pyproject.toml
	@echo "installing claimgraph and what it needs (a few minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(STAMP)-test: $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test]"
	@touch $@

$(STAMP)-dev: $(STAMP)-test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test,dev]"
	@touch $@

$(STAMP)-cluster: $(STAMP)-test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test,ray]" || echo "Ray could not be installed: the tests that need it will say that they are skipped"
	@touch $@

$(STAMP)-browser: $(STAMP)-test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test,browser]"
	@touch $@

$(STAMP)-docs: $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[docs]"
	@touch $@
