# SPDX-License-Identifier: Apache-2.0
# The checks that read instead of run (but `rules`). What costs time leaves a stamp in build/check, and is done again
# only for what changed. Called by the Makefile, from the root.

include build-aux/common.mk

OUT     := build/check
CLANG   := $(or $(firstword $(foreach c,clang-14 clang,$(shell command -v $c 2>/dev/null))),clang)
TIDY    := $(or $(firstword $(foreach c,clang-tidy-14 clang-tidy,$(shell command -v $c 2>/dev/null))),clang-tidy)

SOURCES := $(sort $(shell find checker -name '*.c'))
TESTS_C := $(sort $(shell find tests -name '*.c'))
HEADERS := $(sort $(shell find checker tests -name '*.h'))
MAN     := $(wildcard checker/man/*.[1-9])
SCHEMAS := $(sort $(shell find checker rules reports -name '*.rng' 2>/dev/null))

# All sources alike: one that needs no poppler does not mind its headers.
FLAGS := $(call package_cflags,$(PDF_PACKAGES)) -std=c17 -D_GNU_SOURCE '-DPIACHECK_VERSION="0"' '-DPIACHECK_DATADIR="/"' $(INCLUDES) $(LIB_CFLAGS) $(WARNINGS)

FORMATTED := $(patsubst %,$(OUT)/%.format,$(SOURCES) $(HEADERS) $(TESTS_C))
COMPILED  := $(patsubst %.c,$(OUT)/%.clang,$(SOURCES) $(TESTS_C))
TIDIED    := $(patsubst %.c,$(OUT)/%.tidy,$(SOURCES))

.PHONY: check lint format reformat includes spdx names shell clang tidy cppcheck rules slope man schemas

check: lint clang tidy cppcheck

lint: format includes spdx names shell man schemas

format: $(FORMATTED)
$(OUT)/%.format: % .clang-format
	@mkdir -p $(@D)
	@clang-format --dry-run -Werror $< 2>$@.err || { sed -n '1s/ \[-W.*/; put right by: clang-format -i $(subst /,\/,$<)/p' $@.err; exit 1; }
	@touch $@

# For the hand: puts the layout of everything right.
reformat:
	clang-format -i $(SOURCES) $(HEADERS) $(TESTS_C)

includes spdx names shell:
	@/usr/bin/python3 -B tests/lint/$@

# Clang's own warnings; gcc's come with the build.
clang: $(COMPILED)
$(OUT)/%.clang: %.c
	@mkdir -p $(@D)
	@$(CLANG) $(FLAGS) -fsyntax-only -MMD -MP -MF $@.d -MT $@ $<
	@touch $@

tidy: $(TIDIED)
$(OUT)/%.tidy: %.c $(OUT)/%.clang .clang-tidy
	@echo '  TIDY $<'
	@$(TIDY) --quiet $< -- $(FLAGS) 2>$@.err || { grep -v ' warnings\? .*generated' $@.err; exit 1; }
	@touch $@

cppcheck: $(OUT)/cppcheck.ok
$(OUT)/cppcheck.ok: $(SOURCES) $(HEADERS) $(OUT)/cppcheck/settings
	@echo '  CPPCHECK checker'
	@cppcheck --quiet --std=c11 --enable=warning,portability,performance --library=posix --library=build-aux/cppcheck.cfg \
		--inline-suppr --error-exitcode=1 -j 2 \
		--suppressions-list=build-aux/cppcheck.txt --cppcheck-build-dir=$(OUT)/cppcheck --template=gcc \
		-D_GNU_SOURCE -DPIACHECK_VERSION='"0"' -DPIACHECK_DATADIR='"/"' -Ichecker checker
	@touch $@

# What cppcheck keeps of earlier runs knows nothing of its settings.
$(OUT)/cppcheck/settings: build-aux/cppcheck.txt build-aux/cppcheck.cfg
	@rm -rf $(@D) && mkdir -p $(@D) && touch $@

# These need the release build.
slope:
	@tests/bench/slope

rules:
	@if [ -d rules ]; then build/release/piacheck rules lint --rules rules; fi

man:
	@if [ -n '$(MAN)' ]; then mandoc -T lint -W warning $(MAN); fi

# By the program's own engine and by a stricter one. Both are given a document that is not meant to be valid.
schemas: $(patsubst %,$(OUT)/%.valid,$(SCHEMAS))
$(OUT)/%.rng.valid: %.rng build-aux/empty.xml
	@mkdir -p $(@D)
	@xmllint --noout --relaxng $< build-aux/empty.xml 2>$@.err; [ $$? != 5 ] || { cat $@.err; exit 1; }
	@! jing $< build-aux/empty.xml 2>/dev/null | grep -F '$<:'
	@touch $@

-include $(wildcard $(addsuffix .d,$(COMPILED)))
