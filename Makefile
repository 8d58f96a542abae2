# make serve | site | test | lint | outputs — each sets up .venv first and repeats no work that is done.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

SITE_INPUTS := mkdocs.yml $(shell find docs snippets encdec mkdocs-parity/mkdocs_parity \
	-type f -not -path '*/__pycache__/*' 2>/dev/null) $(wildcard .parity)

.PHONY: help setup serve site pdf zensical test lint format outputs train-all catalogues lock clean
.DEFAULT_GOAL := help

help: ## Show this list.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "make %-11s %s\n", $$1, $$2}'

$(READY): pyproject.toml mkdocs-parity/pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version.split()[0]; sys.exit(sys.version_info < (3, 11) \
		and f"encdec needs Python 3.11 or newer; {sys.executable} is {v}. Fix: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt \
		--editable mkdocs-parity --editable '.[dev]'
	@touch $@

setup: $(READY) ## Create .venv and install the pinned dependencies.

serve: $(READY) ## Build the site and serve it with live reload.
	$(BIN)/mkdocs serve --dev-addr $(HOST):$(PORT)

site: site/index.html ## Build the site into site/; warnings are errors.

# Built beside and moved into place: a build that fails leaves the last good site as it was.
site/index.html: $(READY) $(SITE_INPUTS)
	@rm -rf site.new
	$(BIN)/mkdocs build --strict --site-dir site.new
	@rm -rf site && mv site.new site && touch $@
	@echo "built site/"

pdf: export BOOK := true
pdf: $(READY) ## Build the site with a book of each language, a PDF (needs Chromium).
	@rm -rf site.new
	$(BIN)/mkdocs build --strict --site-dir site.new
	$(BIN)/parity pdf site.new
	@rm -rf site && mv site.new site

ZENSICAL := .venv-zensical
zensical: site ## Build the same pages with Zensical, and say what differs.
	$(PYTHON) -m venv $(ZENSICAL)
	$(ZENSICAL)/bin/python -m pip install --quiet --constraint constraints.txt ./mkdocs-parity
	$(ZENSICAL)/bin/python -m pip install --quiet zensical==0.0.73
	$(BIN)/parity stage stage --site-url "$${SITE_URL:-http://127.0.0.1:8000/}"
	for language in en pt zh; do \
		$(ZENSICAL)/bin/zensical build --strict --config-file stage/$$language.yml || exit; done
	$(BIN)/python .ci/compare_sites.py site stage/site

test: $(READY) ## Run every test, then every example of every page in every language.
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile mkdocs-parity/tests
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses $$((2 * $(JOBS))) --dist loadfile tests # they wait for a browser
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile --codeblocks docs

lint: $(READY) ## Check style and types, and the translations against English.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/parity check

format: $(READY) ## Mend what ruff can.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

outputs: $(READY) ## Run the examples and rewrite the outputs that the pages show.
	$(BIN)/parity outputs

train-all: $(READY) ## Train every model at its full setting; a run that was cut off goes on.
	for name in pig_latin bottleneck uses vision translation processes; do \
		$(BIN)/python benchmarks/$$name.py || exit; done

catalogues: $(READY) ## Bring every docs/<language>/code.po up to date with the code.
	$(BIN)/parity extract

lock: $(READY) ## Pin the versions installed in .venv.
	$(BIN)/python -m pip freeze --exclude-editable | sed 's/+cpu$$//' >constraints.new
	@mv constraints.new constraints.txt

clean: ## Remove everything that can be made again.
	rm -rf $(VENV) $(ZENSICAL) site site.new stage .parity .train .mypy_cache .pytest_cache .ruff_cache .hypothesis
