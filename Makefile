# Two commands on a fresh machine: `make demo` and `make test`. Both need Python 3.11 or newer, make, and
# (the first time) the package index. Everything is installed into .venv, at the versions and hashes of the locks.

PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
UV_WITH := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command 'make lock'
UV_COMPILE := $(BIN)/uv pip compile pyproject.toml $(UV_WITH)

.PHONY: setup setup-dev demo test browser screens interop lint clauses lives truth scenarios tamper fuzz hostile exchange faults ha bench bench-short bench-peers soak client supply released lock clean

setup: .venv/.installed

setup-dev: .venv/.installed-dev

demo: setup
	$(BIN)/zhuoluo demo

test: setup-dev lint clauses
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup

# The pages in a real browser (Chromium of the system), with the whole demo loaded for them.
browser: setup-dev
	$(BIN)/pytest tests/service/web/browser

# The pictures of the manual and of docs/pages.md, taken anew by the same tests.
screens: setup-dev
	ZHUOLUO_SCREENS=1 ZHUOLUO_BROWSER_TESTS=must $(BIN)/pytest tests/service/web/browser/test_screens.py -k desk

lint: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("zhuoluo needs Python 3.11 or newer: make PYTHON=/path/to/python3")'
	@echo "making .venv (建立虚拟环境)"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/.installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "installing, about a minute the first time (安装中，首次约一分钟)"
	$(PIP) install --require-hashes --requirement requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	$(PIP) install --require-hashes --requirement requirements-dev.lock
	touch $@

# Every clause has a test, and a test of its clause notices whatever is changed in a rulebook: prints 62/62 and n/n.
clauses: setup-dev
	$(BIN)/python -m tests.clauses.mutants --workers $(WORKERS)

# Real registers against their truth, computed elsewhere: TRUTH=folder with uk_wpq, boston311_100, stl_csb_2018_01, taidi2020c.
truth: setup-dev
	ZHUOLUO_TRUTH_DATA="$(abspath $(TRUTH))" $(BIN)/pytest tests/service/exchange/test_truth.py -ra

# Golden months, played in an installation made for it: DIR=folder of scenario files. What differs is listed.
scenarios: setup
	$(BIN)/zhuoluo scenarios "$(abspath $(DIR))" --differences

# Every kind of tampering, ten times each, and what finds it: prints the table of docs/evidence.md.
tamper: setup-dev
	$(BIN)/python -m tests.tamper.matrix

# Random lives under each of the seven rulebooks, judged by the texts of the books: STEPS for each book.
STEPS ?= 10000
lives: setup-dev
	ZHUOLUO_LIVES_STEPS=$(STEPS) $(BIN)/pytest tests/clauses/test_lives.py -q

# Requests made up from the OpenAPI document, so many of each operation, also as everybody of the table of access.
EXAMPLES ?= 40
fuzz: setup-dev
	ZHUOLUO_FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/pytest -n $(WORKERS) tests/service/api/test_fuzz.py tests/service/access/test_fuzz.py

# Hostile input for every reader of what comes from outside: SECONDS for all of them together (600 for each is 15000).
# Coverage leads the way where atheris is installed (pip install atheris: Linux, Python 3.11 to 3.13).
SECONDS ?= 15000
hostile: setup-dev
	$(BIN)/python -m tests.hostile $(SECONDS)

# Other programs read what leaves for them: pm4py (AGPL, 400 MB, never part of the product) both exports for process mining.
interop: setup-dev .venv-interop/.installed
	ZHUOLUO_INTEROP_PYTHON="$(abspath .venv-interop/bin/python)" $(BIN)/pytest tests/interop

.venv-interop/.installed: tests/interop/requirements.lock
	@echo "installing pm4py into .venv-interop (安装 pm4py，约 400 MB)"
	$(PYTHON) -m venv .venv-interop
	.venv-interop/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --requirement $<
	touch $@

