# The few things one does with a clone. Each makes what it needs in .venv first.
#
#   make demo         start the demo academy and print where it is  (ARGS="--port 8001" is handed on)
#   make test         run every test; the last line says how many passed, failed and were skipped
#   make check        format, lint, import contracts, types, migrations, our own rules
#   make messages     put every message of source and templates into the translations, and compile them
#   make bench        measure each promise beside its peers
#   make fuzz         throw broken files at the verifier for a minute  (ARGS="--seconds 600 --seed 7 --kind zip")
#   make conformance  run what others judge and write docs/reference/conformance.md
#   make pictures     play the story in Chromium and write docs/pictures
#
# Another Python than the one found: make demo PYTHON=/opt/python3.12/bin/python3

ifndef PYTHON
PYTHON := $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
endif

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
# What checks and tests write while they run; never the data folder of somebody's own installation.
SCRATCH := $(VENV)/scratch
JUDGES := .venvs tests/conformance/node/node_modules

.PHONY: help demo test check messages bench fuzz conformance pictures install install-dev install-judges clean
.PHONY: check-format check-lint check-imports check-types check-migrations check-rules

help:
	@sed -n '3,12s/^# \{0,1\}//p' Makefile

demo: install
	@exec $(BIN)/phalera serve --demo $(ARGS)

test: install-dev install-judges
	@PHALERA_DATA=$(abspath $(SCRATCH)) $(BIN)/python -m tests.run $(ARGS)

check: check-format check-lint check-imports check-types check-migrations check-rules

# Each alone, too; `make --keep-going check` tells everything that is wrong at once.
check-%: export PHALERA_DATA := $(abspath $(SCRATCH))
check-format: install-dev
	$(BIN)/ruff format --check .
check-lint: install-dev
	$(BIN)/ruff check .
check-imports: install-dev
	$(BIN)/lint-imports --no-logo
check-types: install-dev
	$(BIN)/mypy
check-migrations: install-dev
	$(BIN)/python -m django makemigrations --check --dry-run --settings phalera.config.settings
check-rules: install-dev
	$(BIN)/python -m tests.rules

messages: install-dev
	@PHALERA_DATA=$(abspath $(SCRATCH)) $(BIN)/python -m tests.messages

bench: install-dev install-judges
	@PHALERA_DATA=$(abspath $(SCRATCH)) $(BIN)/python -m bench $(ARGS)

fuzz: install-dev
	@PHALERA_DATA=$(abspath $(SCRATCH)) $(BIN)/python -m tests.fuzz $(ARGS)

conformance: install-dev install-judges
	@PHALERA_DATA=$(abspath $(SCRATCH)) $(BIN)/python tests/conformance/table.py

pictures: install-dev
	@PHALERA_DATA=$(abspath $(SCRATCH)) $(BIN)/python -m tests.browser.pictures $(ARGS)

clean:
	rm -rf $(VENV) $(JUDGES)

install: $(VENV)/.runtime
install-dev: $(VENV)/.dev

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Phalera needs Python 3.11 or newer. On Debian: apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments. On Debian: apt install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.made requirements/build.txt requirements/runtime.txt pyproject.toml
	@echo "Installing what Phalera runs on (about a minute, once) …"
	@$(PIP) --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	@$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	@echo "Installing what the tests need …"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@mkdir -p $(SCRATCH)
	@touch $@

# The independent judges, each in an environment of its own. Without npm the Node judge is left out, its tests are
# skipped, and the summary says so.
install-judges: install-dev
	@$(BIN)/python tests/conformance/install.py
