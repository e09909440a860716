PYTHON ?= python3.11
PIP = .venv/bin/python -m pip --disable-pip-version-check --quiet

WORDS = translations/en/LC_MESSAGES/messages

run: .venv/run $(WORDS).mo
	.venv/bin/bhyt-tasks serve

test: .venv/dev
	.venv/bin/python -m tests.needs && .venv/bin/pytest -n 2 --cov --cov-report=term:skip-covered

check: .venv/dev
	.venv/bin/ruff format --check . && .venv/bin/ruff check . && .venv/bin/lint-imports && .venv/bin/mypy

format: .venv/dev
	.venv/bin/ruff format . && .venv/bin/ruff check --fix .

# The catalogue, with every sentence of the source in it; new ones wait there for their English.
words: .venv/dev
	mkdir -p .cache && .venv/bin/pybabel -q extract -F pyproject.toml -k _l -k N_ --sort-output --no-location --no-wrap -o .cache/messages.pot . && .venv/bin/pybabel -q update -i .cache/messages.pot -o $(WORDS).po -l en -N --omit-header --no-wrap --ignore-obsolete

$(WORDS).mo: $(WORDS).po
	.venv/bin/pybabel -q compile -f -i $< -o $@ -l en

lock:
	uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-annotate --no-header --no-emit-index-url pyproject.toml -o requirements.lock
	uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-annotate --no-header --no-emit-index-url --extra dev pyproject.toml -o requirements-dev.lock

.venv/bin/python:
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'Thiếu Python 3.11 có venv. Trên Debian: apt install python3 python3-venv, rồi chạy lại lệnh này.' >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run: requirements.lock pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

.venv/dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

.PHONY: run test check format words lock
