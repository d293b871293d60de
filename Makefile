# Two commands for a newcomer: `make run` and `make test`. Everything lives in .venv and var.
PYTHON ?= python3
VENV := .venv
CSI := $(VENV)/bin/csi
INSTALLED := $(VENV)/.installed
# The last day of the synthetic sample; runs on it are computed for that day.
SAMPLE_DAY := 2026-07-31
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test test-unit test-nightly coverage looks check moved bench bench-national sbom system system-nightly lock sources dictionary method-hashes clean

help:  ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(INSTALLED): requirements.lock pyproject.toml
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --require-hashes --requirement requirements.lock
	$(VENV)/bin/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

run: $(INSTALLED)  ## Run the main job on a synthetic sample, in ./var
	test -e var/home.json || $(CSI) sample var/inbox
	$(CSI) run --as-of $(SAMPLE_DAY)

test: $(INSTALLED)  ## Run all tests but the nightly ones
	$(VENV)/bin/pytest --numprocesses auto --dist loadscope --no-loadscope-reorder

test-unit: $(INSTALLED)  ## Run the tests that take seconds
	$(VENV)/bin/pytest -m "unit and not nightly" --numprocesses auto --dist loadscope \
		--no-loadscope-reorder

coverage: $(INSTALLED)  ## Measure which branches the unit tests take
	$(VENV)/bin/pytest -m "unit and not nightly" --cov --cov-report term \
		--numprocesses auto --dist loadscope --no-loadscope-reorder

test-nightly: $(INSTALLED)  ## Run the long tests
	$(VENV)/bin/pytest -m nightly --numprocesses auto --dist loadscope --no-loadscope-reorder

looks: $(INSTALLED)  ## Take the reference pictures of the pages anew: look at them before you commit
	CSI_KEEP_LOOKS=1 $(VENV)/bin/pytest tests/browser/test_looks.py

check: $(INSTALLED)  ## Format, lint, types, imports, SQL
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/ruff check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/sqlfluff lint --processes 0 dbt_project/models dbt_project/tests

moved: $(INSTALLED)  ## Show which figures the last commit moved, on a part of the sample
	.ci/moved

system:  ## Install LibreOffice, Chromium and git for the tests that need them (root, apt)
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		chromium git libreoffice-calc fonts-dejavu-core

# Servers that a machine must not begin to run because tests need their programs.
system-nightly: system  ## Install OpenSSH and Dovecot besides, for the nightly tests (root, apt)
	test -e /usr/sbin/policy-rc.d || { touch /run/csi-no-services; \
		printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d; }
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		openssh-server openssh-client dovecot-imapd openssl
	test ! -e /run/csi-no-services || rm /run/csi-no-services /usr/sbin/policy-rc.d

bench: $(INSTALLED)  ## Time the commands, and what memory they take
	$(VENV)/bin/python tests/benchmark/commands.py
	$(VENV)/bin/python -m tests.benchmark.reading
	$(VENV)/bin/python -m tests.benchmark.validation
	$(VENV)/bin/python -m tests.benchmark.memory
	$(VENV)/bin/python -m tests.benchmark.any_index

bench-national: $(INSTALLED)  ## What a national year costs (an hour)
	$(VENV)/bin/python -m tests.benchmark.national

lock: $(INSTALLED)  ## Resolve the dependencies anew
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-strip-extras --no-header --group dev pyproject.toml \
		--output-file requirements.lock

sbom: $(INSTALLED)  ## Write the software bill of materials (CycloneDX) and list the licences
	$(VENV)/bin/python -m tests.tree.software_bill build/sbom.cdx.json

sources: $(INSTALLED)  ## Write the dbt sources anew from the contracts
	$(VENV)/bin/python -m orchestration.warehouse.dbt_sources

dictionary: $(INSTALLED)  ## Write the data dictionary anew from the models
	$(VENV)/bin/python -m orchestration.warehouse.dictionary

method-hashes: $(INSTALLED)  ## Write the hashes of the methods anew, after adding a version
	$(VENV)/bin/python -m orchestration.reference.method_hashes

clean:  ## Forget what was made from the sample
	rm -rf var
