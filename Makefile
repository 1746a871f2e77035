# Every target is one command that also works without make; README says how.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo test check notebooks real bench fuzz validate lock clean install-demo install-dev

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install-demo:
	@$(PYTHON) install.py demo

install-dev:
	@$(PYTHON) install.py dev

demo: install-demo ## pages of the invented region: outputs/demo/index.html
	@$(VENV) -m shnor_lab demo

test: install-dev ## all checks and tests, stored outputs of notebooks included
	@$(VENV) tools/check.py; checked=$$?; \
	$(VENV) -m pytest -n 2 --dist loadscope --nbval-lax --nbval-current-env tests notebooks && exit $$checked

check: install-dev ## lint, format, types, layers, docstrings, rules of notebooks, licences; runs all, counts failures
	@$(VENV) tools/check.py

notebooks: install-dev ## refresh the stored outputs of notebooks by running them
	@$(VENV) tools/refresh_notebooks.py

# The register of schools comes first, so that the other files find their schools.
REAL := moscow-schools-oge-ege-2015/schools_2015.csv moscow-schools-oge-ege-2015/oge_2015_long.csv \
	moscow-ege-2016-2018/ege_2015_2016.csv moscow-ege-2016-2018/ege_2016_2018.csv

real: install-demo ## import real open data and make its pages: make real DATA=folder
	@test -n "$(DATA)" || { echo "make real DATA=folder"; exit 2; }
	@$(VENV) -m shnor_lab import $(REAL:%="$(DATA)/%") --into moscow
	@$(VENV) -m shnor_lab run moscow

bench: install-dev ## costs as ratios: import, all rules and measures, HETOP
	@for study in bench/*_bench.py; do $(VENV) "$$study" || exit 1; done

fuzz: install-dev ## damaged and re-dressed files are imported: nothing lost in silence, nothing invented, ten minutes
	@for seed in 1 2; do $(VENV) tools/fuzz_import.py --seed $$seed --files 250 || exit 1; done

validate: install-demo ## do lists, chances and intervals hold what they claim: invented regions with a known truth, half an hour
	@for study in $(filter-out validation/tables_of_readme.py,$(wildcard validation/*.py)); do $(VENV) "$$study" || exit 1; done
	@$(VENV) validation/tables_of_readme.py

COMPILE = .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --fork-strategy fewest --upgrade --quiet

lock: install-dev ## resolve both locks anew
	@$(COMPILE) -o requirements.lock
	@$(COMPILE) -o requirements-dev.lock --all-extras -c requirements.lock

clean: ## remove caches; outputs and data stay
	@rm -rf .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache build *.egg-info
