# Two commands a newcomer needs: make lab, make test. From a bare Python 3.11 or newer.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
LAB_ARGS ?=
VOILA_ARGS ?=
ROOT_ARGS := $(if $(filter 0,$(shell id -u)),--allow-root)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PINS ?= requirements/test.txt
# so that opening a lesson does not change it: see src/helpers/kernel.py
KERNEL := mkdir -p $(VENV)/etc/ipython && cp tools/ipython_kernel_config.py $(VENV)/etc/ipython/

.DEFAULT_GOAL := help
.PHONY: help install lab voila test test-everywhere mutate notebooks data-sheet pages bench lock clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/made:
	@$(PYTHON) -c "import sys; sys.version_info >= (3, 11) or sys.exit('Python 3.11 or newer is needed; this is ' + sys.version.split()[0] + '. Try: make PYTHON=python3.13')"
	@$(PYTHON) -m venv $(VENV) || { echo "This Python cannot make a virtual environment (on Debian and Ubuntu: apt install python3-venv)."; exit 1; }
	@touch $@

$(VENV)/lessons: $(VENV)/made requirements/lessons.txt pyproject.toml tools/ipython_kernel_config.py
	@echo "installing the lessons into $(VENV) (a minute or two, once)"
	@$(PIP) install -r requirements/lessons.txt
	@$(PIP) install --no-deps -e .
	@$(KERNEL)
	@touch $@

$(VENV)/tests: $(VENV)/made $(PINS) pyproject.toml tools/ipython_kernel_config.py
	@echo "installing the test tools into $(VENV) (a minute or two, once)"
	@$(PIP) install -r $(PINS)
	@$(PIP) install --no-deps -e .
	@$(KERNEL)
	@touch $(VENV)/lessons $@

install: $(VENV)/lessons  ## make .venv with the pinned versions
	@:

lab: $(VENV)/lessons  ## open JupyterLab on the first notebook
	@$(BIN)/python -m jupyterlab notebooks/00_start_here.ipynb $(ROOT_ARGS) $(LAB_ARGS)

voila: $(VENV)/lessons  ## show the lessons without code, in a browser (Voilà)
	@$(PIP) install $$(grep '^voila==' requirements/test.txt)
	@JUPYTER_PATH=$(CURDIR)/tools $(BIN)/python -m voila notebooks --template=lesson $(VOILA_ARGS)

test: $(VENV)/tests  ## run every check
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/python -m mypy --no-error-summary
	@$(BIN)/python -m helpers check
	@$(BIN)/python tools/data_sheet.py --check
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not slow" tests --nbval --nbval-sanitize-with tests/nbval_sanitize.cfg notebooks

test-everywhere: $(VENV)/tests  ## run the heavier checks: every lesson in JupyterLab, Voilà and Firefox, any mixture of values
	@$(BIN)/python -m pytest -q -n 2 -m slow tests

mutate: $(VENV)/tests  ## change one thing at a time in the pure floors: do their tests notice? (an hour; FLOORS="dosing safety")
	@$(PIP) install cosmic-ray==8.7.0
	@$(BIN)/python tools/mutate.py $(FLOORS)

notebooks: $(VENV)/tests  ## run all notebooks and write them back, normalised
	@$(BIN)/python tools/make_notebooks.py

data-sheet: $(VENV)/tests  ## write the generated parts of data/README.md and README.md
	@$(BIN)/python tools/data_sheet.py

pages: $(VENV)/tests  ## write each lesson as one HTML file that needs no kernel (into site/)
	@$(BIN)/python -m helpers pages

bench: $(VENV)/tests  ## measure the panel: kernel and browser, against interact
	@PYTHONPATH=tests:bench $(BIN)/python bench/bench.py

lock: $(VENV)/tests  ## work out the exact versions anew
	@$(PIP) install uv
	@$(BIN)/python tools/lock.py

clean:  ## remove .venv
	rm -rf $(VENV)
