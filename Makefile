# Everything a developer types. `make help` lists it.
FITS := import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do $$p -c "$(FITS)" 2>/dev/null && echo $$p && exit; done; echo none)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
JOBS ?= auto

.DEFAULT_GOAL := help
.PHONY: help run demo test test-aws check format bench screenshots lock clean browser

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

run: $(VENV)/runtime.done ## set up and serve the product on http://127.0.0.1:$PORT (default 8000)
	@exec $(BIN)/python -m scatterpilot

demo: $(VENV)/runtime.done ## fill an account with two years of invoices and print its sign-in
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py demo

test: $(VENV)/dev.done browser ## set up and pass every test
	$(BIN)/pytest -n $(JOBS) --dist worksteal -q

test-aws: $(VENV)/dev.done ## pass the tests of the stores on a DynamoDB emulator and a PostgreSQL that it brings
	@sh tests/aws/install.sh $(VENV)/emulators
	TEST_STORES=all $(BIN)/pytest -n $(JOBS) --dist worksteal -q tests/contracts tests/aws

check: $(VENV)/dev.done ## format, lint, types, import directions, templates, infrastructure, migrations, docs
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/cfn-lint --include-checks I -- infrastructure/*.yaml
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m tests.checks

format: $(VENV)/dev.done ## put code in shape
	$(BIN)/ruff format --quiet .
	$(BIN)/ruff check --fix --quiet .

bench: $(VENV)/bench.done ## measure what the README claims, as ratios against named peers
	$(BIN)/python -m benchmarks

screenshots: $(VENV)/dev.done browser ## take the pictures of the docs from the running product
	$(BIN)/python docs/screenshots.py

lock: $(VENV)/dev.done ## compile the requirements with hashes
	$(BIN)/python -m pip install --quiet uv
	for set in runtime dev bench; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header requirements/$$set.in -o requirements/$$set.txt; done

clean: ## remove everything that was made here, data included
	rm -rf $(VENV) $(VENV)-* var .mypy_cache .ruff_cache .hypothesis

$(VENV)/python.done:
	@$(PYTHON) -c "$(FITS)" 2>/dev/null || { echo "ScatterPilot needs Python 3.11 to 3.13 with its venv module." \
		"On Debian: sudo apt-get install python3 python3-venv. Or name one: make run PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/runtime.done: requirements/runtime.txt | $(VENV)/python.done
	@$(PIP) -r requirements/runtime.txt
	@touch $@

$(VENV)/dev.done: requirements/dev.txt | $(VENV)/python.done
	@$(PIP) -r requirements/dev.txt
	@touch $@ $(VENV)/runtime.done

$(VENV)/bench.done: requirements/bench.txt $(VENV)/dev.done
	@$(PIP) -r requirements/bench.txt
	@touch $@

browser:
	@sh tests/browser/install.sh
