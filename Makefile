# The first of these that is new enough makes the environment; `make PYTHON=/path/to/python demo` names another.
PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11
VENV ?= .venv
# Most tests wait for a terminal now and then: more of them than there are cores keep the cores at work.
JOBS ?= 4

BIN = $(VENV)/bin
# Files that say when the environment was last set up: to use the workbook, and to work on it.
READY = $(VENV)/.ready
READY_DEV = $(VENV)/.ready-dev

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench soak mutations pages docs clean

help: ## Show these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

demo: $(READY) ## Open the invented sample, part-way through an inspection
	@$(BIN)/python -m sqs_tui demo

test: $(READY_DEV) ## Run every test, and say how many were skipped and why
	@$(BIN)/python -m compileall -q sqs_tui tests
	@rm -f $(VENV)/tests.xml
	@status=0; \
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup --junitxml=$(VENV)/tests.xml || status=$$?; \
	$(BIN)/python -c "$$COUNT_SKIPPED" $(VENV)/tests.xml; \
	exit $$status

lint: $(READY_DEV) ## Check style, types, the walls between the parts, and what stands in the files
	@status=0; \
	$(BIN)/python -m ruff check . || status=1; \
	$(BIN)/python -m mypy || status=1; \
	$(BIN)/lint-imports --no-logo || status=1; \
	$(BIN)/python -m pytest -q -m lint || status=1; \
	exit $$status

bench: $(READY_DEV) ## Measure what the README claims about speed
	@$(BIN)/python -m benchmarks

soak: $(READY_DEV) ## End 2,000 sessions in mid-key, merge 10,000 histories, fill disks: an hour
	@$(BIN)/python -m tests.soak --ledger $(VENV)/soak-ledger.jsonl

mutations: $(READY_DEV) ## Take each safeguard of the journals away; a test must fail
	@$(BIN)/python -m tests.mutations

pages: $(READY_DEV) ## Write the reference pages and the pictures from the program
	@$(BIN)/python -m tests.pages

docs: $(VENV)/.ready-docs ## Build the documents as pages that work offline: build/docs/index.html
	@$(BIN)/python -m sphinx -q -W --keep-going -b html -d build/doctrees docs build/docs

clean: ## Remove the environment and everything built
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find sqs_tui tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml
	@$(call set_up,.)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[letter,xlsx]' \
	  >>$(VENV)/setup.log 2>&1 || echo "DOCX, PDF and XLSX cannot be written: $(VENV)/setup.log says why." >&2
	@touch $(READY)

$(READY_DEV): pyproject.toml
	@$(call set_up,.[dev])
	@touch $(READY) $(READY_DEV)

$(VENV)/.ready-docs: $(READY_DEV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch $@

# One line while it works; what pip says is shown only when it fails.
define set_up
if ! $(BIN)/python -c 'import pip' 2>/dev/null; then \
  found=; \
  for python in $(PYTHON); do \
    if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
    then found=$$python; break; fi; \
  done; \
  if [ -z "$$found" ]; then \
    echo "Python 3.11 or later with venv is needed; none of these is: $(PYTHON)." >&2; \
    echo "Name one (make PYTHON=/path/to/python $(MAKECMDGOALS)); on Debian and Ubuntu, install python3-venv." >&2; \
    exit 1; \
  fi; \
  $$found -m venv --clear $(VENV) || exit 1; \
fi; \
echo "Setting up $(VENV) with $$($(BIN)/python --version), once; this takes up to a minute ..."; \
$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '$(1)' >$(VENV)/setup.log 2>&1 \
  || { cat $(VENV)/setup.log >&2; echo "Setting up failed; pip says why above." >&2; exit 1; }
endef

# pytest names each skipped test and its reason; this adds how many, none included.
define COUNT_SKIPPED
import os, sys
from xml.etree import ElementTree
if os.path.exists(sys.argv[1]):
    suites = ElementTree.parse(sys.argv[1]).iter("testsuite")
    skipped = sum(int(suite.get("skipped", 0)) for suite in suites)
    print(f"{skipped or 'No'} test{'' if skipped == 1 else 's'} skipped" + (": reasons above." if skipped else "."))
endef
export COUNT_SKIPPED
