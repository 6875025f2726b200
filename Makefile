# Everything that is done with Inlet is a target here; `make help` lists them. GNU make 3.81 (macOS) suffices.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
SHELL := /bin/sh

# The first interpreter that is new enough; PYTHON=… chooses another.
PYTHON := $(or $(PYTHON),$(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done))
TARGET ?= local
# From the command line only: AS is the assembler elsewhere, which make knows and conda exports.
ifneq ($(origin AS),command line)
override AS := demo
endif

# The same: shells name their owner by it, who would be made an operator unasked.
ifneq ($(origin EMAIL),command line)
override EMAIL :=
endif

say = @echo "→ $(1)" >&2
cloud := .venv-cloud/bin/python
dev := .venv/bin

export PYTHONPATH := src:cli:.
export PYTHONDONTWRITEBYTECODE := 1
# Recipes read these from the environment: a value is then never taken for shell code.
export AS COUNT EMAIL ENV EVENTS FILES KEYS KMS_KEY PROCESSED QUEUE SEED TARGET

.PHONY: help
help: ## this list
	@awk -F ':[^#]*## ?' '/^[a-z0-9-]+:.*##/ { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- the embedded cloud -------------------------------------------------------------------------------------------------

.PHONY: demo up down reset status logs env
demo: up ## start everything, upload files (sample ones, or FILES=folder or file), send events
	@$(cloud) -m local.demo $${FILES:+-- "$$FILES"}

up: machine .venv-cloud/.stamp ## start the embedded AWS and apply terraform/environments/local to it
	@$(cloud) -m tools.clamav --or-none
	@$(cloud) -m local.cloud start
	@$(cloud) -m tools.zips local
	@$(cloud) -m tools.terraform apply local
	@$(cloud) -m tools.keys make local

down: .venv-cloud/.stamp ## stop it, keeping its state
	@$(cloud) -m local.cloud stop

reset: .venv-cloud/.stamp ## empty it: cloud, Terraform state and users
	@$(cloud) -m local.cloud reset

status: .venv-cloud/.stamp ## what runs, and where
	@$(cloud) -m local.cloud status || :

logs: .venv-cloud/.stamp ## follow the log of the embedded AWS
	@$(cloud) -m local.cloud logs

env: .venv-cloud/.stamp ## shell exports for going on by hand: eval "$(make -s env)"; AS=bob for another user
	@$(cloud) -m local.env -- "$$AS"

# --- the command line ---------------------------------------------------------------------------------------------------

.PHONY: cli
cli: machine .venv-cli/.stamp ## install the command `inlet` into .venv-cli, linked to this checkout
	@.venv-cli/bin/python -m tools.command .venv-cli

.PHONY: redrive
redrive: .venv-cloud/.stamp ## send a dead-letter queue's messages again: QUEUE=arrivals|verifications|processing|events, ENV=local|dev|prod
	@$(cloud) -m tools.redrive "$$QUEUE" "$$ENV"

.PHONY: operator operators remove-operator
operator: .venv-cloud/.stamp ## make a user an operator, who may run the janitor: EMAIL=…, ENV=local|dev|prod
	@$(cloud) -m tools.operators add -- "$$ENV" "$$EMAIL"

operators: .venv-cloud/.stamp ## who is an operator: ENV=local|dev|prod
	@$(cloud) -m tools.operators list -- "$$ENV"

remove-operator: .venv-cloud/.stamp ## a user is no operator any more, from the next token on: EMAIL=…, ENV=local|dev|prod
	@$(cloud) -m tools.operators remove -- "$$ENV" "$$EMAIL"

.PHONY: keys rotate-keys
keys: machine .venv-cloud/.stamp ## keys that the API signs with, made unless they are there, outside Terraform: ENV=local|dev|prod
	@$(cloud) -m tools.keys make "$$ENV"

rotate-keys: machine .venv-cloud/.stamp ## a new key signs, the one before stays good: ENV=local|dev|prod KEYS=cursors|cdn (in two steps)
	@$(cloud) -m tools.keys rotate "$$ENV" "$$KEYS"

# --- packages -----------------------------------------------------------------------------------------------------------

.PHONY: zips
zips: .venv-cloud/.stamp ## build build/local/*.zip, or build/aws/*.zip with TARGET=aws
	@$(cloud) -m tools.zips "$$TARGET"

# --- tests and checks ---------------------------------------------------------------------------------------------------

.PHONY: test test-unit test-e2e test-hostile test-long soak check fmt lock validators
test: machine clamav .venv/.stamp .venv-cloud/.stamp ## all tests, unit to end-to-end; ARGS="-k name" for some
	@$(dev)/pytest --numprocesses 2 --dist loadscope $(ARGS)

test-unit: .venv/.stamp ## the quick ones: no processes, no sockets
	@$(dev)/pytest tests/unit tests/contract $(ARGS)

test-e2e: machine clamav .venv/.stamp .venv-cloud/.stamp ## the whole system over real HTTP
	@$(dev)/pytest tests/e2e $(ARGS)

test-hostile: machine clamav .venv/.stamp .venv-cloud/.stamp ## bombs of all kinds: what each takes of its function's memory and time (long); ARGS=word for some
	@$(dev)/python -m tests.hostile $(ARGS)

