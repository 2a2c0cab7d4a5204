# make demo, make test, make lab: each sets everything up by itself.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COURSE := $(BIN)/course

.PHONY: setup demo test lab lint

setup: $(VENV)/ready

$(VENV)/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| (echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11"; exit 2)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

# A class of simulated students, graded from beginning to end.
demo: setup
	rm -rf build/demo
	$(COURSE) demo build/demo

test: setup lint
	$(COURSE) compile
	$(BIN)/pytest -n 2
	rm -rf build/solved && mkdir -p build/solved
	for lesson in notebooks/*; do \
		$(COURSE) solve $$(basename $$lesson) build/solved/$$(basename $$lesson).ipynb || exit 1; \
	done
	$(BIN)/pytest --nbval-lax -n 2 --dist loadfile build/solved

lint: setup
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .

lab: setup
	$(COURSE) compile
	$(COURSE) lab
