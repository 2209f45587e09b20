# SPDX-License-Identifier: Apache-2.0
# One variant of the program into build/VARIANT. Called by the Makefile, from the root:
#
#   release   what is installed: optimised and hardened
#   sanitize  ASan and UBSan; what the tests run
#   fuzz      libFuzzer, with clang
#
# Sources are found, not listed: a new file in checker/, tests/unit/ or tests/fuzz/ needs no line here.

include build-aux/common.mk

VARIANT ?= release
OUT     := build/$(VARIANT)
GEN     := build/gen

ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(VARIANT),fuzz)
override CC := $(or $(FUZZ_CC),clang)
endif

# ---- Embedded data: symbol:file. The symbol is a `const char []` that ends with a NUL; symbol_size is its size without it.
EMBED := rule_evidence_sql:checker/rule/evidence.sql assess_schema_rng:checker/assess/assessment.rng

embed_symbol = $(word 1,$(subst :, ,$1))
embed_file   = $(word 2,$(subst :, ,$1))
EMBEDDED    := $(foreach e,$(EMBED),$(if $(wildcard $(call embed_file,$e)),$e))
EMBEDDED_C  := $(foreach e,$(EMBEDDED),$(GEN)/$(call embed_symbol,$e).c)

# ---- Sources
SOURCES      := $(sort $(shell find checker -name '*.c' -not -path 'checker/pdf/*'))
PDF_SOURCES  := $(sort $(wildcard checker/pdf/*.c))
MAIN         := $(filter checker/main.c,$(SOURCES))
UNIT_ALL     := $(sort $(shell find tests/unit -name '*.c' 2>/dev/null))
UNIT_TESTS   := $(foreach f,$(UNIT_ALL),$(if $(filter test_%,$(notdir $f)),$f))
UNIT_SHARED  := $(filter-out $(UNIT_TESTS),$(UNIT_ALL))
FUZZ_TARGETS := $(sort $(wildcard tests/fuzz/fuzz_*.c))

object      = $(patsubst %.c,$(OUT)/obj/%.o,$1)
LIB_OBJECTS := $(call object,$(filter-out $(MAIN),$(SOURCES)) $(EMBEDDED_C))
LIB         := $(OUT)/libpiacheck.a
# What the unit tests and the replay programs are linked with: shared, so that a change links one library and
# not 150 programs; they find it where it was built, and need no new link when it changes (hence the order-only "|").
TEST_LIB    := $(OUT)/libpiacheck.so
UNIT_BIN    := $(patsubst %.c,$(OUT)/%,$(UNIT_TESTS))
FUZZ_BIN    := $(patsubst tests/fuzz/%.c,$(OUT)/%,$(FUZZ_TARGETS))
REPLAY_BIN  := $(patsubst tests/fuzz/%.c,$(OUT)/replay/%,$(FUZZ_TARGETS))

RULES        := $(sort $(shell find rules -name '*.yaml' 2>/dev/null))

# ---- Libraries
ifneq ($(filter unit replay,$(MAKECMDGOALS)),)
TEST_PACKAGES := cmocka
endif
MISSING := $(shell for p in $(PACKAGES) $(TEST_PACKAGES); do \
	pkg-config --exists $$p 2>/dev/null || echo $$p; done)
ifneq ($(strip $(MISSING)),)
$(error pkg-config does not find: $(MISSING). Install their development packages)
endif
LIB_CFLAGS  := $(LIB_CFLAGS)
# The program that reads PDFs is linked with poppler, which nothing else needs: without it, it is left out, and piacheck says so.
PDF_THERE   := $(if $(PDF_SOURCES),$(shell pkg-config --exists $(PDF_PACKAGES) && echo yes))
PDF_CFLAGS  := $(if $(PDF_THERE),$(call package_cflags,$(PDF_PACKAGES)))
PDF_PROGRAM := $(if $(PDF_THERE),$(if $(filter fuzz,$(VARIANT)),,$(OUT)/piacheck-pdf),no-pdf)
PDF_LDLIBS  := $(if $(PDF_THERE),$(shell pkg-config --libs $(PDF_PACKAGES)))
LIB_LDLIBS  := $(shell pkg-config --libs $(PACKAGES))
TEST_LDLIBS := $(if $(TEST_PACKAGES),$(shell pkg-config --libs $(TEST_PACKAGES)))

# ---- Flags
ifeq ($(VARIANT),release)
accepts    = $(shell $(CC) -Werror $1 -x c -c /dev/null -o /dev/null 2>/dev/null && echo '$1')
# -fcf-protection is x86's; elsewhere the compiler refuses it. clang before 16 wants the second switch with "zero".
CLANG_ZERO := -enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang
HARDEN     := -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection \
	$(call accepts,-fcf-protection) \
	$(or $(call accepts,-ftrivial-auto-var-init=zero),$(call accepts,-ftrivial-auto-var-init=zero $(CLANG_ZERO)))
CODE       := $(HARDEN) -fPIE
LINK       := -fPIE -pie -Wl,-z,relro,-z,now,-z,noexecstack
DATADIR    := $(PREFIX)/share/piacheck
else ifeq ($(VARIANT),sanitize)
CODE    := -O1 -g -fPIC -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all -DPIACHECK_SANITIZED=1
LINK    := -fsanitize=address,undefined
DATADIR := $(CURDIR)
else ifeq ($(VARIANT),fuzz)
CODE    := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
	-DPIACHECK_SANITIZED=1 -DPIACHECK_FUZZING=1
LINK    := -fsanitize=fuzzer,address,undefined
DATADIR := $(CURDIR)
else
$(error VARIANT is release, sanitize or fuzz, not '$(VARIANT)')
endif

DEFINES := -D_GNU_SOURCE '-DPIACHECK_VERSION="$(VERSION)"' '-DPIACHECK_DATADIR="$(DATADIR)"'
COMPILE  = $(CC) -std=c17 $(DEFINES) $(INCLUDES) $(LIB_CFLAGS) $(WARNINGS) $(CODE) $(CPPFLAGS) $(CFLAGS)
LINKER   = $(CC) $(CODE) $(LINK) -Wl,--as-needed $(LDFLAGS)

Q  := $(if $(V),,@)
say = $(if $(V),,@printf '  %-4s %s\n' $1 $2)

# ---- Targets
.PHONY: all unit replay fuzz no-pdf install uninstall flags-text FORCE
.SECONDARY:
.DELETE_ON_ERROR:

all: $(if $(MAIN),$(OUT)/piacheck $(OUT)/rules.pack,$(LIB)) $(PDF_PROGRAM)
unit: $(UNIT_BIN)
replay: $(REPLAY_BIN)
fuzz: $(FUZZ_BIN)

$(OUT)/piacheck: $(call object,$(MAIN)) $(LIB)
	$(call say,LD,$@)
	$(Q)$(LINKER) -o $@ $^ $(LIB_LDLIBS)

# The rules as one file, read at the start in place of three hundred. Without it nothing but time is lost: a rule that is
# being written, and is refused, does not end the build.
pack = PIACHECK_RULES='$1' $(OUT)/piacheck rules pack '$2' || rm -f '$2'

$(OUT)/rules.pack: $(OUT)/piacheck $(RULES) $(OUT)/rules-list
	$(call say,PACK,$@)
	$(Q)$(call pack,$(CURDIR)/rules,$@)

$(OUT)/piacheck-pdf: $(call object,$(PDF_SOURCES)) $(LIB)
	$(call say,LD,$@)
	$(Q)$(LINKER) -o $@ $^ $(PDF_LDLIBS) $(LIB_LDLIBS) -lm

$(call object,$(PDF_SOURCES)): LIB_CFLAGS += $(PDF_CFLAGS)

no-pdf:
	@echo 'piacheck-pdf is not built: pkg-config does not find $(PDF_PACKAGES)' >&2

$(LIB): $(LIB_OBJECTS) $(OUT)/sources
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $(LIB_OBJECTS)

$(TEST_LIB): $(LIB_OBJECTS) $(call object,$(MAIN)) $(OUT)/sources
	$(call say,LD,$@)
	$(Q)$(LINKER) -shared -o $@ $(filter %.o,$^) $(LIB_LDLIBS)

$(UNIT_BIN): $(OUT)/%: $(OUT)/obj/%.o $(call object,$(UNIT_SHARED)) | $(TEST_LIB)
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LINKER) -Wl,-rpath,'$(abspath $(OUT))' -o $@ $^ $(TEST_LIB) $(TEST_LDLIBS) $(LIB_LDLIBS)

# The fuzz targets with a plain main that plays their seeds: part of `make test`, and needs no clang.
$(REPLAY_BIN): $(OUT)/replay/%: $(OUT)/obj/tests/fuzz/%.o $(OUT)/obj/tests/fuzz/replay.o | $(TEST_LIB)
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LINKER) -Wl,-rpath,'$(abspath $(OUT))' -o $@ $^ $(TEST_LIB) $(LIB_LDLIBS)

$(FUZZ_BIN): $(OUT)/%: $(OUT)/obj/tests/fuzz/%.o $(LIB)
	$(call say,LD,$@)
	$(Q)$(LINKER) -o $@ $^ $(LIB_LDLIBS)

$(OUT)/obj/%.o: %.c $(OUT)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

# od and sed are on every machine; xxd is not.
define embed_rule
$(GEN)/$(call embed_symbol,$1).c: $(call embed_file,$1) build-aux/build.mk
	$$(call say,GEN,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q){ printf '/* Made from %s. */\n#include <stddef.h>\n\n' '$(call embed_file,$1)'; \
	  printf 'extern const char %s[];\nextern const size_t %s_size;\n\n' '$(call embed_symbol,$1)' '$(call embed_symbol,$1)'; \
	  printf 'const char %s[] = {\n' '$(call embed_symbol,$1)'; \
	  od -An -v -tx1 '$(call embed_file,$1)' | sed "s/ \(..\)/'\\\\x\1',/g"; \
	  printf "'\\\\0' };\nconst size_t %s_size = sizeof %s - 1;\n" '$(call embed_symbol,$1)' '$(call embed_symbol,$1)'; \
	} >$$@
endef
$(foreach e,$(EMBEDDED),$(eval $(call embed_rule,$e)))

# What every object depends on besides its sources: another compiler or flag, or a file taken away, builds anew.
export COMPILE_TEXT := $(COMPILE)
export LINKER_TEXT  := $(LINKER) $(LIB_LDLIBS) $(PDF_LDLIBS)
export SOURCES_TEXT := $(SOURCES) $(PDF_SOURCES) $(UNIT_SHARED) $(EMBEDDED)

$(OUT)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' "$$COMPILE_TEXT" "$$LINKER_TEXT" | cmp -s - $@ || printf '%s\n' "$$COMPILE_TEXT" "$$LINKER_TEXT" >$@

# For a test: what $(OUT)/flags should be.
flags-text:
	@printf '%s\n' "$$COMPILE_TEXT" "$$LINKER_TEXT"

$(OUT)/sources: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' "$$SOURCES_TEXT" | cmp -s - $@ || printf '%s\n' "$$SOURCES_TEXT" >$@

$(OUT)/rules-list: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(RULES) | cmp -s - $@ || printf '%s\n' $(RULES) >$@

FORCE:

# ---- Installation. Rules and templates lie below DATADIR as they lie here.
MAN_PAGES := $(wildcard checker/man/*.[1-9])
DATA      := $(sort $(shell find rules reports -type f -not -path 'reports/golden/*' 2>/dev/null))
DOCUMENTS := $(wildcard README.md README.ja.md SECURITY.md LICENSE CHANGELOG.md)
LIBEXEC    = $(DESTDIR)$(PREFIX)/libexec/piacheck
man_path   = $(DESTDIR)$(PREFIX)/share/man/man$(subst .,,$(suffix $1))/$(notdir $1)

install: all
	install -D -m 755 $(OUT)/piacheck '$(DESTDIR)$(PREFIX)/bin/piacheck'
	$(if $(PDF_THERE),install -D -m 755 $(OUT)/piacheck-pdf '$(LIBEXEC)/piacheck-pdf')
	@$(foreach f,$(DATA),install -D -m 644 '$f' '$(DESTDIR)$(DATADIR)/$f' &&) :
	$(Q)$(call pack,$(DESTDIR)$(DATADIR)/rules,$(DESTDIR)$(DATADIR)/rules.pack)
	install -D -m 644 checker/assess/assessment.rng '$(DESTDIR)$(DATADIR)/assessment.rng'
	@$(foreach f,$(MAN_PAGES),install -D -m 644 '$f' '$(call man_path,$f)' &&) :
	@$(foreach f,$(DOCUMENTS),install -D -m 644 '$f' '$(DESTDIR)$(PREFIX)/share/doc/piacheck/$f' &&) :
	@echo 'installed below $(DESTDIR)$(PREFIX): bin/piacheck, share/piacheck, share/man, share/doc/piacheck'

uninstall:
	rm -f '$(DESTDIR)$(PREFIX)/bin/piacheck'
	rm -rf '$(LIBEXEC)'
	@$(foreach f,$(MAN_PAGES),rm -f '$(call man_path,$f)' &&) :
	rm -rf '$(DESTDIR)$(DATADIR)' '$(DESTDIR)$(PREFIX)/share/doc/piacheck'

-include $(patsubst %.o,%.d,$(LIB_OBJECTS) $(call object,$(MAIN) $(PDF_SOURCES) $(UNIT_ALL) $(FUZZ_TARGETS) tests/fuzz/replay.c))
