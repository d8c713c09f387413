# Daman. `make` prints this help.
.DEFAULT_GOAL := help
.PHONY: help env up down status logs clean demo demo-kill trace operate contracts compose measure bench bench-accept faults faults-long faults-proof check format unit test

PYTHON ?= python3
BIN := .venv/bin
LOCKED := .venv/.requirements.lock
ASSETS := node_modules/.package-lock.json

help: ## print this help
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

env: $(LOCKED) $(ASSETS) ## make .venv and node_modules from their locks (hashes checked)

$(LOCKED): requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make env PYTHON=python3.12"; rm -rf .venv; exit 1; }
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip sync --python $(BIN)/python --require-hashes --compile-bytecode --quiet requirements.lock
	@cp requirements.lock $(LOCKED)

# npm writes this file last of all.
$(ASSETS): package.json package-lock.json .npmrc
	@command -v npm > /dev/null || { echo "npm is missing (the pages' styles and fonts come by it): install it (Debian: apt-get install npm), then run this again."; exit 1; }
	@node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' || { echo "Node 18 or newer is needed, and this is $$(node --version): install a newer one, then run this again."; exit 1; }
	@echo "npm ci (the pages' styles and fonts)"
	@npm ci --include=dev --prefer-offline --loglevel=error > /dev/null || { echo "npm could not fetch the pages' styles and fonts: is the network there?"; exit 1; }
	@touch $(ASSETS)

up: env ## start the platform on this machine (no Docker needed)
	@$(BIN)/python -m deploy.local up

down: env ## stop it; its data stay
	@$(BIN)/python -m deploy.local down

status: env ## how each part stands
	@$(BIN)/python -m deploy.local status

logs: env ## the last words of every part, or of one: PART=billing
	@$(BIN)/python -m deploy.local logs $(PART)

clean: env ## stop it and remove its data
	@$(BIN)/python -m deploy.local clean

demo: env ## the main job as a story, through the gateway
	@$(BIN)/python -m deploy.demo

demo-kill: env ## the same while a part is killed in each step: TARGET=movements, several: kafka,billing, or relay
	@$(BIN)/python -m deploy.demo --kill $(TARGET)

trace: env ## every trace about an establishment: ID=<its id, as make demo tells it>
	@$(BIN)/python -m deploy.local trace $(ID)

operate: env ## a service's own command: SERVICE=billing DO="parked causes" (docs/operations.md)
	@$(BIN)/python -m deploy.local operate $(SERVICE) $(DO)

contracts: env ## write the documents of the contracts anew; what breaks a released event is refused
	@$(BIN)/python -m deploy.contracts

compose: env ## write docker-compose.yml anew
	@$(BIN)/python -m deploy.local.compose

measure: env ## a cold start: seconds and memory (stop the platform first)
	@$(BIN)/python -m deploy.local measure

bench: env ## the workloads beside their peers; one of them: ROW=7
	@$(BIN)/python -m benchmarks $(ROW)

bench-accept: env ## the ratios of the last whole run are what later runs must hold
	@$(BIN)/python -m benchmarks --accept

faults: env ## every boundary killed at, then 5,000 commands under random faults: docs/faults/report.html (as root)
	$(BIN)/pytest tests/faults/test_catalogue.py tests/faults/test_boundaries.py tests/faults/test_portal_killed.py tests/faults/test_commands.py tests/faults/test_retries.py
	@$(BIN)/python -m tests.faults.lab --after-boundaries

faults-long: env ## 20,000 commands and 30 kills, then a million messages and 200 kills: docs/faults/report.html (as root)
	@$(BIN)/python -m tests.faults.lab --commands 20000 --kills 30
	@$(BIN)/python -m tests.faults.lab --messages 1000000 --kills 200 --beside

faults-proof: env ## eight planted bugs, each in a copy of the tree, each caught by the lab
	@$(BIN)/python -m tests.faults.proof

check: env ## format, lint, types, contracts true and fresh, compose file fresh, import rules
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy .
	$(BIN)/python -m deploy.contracts --check
	$(BIN)/python -m deploy.local.compose --check
	$(BIN)/lint-imports > .lint-imports.log || { cat .lint-imports.log; exit 1; }
	$(BIN)/pytest tests/architecture

format: env ## rewrite the sources as the formatter wants them
	$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

unit: env ## the fast tests: rules, chassis, use cases on a real PostgreSQL
	$(BIN)/pytest -m "not stack and not browser and not docker and not proof"

test: check ## every check and every test
	$(BIN)/pytest
