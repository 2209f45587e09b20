# SPDX-License-Identifier: Apache-2.0
# The commands that people type. What is built, and how, is in build-aux/build.mk, which is read only once the packages are
# there: this file must be readable on a machine that has nothing but make.

VERSION := 0.1.0
PREFIX  := /usr/local
DESTDIR :=
PYTHON  := $(firstword $(wildcard /usr/bin/python3) python3)

FUZZ_SECONDS := 60

JOBS     = $(shell nproc 2>/dev/null || echo 2)
PARALLEL = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))
BUILD    = +@$(MAKE) --no-print-directory $(PARALLEL) -f build-aux/build.mk
SETTINGS = VERSION='$(VERSION)' PREFIX='$(PREFIX)'

# Where a package is missing: `make demo` and `make test` install it, the other targets say which.
NEED    = @build-aux/install-packages --only-say
INSTALL = @build-aux/install-packages

.DEFAULT_GOAL := release
.PHONY: release sanitize fuzz-build unit demo test check lint format fuzz bench install uninstall clean help

release:
	$(NEED) build
	$(BUILD) VARIANT=release $(SETTINGS) all

sanitize:
	$(NEED) build test
	$(BUILD) VARIANT=sanitize $(SETTINGS) all unit replay

fuzz-build:
	$(NEED) build fuzz
	$(BUILD) VARIANT=fuzz $(SETTINGS) fuzz

unit:
	$(NEED) build test
	$(BUILD) VARIANT=sanitize $(SETTINGS) unit
	@$(PYTHON) tests/run --only 'unit/*'

demo:
	$(INSTALL) build demo
	$(BUILD) VARIANT=release $(SETTINGS) all
	@PIACHECK=$(CURDIR)/build/release/piacheck fixtures/demo.sh

test:
	$(INSTALL) build test
	$(BUILD) VARIANT=release $(SETTINGS) all
	$(BUILD) VARIANT=sanitize $(SETTINGS) all unit replay
	@$(PYTHON) tests/run

check:
	$(NEED) build test check
	+@$(MAKE) --no-print-directory $(PARALLEL) --keep-going -f build-aux/check.mk check
	$(BUILD) VARIANT=release $(SETTINGS) all
	+@$(MAKE) --no-print-directory -f build-aux/check.mk rules slope
	@echo 'make check: nothing to complain of'

# The part of `make check` that takes a second or two.
lint:
	+@$(MAKE) --no-print-directory --keep-going -f build-aux/check.mk lint

format:
	@$(MAKE) --no-print-directory -f build-aux/check.mk reformat

fuzz: fuzz-build
	@$(PYTHON) tests/fuzz/run --seconds $(FUZZ_SECONDS) --jobs $(JOBS)

bench:
	$(NEED) build bench
	$(BUILD) VARIANT=release $(SETTINGS) all
	@$(PYTHON) tests/bench/run

install uninstall:
	$(NEED) build
	$(BUILD) VARIANT=release $(SETTINGS) DESTDIR='$(DESTDIR)' $@

clean:
	rm -rf build

help:
	@echo 'make              build/release/piacheck'
	@echo 'make demo         install what is missing, build, run the main job on the fictional city'
	@echo 'make test         install what is missing, build with sanitizers, run every test'
	@echo 'make check        format, clang-tidy, cppcheck, the include rules, rules lint, man pages, schemas, instructions per record'
	@echo 'make lint         the quick part of make check'
	@echo 'make format       clang-format -i on all sources'
	@echo 'make unit         the unit tests alone'
	@echo 'make fuzz         every fuzz target for FUZZ_SECONDS=$(FUZZ_SECONDS), findings in build/fuzz/artifacts'
	@echo 'make bench        the measurements, as ratios against a peer'
	@echo 'make install      DESTDIR= PREFIX=$(PREFIX); make uninstall takes it away'
	@echo 'make clean        remove build/'
	@echo
	@echo 'settings          CC=clang  CFLAGS=…  LDFLAGS=…  JOBS=N  V=1 (show commands)'
	@echo 'one test          tests/run --only "cli/import/*"      tests/run --list'