# Two installations exchange MATTERS while either is killed at random; each is moved once. SEED chooses the deaths.
MATTERS ?= 1000
SEED ?= 5
exchange: setup-dev
	ZHUOLUO_EXCHANGE_MATTERS=$(MATTERS) ZHUOLUO_EXCHANGE_SEED=$(SEED) $(BIN)/pytest -s tests/service/transfers/test_killed.py

# Processes are killed, connections cut, disks filled: ROUNDS blows, OPERATIONS of twelve clients; docs/promises.md anew.
ROUNDS ?= 200
OPERATIONS ?= 10000
faults: setup-dev
	ZHUOLUO_HA=1 ZHUOLUO_FAULT_ROUNDS=$(ROUNDS) ZHUOLUO_FAULT_OPERATIONS=$(OPERATIONS) ZHUOLUO_FAULT_BLOWS=30 ZHUOLUO_FAULT_DEATHS=8 \
		$(BIN)/pytest $$($(BIN)/python -m tests.faults.promises) --junitxml=build/faults.xml -o junit_family=xunit2
	$(BIN)/python -m tests.faults.promises build/faults.xml

# Patroni and etcd change the primary under load (Debian's patroni, etcd-server, postgresql-15); docs/high-availability.md anew.
ha: setup-dev
	ZHUOLUO_HA=1 $(BIN)/pytest -n 0 -s tests/faults/test_patroni.py -rs

# Side by side with what somebody would use instead, on a quiet machine: PARTS of it, else all; says first how long at most.
# SET changes sizes: make bench PARTS=cases SET="rounds=5 clients=1,16".
PARTS ?=
SET ?=
bench: setup-dev
	$(BIN)/python -m tests.bench $(PARTS) $(addprefix --set ,$(SET)) --page docs/bench-peers.md

# Small, a minute or two; fails only where a ratio is grossly off.
bench-short: setup-dev
	$(BIN)/python -m tests.bench --short $(PARTS) $(addprefix --set ,$(SET))

# An hour of mixed load at half of what the server can; SHORT=1 for a minute and a half.
SHORT ?=
soak: setup-dev
	$(BIN)/python -m tests.bench soaking $(if $(SHORT),--short) $(addprefix --set ,$(SET))

# What is measured beside us: helpdesk (django-helpdesk, from the package index, into build/bench/peers) and tracker
# (Request Tracker, Debian's packages, installed for the whole system: as root). What is not there is passed over.
PEERS ?= helpdesk
bench-peers:
	$(foreach peer,$(PEERS),tests/bench/peers/install_$(peer).sh &&) true

# The types and calls of the Python client, from the OpenAPI document.
client: setup-dev
	$(BIN)/python -m tests.service.client.writing

# What the locks bring, for people and for programs: docs/third-party.md and the bill of materials, sbom.cdx.json.
supply: setup-dev
	$(BIN)/python -m tests.supply

# What is kept of the first release, anew until it is made: API, commands, books, bundles and a receipt, a database.
released: setup-dev
	@grep -q '^## 0.1.0, not yet released' CHANGELOG.md || { echo '0.1.0 is released: what is kept of it stays'; exit 1; }
	rm -rf tests/data/released/0.1
	$(BIN)/python -m tests.service.api.breaking
	$(BIN)/python -m tests.service.cli.promised
	$(BIN)/python -m tests.service.test_released_books
	$(BIN)/pytest -n 0 tests/service/bundles/keeping.py tests/service/upgrades/keeping.py

# The development lock takes the versions of the runtime lock, so that what is tested is what runs.
lock: .venv/bin/python
	$(PIP) install 'uv>=0.8'
	$(UV_COMPILE) --group build --output-file requirements.lock
	$(UV_COMPILE) --group dev --extra test --constraint requirements.lock --output-file requirements-dev.lock
	$(BIN)/uv pip compile tests/interop/requirements.in $(UV_WITH) --output-file tests/interop/requirements.lock

clean:
	rm -rf .venv .venv-interop build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find domain projections service tests -type d -name __pycache__ -exec rm -rf {} +
