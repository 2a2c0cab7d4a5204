# make demo, make test, make lab: each sets everything up by itself.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COURSE := $(BIN)/course

.PHONY: setup demo test test-thorough lab lint

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

# Two tests at a time on two cores: threads of matrix products would only wait for each other.
test test-thorough: export OMP_NUM_THREADS := 1
test test-thorough: export OPENBLAS_NUM_THREADS := 1
test: setup lint
	$(COURSE) compile
	$(BIN)/pytest -n 2 --dist loadgroup

# What takes minutes more: attacks, clusters, large classes, trainings, every control of every widget,
# and each lesson solved from top to bottom.
test-thorough: setup
	$(COURSE) compile
	$(BIN)/pytest -n 2 --dist loadgroup -m thorough
	rm -rf build/solved && mkdir -p build/solved
	for lesson in notebooks/*/; do \
		$(COURSE) solve $$(basename $$lesson) build/solved/$$(basename $$lesson).ipynb || exit 1; \
	done
	$(BIN)/pytest --nbval-lax -n 2 --dist loadfile build/solved

lint: setup
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .

lab: setup
	$(COURSE) compile
	$(COURSE) lab