test-long: machine clamav .venv/.stamp .venv-cloud/.stamp ## dev and prod, each in an account of its own; the stack's Terraform broken rule by rule; dying at every moment (long)
	@$(dev)/pytest -m long --numprocesses 2 --dist loadscope $(ARGS)

soak: machine clamav .venv/.stamp .venv-cloud/.stamp ## 200 uploads, 300 files processed, 100,000 events on a rough network (long): SEED=… repeats one; COUNT=, PROCESSED=, EVENTS=
	@$(dev)/python -m tests.soak

check: machine .venv/.stamp .venv-checkov/.stamp ## linters, types, Terraform, security scan, workflows, OpenAPI
	@$(dev)/python -m tools.check

fmt: .venv/.stamp ## format Python and Terraform
	@$(dev)/ruff check --fix-only --quiet .
	@$(dev)/ruff format --quiet .
	@terraform fmt -recursive terraform

validators: .venv/.stamp ## renew the code that checks events, after a change of a type in src/ingestion/collector/types
	@$(dev)/python -m tools.validators

lock: .venv/.stamp ## renew requirements/*.txt within what *.in allow
	@cd requirements && for in in *.in; do ../$(dev)/uv pip compile --quiet --upgrade --universal --generate-hashes \
		--python-version 3.11 --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		-o "$${in%.in}.txt" "$$in" || exit; done

# --- benches ------------------------------------------------------------------------------------------------------------

.PHONY: bench-upload bench-api bench-events bench-processing bench-catalogue
bench-upload: machine .venv-cloud/.stamp ## 200 MB by Inlet's client, sendfile, boto3, a tus server, through Lambda
	@$(cloud) -m bench.upload $(ARGS)

bench-api: machine clamav .venv-cloud/.stamp ## handlers beside bare calls, signing, cold starts, latency
	@$(cloud) -m bench.api $(ARGS)

bench-events: machine .venv/.stamp .venv-cloud/.stamp ## events by Inlet and by the obvious design: rates, calls, AWS's bill
	@$(dev)/python -m bench.events $(ARGS)

bench-processing: machine clamav .venv/.stamp .venv-cloud/.stamp ## what extractors take in time and memory, beside the usual libraries; upload → thumbnail
	@$(dev)/python -m bench.processing $(ARGS)

bench-catalogue: machine .venv/.stamp .venv-cloud/.stamp ## lists of 100,000 files: what a page reads, at the beginning and far inside; single calls
	@$(dev)/python -m bench.catalogue $(ARGS)

# --- real AWS -----------------------------------------------------------------------------------------------------------

.PHONY: plan deploy destroy output bootstrap scan-image
plan: aws ## what deploying would change: ENV=dev|prod
	@$(cloud) -m tools.terraform plan "$$ENV"

deploy: aws ## apply terraform/environments/$(ENV): ENV=dev|prod
	@$(cloud) -m tools.keys make "$$ENV"
	@$(cloud) -m tools.terraform apply "$$ENV"

destroy: aws ## remove it all, asking twice: ENV=dev|prod (without a terminal: CONFIRM=dev|prod)
	@$(cloud) -m tools.terraform destroy "$$ENV"
	@$(cloud) -m tools.keys remove "$$ENV"

output: .venv-cloud/.stamp ## what was deployed: addresses, names, ids: ENV=local|dev|prod
	@$(cloud) -m tools.terraform output "$$ENV"

bootstrap: machine .venv-cloud/.stamp ## once an account: state bucket and the roles of GitHub Actions
	@$(cloud) -m tools.terraform bootstrap

scan-image: aws ## build the container image with ClamAV and push it (needs Docker): ENV=dev|prod
	@$(cloud) -m tools.image "$$ENV"

.PHONY: aws
aws: machine .venv-cloud/.stamp
	@$(cloud) -m tools.environments "$$ENV"
	@$(cloud) -m tools.zips aws

# --- set-up -------------------------------------------------------------------------------------------------------------

.PHONY: machine clamav clean
machine:
	@command -v $(or $(PYTHON),python3) >/dev/null || \
		{ echo "Python 3.11 or newer is missing: https://www.python.org/downloads" >&2; exit 1; }
	@$(or $(PYTHON),python3) tools/machine.py

clamav: .venv-cloud/.stamp ## see to it that clamd is on this machine
	@$(cloud) -m tools.clamav

clean: ## stop the embedded AWS and remove all that make has made, but for the state of bootstrap
	@if [ -x $(cloud) ]; then $(cloud) -m local.cloud stop >/dev/null; fi
	@rm -rf .venv .venv-cli .venv-cloud .venv-checkov .clamav build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@for made in .local/* .local/terraform/*; do case "$$made" in .local/terraform | */bootstrap-*) ;; *) rm -rf "$$made" ;; esac; done

define venv
+@$(MAKE) machine
$(call say,Python packages of $(@D) (once, and when $< changes))
@$(PYTHON) -m venv --clear $(@D)
@$(@D)/bin/pip install -qq --disable-pip-version-check --require-hashes -r $<
@touch $@
endef

.venv/.stamp: requirements/dev.txt
	$(venv)

.venv-cli/.stamp: requirements/cli.txt
	$(venv)

.venv-cloud/.stamp: requirements/cloud.txt
	$(venv)

.venv-checkov/.stamp: requirements/checkov.txt
	$(venv)
