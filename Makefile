# make serve — 装好环境、学习知识、启动服务
# make test  — 同样的环境，然后查格式、查类型、查知识、跑测试
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: serve test lint bench lock clean

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

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更新，现在是 " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# Fresh newest versions of everything pyproject.toml names, written to requirements.lock.
lock:
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet 'torch==2.13.0' 'setuptools>=77'
	$(BIN)/python -m pip install --quiet -e . --group dev
	( sed -n '/^#/p' requirements.lock; \
	  $(BIN)/python -m pip freeze --all --exclude-editable | grep -v '^pip==' | sed 's/+cpu$$//' ) > requirements.new
	mv requirements.new requirements.lock

clean:
	rm -rf $(VENV) .artifact build *.egg-info
