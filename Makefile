# make verify   the main job: certificates, high precision, synthetic and real rows, verdicts
# make test     style, types and the default tests (under 10 minutes on 2 cores)
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: setup verify test test-slow lint types bench bench-prover audit certificates clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c "import sys; sys.exit('Python 3.11 or newer is needed') if sys.version_info < (3, 11) else None"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -c constraints.txt --upgrade 'setuptools>=77' wheel
	$(BIN)/python -m pip install --quiet -c constraints.txt --no-build-isolation -e '.[test]'
	touch $(READY)

verify: setup
	$(BIN)/tailbound verify

test: setup lint types
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses auto --timeout 300

test-slow: setup
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m slow

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy -p tailbound

bench: setup
	$(BIN)/python -m tailbound.bench

# The prover on its benchmark, about 10 s a problem at most; exit status 1 if any result is wrong.
bench-prover: setup
	$(BIN)/python -m tailbound.prover_benchmark --markdown docs/prover-benchmark.md

# The whole mutation audit, 4,587 mutants and the forgeries, about an hour on 2 cores; LIMIT=1150 takes so many mutants,
# spread evenly over theorems and kinds of change.  `make test` runs a reduced form.
LIMIT ?=
audit: setup
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/tailbound audit $(if $(LIMIT),--limit $(LIMIT)) --jobs 2 --json audit.json

# Rebuild every certificate and the manifest from the proof scripts (search is slow and untrusted; the checker judges).
certificates: setup
	$(BIN)/python -m tailbound.proofs.catalogue

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
