# Every target is one command that also works without make; README says how.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo test check notebooks real bench validate lock clean install-demo install-dev

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

check: install-dev ## lint, types, layers, rules of notebooks; runs all, counts failures
	@$(VENV) tools/check.py

notebooks: install-dev ## refresh the stored outputs of notebooks by running them
	@$(VENV) tools/refresh_notebooks.py

real: install-demo ## import real open data and make its pages: make real DATA=folder
	@test -n "$(DATA)" || { echo "make real DATA=folder"; exit 2; }
	@$(VENV) -m shnor_lab import "$(DATA)" --into moscow
	@$(VENV) -m shnor_lab run moscow

bench: install-dev ## cost of an import against a plain reading of the same file
	@$(VENV) bench/import_bench.py

validate: install-demo ## what the program saw in the files of the invented region
	@$(VENV) -m shnor_lab check demo

COMPILE = .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --upgrade --quiet

lock: install-dev ## resolve both locks anew
	@$(COMPILE) -o requirements.lock
	@$(COMPILE) -o requirements-dev.lock --all-extras -c requirements.lock

clean: ## remove caches; outputs and data stay
	@rm -rf .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache build *.egg-info
