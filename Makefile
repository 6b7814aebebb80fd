# Two commands do everything, set-up included, on a bare Debian machine with Python 3.11:
#   make map     run the main job on the example report
#   make test    pass the tests
# The rest: make help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
REPORT ?= examples/batken_2022-01.txt
OUTPUT ?= map.html

# Each stamp says that one step of the set-up was done after its inputs last changed.
MADE := $(VENV)/.made
PACKAGES := $(VENV)/.packages
SCRIPTS := $(VENV)/.scripts
INDEX := $(VENV)/.index

.DELETE_ON_ERROR:
.PHONY: help set-up map test lint doctest format lock data bench docs nominatim picture wheel browser clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' Makefile

map: set-up ## draw the example report: map.html and map.geojson
	$(BIN)/geomap map $(REPORT) -o $(OUTPUT)

test: set-up browser ## run all tests
	$(BIN)/pytest -n auto $(ARGS)

lint: set-up ## style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

doctest: set-up ## run the examples in the docstrings
	$(BIN)/pytest -n auto --doctest-modules geomap gazetteer layers

format: $(PACKAGES) ## put the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml $(ARGS)
lock: $(MADE) ## pin the dependencies anew (make lock ARGS=--upgrade)
	@test -x $(BIN)/uv || $(PIP) install uv
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --output-file requirements-dev.lock
	$(LOCK) --group dev --group data --output-file requirements-data.lock

data: set-up ## make the shipped data anew from their sources
	$(PIP) install --require-hashes -r requirements-data.lock
	sh tools/data/make.sh $(BIN)

bench: set-up browser ## run the benchmarks beside their peers (make bench ARGS="map extract"): benchmarks/RESULTS.md
	$(BIN)/python benchmarks/run.py $(ARGS)

picture: set-up browser ## take the README's picture anew
	$(BIN)/geomap map examples/batken_2022-01.txt -o out/map.html --title "Kyrgyz–Tajik border, January 2022"
	$(BIN)/python docs/picture.py out/map.html docs/img/map.png

docs: set-up ## build the documentation site: out/docs/index.html
	$(BIN)/python -m sphinx --fail-on-warning --keep-going -q -b html docs out/docs

nominatim: set-up ## test the online geocoders against a real Nominatim on loopback (Debian 12)
	@sh .ci/need /usr/share/postgresql/15/extension/postgis.control \
		postgresql-15 postgresql-15-postgis-3 postgresql-15-postgis-3-scripts && \
	sh .ci/need osm2pgsql osm2pgsql && \
	sh .ci/need /usr/lib/python3/dist-packages/icu python3-icu python3-psycopg python3-psutil python3-venv || \
		{ echo "geomap: no PostgreSQL 15 with PostGIS, so Nominatim is not asked." >&2; exit 0; }; \
	/usr/bin/python3 tools/nominatim/start.py $(BIN)/pytest -q tests/test_gazetteer_online_nominatim.py

wheel: set-up ## build the distribution, index and map scripts included
	$(BIN)/python -m hatchling build

clean: ## remove all that was made
	rm -rf $(VENV) dist build map.html map.geojson out gazetteer/data/compiled layers/static/vendor
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

set-up: $(PACKAGES) $(SCRIPTS) $(INDEX) ## environment, map scripts, gazetteer index

$(MADE):
	sh .ci/venv $(PYTHON) $(VENV)
	@touch $@

$(PACKAGES): $(MADE) requirements-dev.lock pyproject.toml
	$(PIP) install --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(SCRIPTS): $(PACKAGES) tools/layers/vendor.py layers/package-lock.json
	$(BIN)/python tools/layers/vendor.py
	@touch $@

$(INDEX): $(PACKAGES) $(wildcard gazetteer/data/*.tsv* gazetteer/data/*.csv gazetteer/index_*.py gazetteer/names.py gazetteer/generic.py gazetteer/sources/*.py)
	$(BIN)/geomap gazetteer build
	@touch $@

# Playwright's driver is a Node that needs libatomic.
browser:
	@sh .ci/need chromium chromium fonts-dejavu-core && sh .ci/need libatomic.so.1 libatomic1 || \
		echo "geomap: no browser, so the tests marked 'browser' are skipped." >&2
