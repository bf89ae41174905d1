# The words of this project. Needs python3 (3.11 or newer), make, git and a package
# index; everything else goes to .venv.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
IN_VENV := PATH="$(CURDIR)/.venv/bin:$$PATH"
export PYTHON PORT
# Each of the many processes of a run would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test fast lint fix check ci clean-copy bench setup run \
	migrations pictures documented

help: ## list these words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

demo: .venv/runtime ## a believable program on http://localhost:8000; PORT=8123 moves it
	@exec tools/demo.sh

demo-reset: ## forget the data of the demo; the next `make demo` starts anew
	@rm -rf data/demo && echo "The demo's data is gone. Run: make demo"

test: .venv/dev ## every test, on SQLite and on PostgreSQL; ARGS="tests/residents -k date"
	@$(IN_VENV) tools/test.sh $(ARGS)

fast: .venv/dev ## the quick tests, on SQLite
	@$(IN_VENV) python -m pytest -q -n 2 -m "not slow and not thorough" $(ARGS)

lint: .venv/dev ## style, templates, imports, types
	@$(IN_VENV) tools/lint.sh

fix: .venv/dev ## repair what a machine can repair
	$(IN_VENV) ruff check --fix .
	$(IN_VENV) ruff format .
	$(IN_VENV) djade $$(find templates -name '*.html' -o -name '*.txt')

check: .venv/dev ## missing migrations, and the settings of a production machine
	@$(IN_VENV) tools/check.sh

clean-copy: .venv/dev ## `make demo`, `make test` and the documented commands on a copy
	@$(IN_VENV) python tools/clean_copy.py

documented: .venv/dev ## run the commands that the documentation shows
	@$(IN_VENV) python tools/documented.py

ci: export CI = true
ci: lint check clean-copy ## all that must be green; .ci/run calls it

bench: .venv/dev ## measure; writes bench/results.json
	@$(IN_VENV) python -m bench $(ARGS)

setup: .venv/dev ## everything a developer needs, in .venv

run: .venv/dev ## the demo's data with Django's own server, which reloads
	@DEBUG=1 DATA_DIR=data/demo $(IN_VENV) python manage.py runserver $(PORT)

migrations: .venv/dev ## a new migration: NAME=0002_add_pronouns APP=residents
	@DEBUG=1 $(IN_VENV) python manage.py makemigrations $(APP) \
		--name "$(or $(NAME),$(error say NAME=what_it_does))"

pictures: .venv/dev ## the screenshots of the README, from the demo's data
	@$(IN_VENV) python tools/pictures.py

.venv/runtime: requirements.txt
	@tools/install.sh requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt requirements.txt requirements-s3.txt
	@tools/install.sh requirements-dev.txt
	@touch $@ .venv/runtime
