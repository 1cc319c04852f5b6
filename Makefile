# `make run` and `make test` set up everything that they need in .venv; `make` alone lists all targets.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
HOST := 127.0.0.1
PORT := 8000

# What is given after ARGS= goes on to the program: make test ARGS="-k letterhead"
ARGS :=

# Tests of one file stay together, for they share what is slow to start. Many wait for processes more than they compute.
TOGETHER := --numprocesses 3 --dist loadfile
# Those that take longer start many processes of their own: two files at once are enough for two processors.
TWO_TOGETHER := --numprocesses 2 --dist loadfile

# Empty stamp files say what .venv holds; each is made anew when the file it was made from is newer.
CREATED := $(VENV)/.created
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

.PHONY: help
help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: $(RUNTIME) ## serve on 127.0.0.1:8000 (PORT=8080 for another port)
	$(BIN)/vanthu serve --host $(HOST) --port $(PORT) $(ARGS)

.PHONY: test
test: check system ## all checks and tests but the long ones; minutes
	$(BIN)/python -m pytest -m "not long" $(TOGETHER) $(ARGS)

.PHONY: test-long
test-long: $(DEV) system ## the tests that take longer
	$(BIN)/python -m pytest -m long $(TWO_TOGETHER) $(ARGS)

.PHONY: season
season: $(RUNTIME) ## make the 501 papers of a real season from its workbook, and show the ZIP
	$(BIN)/python scripts/show_season.py $(ARGS)

.PHONY: chaos
chaos: $(DEV) ## kill batches at random moments, at length
	$(BIN)/python -m pytest -m long tests/batch $(ARGS)

.PHONY: fuzz
fuzz: $(DEV) ## send made-up requests to a real service for ten minutes, and spoilt files to the readers (ARGS="--minutes 60")
	$(BIN)/python -m tests.hostile.fuzzing $(ARGS)

.PHONY: check
check: $(DEV) ## ruff and mypy
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

.PHONY: format
format: $(DEV) ## let ruff mend the layout of the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: generate
generate: $(DEV) ## write templates, schemas, golden files and reference pages from their sources
	$(BIN)/python scripts/generate.py $(ARGS)

.PHONY: templates
templates: $(DEV) ## build templates/docx from templates/source
	$(BIN)/python scripts/generate.py templates

.PHONY: bench
bench: $(DEV) ## measure speed against docxtpl and the floor
	$(BIN)/python -m bench $(ARGS)

.PHONY: bench-peers
bench-peers: $(DEV) ## measure against other libraries too (takes Node.js and npm)
	$(BIN)/python -m bench --peers $(ARGS)

.PHONY: endurance
endurance: $(DEV) ## ten minutes of load and kills beside the echo (ARGS="--minutes 1")
	$(BIN)/python -m bench.endurance $(ARGS)

# What is locked stays, unless pyproject.toml no longer allows it; make lock ARGS=--upgrade takes the newest of all.
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header
.PHONY: lock
lock: $(DEV) ## write requirements/*.txt anew from pyproject.toml (ARGS=--upgrade)
	$(COMPILE) $(ARGS) --group build --output-file requirements/runtime.txt
	$(COMPILE) $(ARGS) --group build --group dev --constraint requirements/runtime.txt --output-file requirements/dev.txt
	$(subst pyproject.toml,--group pyproject.toml:audit,$(COMPILE)) $(ARGS) --output-file requirements/audit.txt

# What looks at the packages has many of its own, and stays out of .venv.
AUDIT := build/audit
$(AUDIT)/.ready: requirements/audit.txt
	scripts/create-environment.sh $(AUDIT)
	$(AUDIT)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --requirement $<
	@touch $@

.PHONY: sbom
sbom: $(AUDIT)/.ready ## list what the service is made of: build/sbom.cdx.json (CycloneDX)
	$(AUDIT)/bin/cyclonedx-py requirements requirements/runtime.txt --pyproject pyproject.toml --output-reproducible \
		--output-format JSON --output-file build/sbom.cdx.json

# A package that could not be looked up is a failure too: silence would look like safety.
.PHONY: audit-dependencies
audit-dependencies: $(AUDIT)/.ready ## look for known faults in the locked packages (takes the network)
	$(AUDIT)/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off \
		--requirement requirements/runtime.txt $(ARGS)

.PHONY: bundle
bundle: $(DEV) sbom ## one file for servers without internet, in build/ (ARGS="--python 3.11 --python 3.13")
	$(BIN)/python scripts/bundle.py --sbom build/sbom.cdx.json $(ARGS)

.PHONY: clean
clean: ## remove .venv and all caches
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: system
system: $(DEV) # LibreOffice, fonts and poppler, where they may be installed
	@PYTHONPATH=. $(BIN)/python scripts/install_system_packages.py

$(CREATED):
	scripts/create-environment.sh $(VENV)
	@touch $@

# The package itself is installed from the checkout, with the locked setuptools: nothing else is fetched.
$(RUNTIME): requirements/runtime.txt pyproject.toml $(CREATED)
	$(PIP) install --require-hashes --requirement requirements/runtime.txt
	$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements/dev.txt $(RUNTIME)
	$(PIP) install --require-hashes --requirement requirements/dev.txt
	@touch $@
