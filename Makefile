# make demo: simulate a day and look at it.  make test: every check.  make help: the rest.
# Each target sets up what it needs in .venv; only Python 3.11, 3.12 or 3.13 must be there before.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo test bench bench-peers sbc screenshots kills sbom fuzz mutants clean

VENV := .venv
STAMP := $(VENV)/.installed
BIN := $(VENV)/bin
PIP := 25.3
PEERS := .venv-peers
JUPEDSIM := 1.4.2
PEERS_STAMP := $(PEERS)/.installed-jupedsim-$(JUPEDSIM)
SBOM := .venv-sbom
CYCLONEDX := 7.5.0
SBOM_STAMP := $(SBOM)/.installed-cyclonedx-$(CYCLONEDX)
MUTANTS := .venv-mutants
COSMIC_RAY := 8.7.0
MUTANTS_STAMP := $(MUTANTS)/.installed-cosmic-ray-$(COSMIC_RAY)
SERVE ?= 1
PYTHON ?=

help: ## Say what there is
	@echo "passerby: live facial recognition on a high street, simulated"
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20
	@echo
	@echo "  PYTHON=/path/to/python3.12 make setup    picks the Python to set up with"

setup: $(STAMP) ## Set up .venv, and nothing else

demo: $(STAMP) ## Simulate a day on North End and open it in a browser (SERVE=0: only simulate)
	@$(BIN)/passerby demo $(if $(filter 0,$(SERVE)),--no-serve)

test: ## Lint, format, types, layers and all tests; a smoke part on the other Pythons at hand
	@$(MAKE) --no-print-directory -j 3 lint kernels pythons firefox
	$(BIN)/pytest -n 2 --dist worksteal --junitxml=outputs/tests.xml
	.ci/smoke

# Other Pythons are set up beside .venv; then one core looks at the sources while the other compiles what tests need.
.PHONY: lint kernels pythons
lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

kernels: $(STAMP)
	@$(BIN)/python benchmarks/day.py --warm

pythons:
	@.ci/smoke install

bench: $(STAMP) ## Measure speed and memory: a day, walking, programmes, London, ensembles, recognition
	@$(BIN)/python benchmarks/day.py
	@$(BIN)/python benchmarks/walking.py
	@$(BIN)/python benchmarks/programme.py
	@$(BIN)/python benchmarks/london.py
	@$(BIN)/python benchmarks/ensemble.py
	@$(BIN)/python benchmarks/recognition.py
	@$(BIN)/python benchmarks/images.py
	@$(BIN)/python benchmarks/dashboard.py

bench-peers: $(STAMP) $(PEERS_STAMP) ## Measure walking against JuPedSim and Mesa, which it sets up in .venv-peers
	@$(BIN)/python benchmarks/peers.py

sbc: $(STAMP) ## Check that fits to deployments find what made their data: ranks of 400 truths
	@$(BIN)/python benchmarks/sbc.py

screenshots: $(STAMP) chromium ## Picture every page, wide and on a phone, into outputs/screenshots
	@$(BIN)/python tests/browser/screenshots.py

KILLS ?= 40
kills: $(STAMP) ## Kill runs, workers and servers (KILLS=40), fill disks; count what is lost, half or done twice
	@$(BIN)/python benchmarks/store_kills.py --kills $(KILLS)
	@$(BIN)/python benchmarks/full_disk.py
	@$(BIN)/python benchmarks/kills.py --kills $(KILLS)

sbom: $(STAMP) $(SBOM_STAMP) ## List what .venv holds, with versions and licences, into outputs/sbom.json (CycloneDX)
	@$(SBOM)/bin/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml --output-format JSON \
		--output-file outputs/sbom.json $(BIN)/python
	@echo "outputs/sbom.json"

N ?= 100000
fuzz: $(STAMP) ## Try mutated inputs of every kind (N=100000): an object or an error of the product, in 5 s and 1 GB
	PASSERBY_FUZZ=$(N) $(BIN)/pytest -q tests/fuzz

# Without N it is more than there are.
mutants: $(STAMP) $(MUTANTS_STAMP) ## Change the code in one place at a time (N=200 of them, ONLY=sim/store), and count what no test notices
	@$(MUTANTS)/bin/python benchmarks/mutants.py --python $(BIN)/python --sample $(N) $(if $(ONLY),--only $(ONLY))

clean: ## Remove .venv, all .venv-* and everything that tools have cached; runs in outputs/ stay
	rm -rf $(VENV) $(VENV)-3.* $(PEERS) $(SBOM) $(MUTANTS) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml constraints.txt
	@python="$$(sh .ci/find_python "$(PYTHON)")"; \
	echo "Setting up $(VENV) with $$("$$python" --version); this takes a minute or two the first time"; \
	if [ -n "$(PYTHON)" ] || ! "$(BIN)/python" -c 'import pip' 2> /dev/null; then "$$python" -m venv --clear $(VENV); fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip==$(PIP)'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(SBOM_STAMP):
	@"$$(sh .ci/find_python "$(PYTHON)")" -m venv --clear $(SBOM)
	@$(SBOM)/bin/python -m pip install --quiet --disable-pip-version-check 'cyclonedx-bom==$(CYCLONEDX)'
	@touch $@

$(MUTANTS_STAMP):
	@"$$(sh .ci/find_python "$(PYTHON)")" -m venv --clear $(MUTANTS)
	@$(MUTANTS)/bin/python -m pip install --quiet --disable-pip-version-check 'cosmic-ray==$(COSMIC_RAY)'
	@touch $@

# Built packages only: JuPedSim's own build takes a C++ compiler and much besides.
$(PEERS_STAMP):
	@python="$$(sh .ci/find_python "$(PYTHON)")"; \
	echo "Setting up $(PEERS) with $$("$$python" --version); JuPedSim and what it needs take 1.7 GB"; \
	"$$python" -m venv --clear $(PEERS); \
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: \
		'jupedsim==$(JUPEDSIM)' 'mesa>=3.3,<4' || { \
		echo "JuPedSim $(JUPEDSIM) could not be installed; if pip found no version of it above, there is no wheel"; \
		echo "for $$(uname -sm) and $$("$$python" --version): it has them for Linux and Windows on x86-64 and for"; \
		echo "macOS. The peers can then not be measured here; all else works without them"; exit 1; }
	@touch $@

# The browser tests drive Debian's Chromium and Firefox. PASSERBY_CHROMIUM and PASSERBY_FIREFOX name others. The one
# comes after the other: Debian's packages are installed one at a time.
.PHONY: chromium firefox
firefox: chromium
	@if [ -n "$${PASSERBY_FIREFOX:-}" ] || command -v firefox-esr > /dev/null || command -v firefox > /dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
		echo "Installing firefox for the browser tests"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq firefox-esr > /dev/null; \
	else \
		echo "Some browser tests need Firefox: sudo apt-get install firefox-esr, or set PASSERBY_FIREFOX to its path"; \
	fi

chromium:
	@if [ -n "$${PASSERBY_CHROMIUM:-}" ] || command -v chromium > /dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
		echo "Installing chromium for the browser tests"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium > /dev/null; \
	else \
		echo "The browser tests need Chromium: sudo apt-get install chromium, or set PASSERBY_CHROMIUM to its path"; \
	fi
