# Two commands for a newcomer: `make run` and `make test`. Both set everything up; the program is then at .venv/bin/tellonce.
PYTHON ?= python3
BIN := .venv/bin
export DAGSTER_DISABLE_TELEMETRY := yes
export DO_NOT_TRACK := 1

.PHONY: setup run test lint audit clean

setup: .venv/.ready

.venv/.ready: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing TellOnce into .venv (a few minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[build,serve,deliver,test,lint]"
	@touch $@

run: setup
	@$(BIN)/tellonce init --sample .tellonce-sample
	@$(BIN)/tellonce build --config .tellonce-sample/tellonce.toml
	@$(BIN)/tellonce recall --config .tellonce-sample/tellonce.toml --token-budget 220 email:marcus96@example.com "what is going on with this customer?"

test: setup
	@$(BIN)/python -m pytest -n 2

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint dbt_project/models --disable-progress-bar

audit: setup
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit
	@$(BIN)/python -m pip_audit -r constraints.txt --no-deps --disable-pip --strict

clean:
	rm -rf .venv .tellonce .tellonce-sample
