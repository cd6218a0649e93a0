# The two commands a newcomer needs are `make try` and `make test`; the rest is for those who change Backroom.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# most of what is installed is never imported: Python compiles the rest when it is
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
# five processes, each with a PostgreSQL of its own, as they wait a good deal; the tests of a file stay together, in order
SIDE_BY_SIDE := -n 5 --dist loadfile --no-loadscope-reorder
# a machine that keeps no compiled modules would compile all libraries again for each program that a test starts
unexport PYTHONDONTWRITEBYTECODE
.PHONY: try test browser lint loaded bench soak lock clean

$(VENV)/.run: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(PIP) --require-hashes -r requirements-dev.lock
	touch $@

try: $(VENV)/.run       ## open the example shop; CHECK=1 asks one question unattended and stops
	$(if $(CHECK),$(BIN)/python tools/machine.py browser)
	$(BIN)/backroom try $(if $(CHECK),--check)

test:                   ## every check: style, types, house rules, all tests
	$(MAKE) --jobs=2 $(VENV)/.dev browser
	$(BIN)/python tools/machine.py postgresql
	$(MAKE) --jobs=2 lint loaded
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

browser:
	$(PYTHON) tools/machine.py browser

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# once, as each of the five would compile all libraries and tests for itself; what is wrong with them they say
loaded: $(VENV)/.dev
	-$(BIN)/python -m pytest --collect-only -qq >$(VENV)/loaded 2>&1

$(VENV)/.bench: requirements-bench.lock $(VENV)/.dev
	$(PIP) --require-hashes --no-deps -r requirements-bench.lock
	touch $@

bench: $(VENV)/.bench   ## speed and memory beside a peer or a floor; writes benchmarks/results.json
	$(BIN)/python -m benchmarks

soak: $(VENV)/.dev      ## the long randomised runs
	$(BIN)/python -m pytest -m soak

lock:                   ## pin again; needs uv
	uv pip compile pyproject.toml --extra try --group build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" -o requirements.lock
	uv pip compile pyproject.toml --extra try --group build --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" -o requirements-dev.lock
