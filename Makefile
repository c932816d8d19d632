# make serve — 装好环境、学习知识、启动服务
# make test  — 同样的环境，然后查格式、查类型、查知识、跑测试
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

TOOLS := $(VENV)/tools
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK = $(TOOLS)/bin/uv pip compile pyproject.toml --quiet --universal --fork-strategy fewest --python-version 3.11 \
  --generate-hashes --no-annotate --custom-compile-command 'make lock' \
  --constraint requirements-torch.lock --no-emit-package torch
UPGRADE ?=

.PHONY: serve test lint bench lock audit clean

serve: $(VENV)/.installed
	$(BIN)/antifraud serve

test: lint
	$(BIN)/antifraud check
	$(BIN)/python -m pytest

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.installed
	$(BIN)/python -m pytest tests/benchmarks --benchmark-enable

$(VENV)/.installed: requirements.lock requirements-torch.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更新，现在是 " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --no-deps -r requirements-torch.lock
	$(INSTALL) --no-deps --require-hashes -r requirements.lock
# What the build of torch for this machine wants besides: nothing on a CPU.
	$(INSTALL) -r requirements-torch.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	touch $@

# Tools that look at the project from outside have an environment of their own.
$(TOOLS)/.installed:
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9' 'pip-audit>=2.9'
	touch $@

# Exact versions with the hashes of all their files, for every platform. What stands there stays, what
# pyproject.toml names anew is added; `make lock UPGRADE=--upgrade` takes the newest of everything.
lock: $(TOOLS)/.installed
	$(LOCK) --group dev $(UPGRADE) --output-file requirements.lock
	$(LOCK) --constraint requirements.lock --output-file requirements-run.lock

audit: $(TOOLS)/.installed
	BIN=$(TOOLS)/bin .ci/audit

clean:
	rm -rf $(VENV) .artifact build *.egg-info
