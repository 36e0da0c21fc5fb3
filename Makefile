# SPDX-License-Identifier: BSD-2-Clause
# leastcap: one binary, one BPF object. `make help` lists the targets.
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := all

OUT     ?= .output
prefix  ?= /usr/local
bindir  ?= $(prefix)/bin
mandir  ?= $(prefix)/share/man
docdir  ?= $(prefix)/share/doc/leastcap
bashcompdir ?= $(prefix)/share/bash-completion/completions
CC      ?= cc
CLANG   ?= clang
# Ubuntu's bpftool is a wrapper that refuses foreign kernels; the real one lies beside it.
BPFTOOL ?= $(firstword $(wildcard /usr/lib/linux-tools/*/bpftool) bpftool)
PKGCONF ?= pkg-config
export PKG_CONFIG_PATH

VERSION := $(shell git -c safe.directory='*' describe --tags --always --dirty 2>/dev/null || cat VERSION 2>/dev/null || echo unknown)

ifeq ($(V),1)
  Q =
  say = @:
else
  Q = @
  say = @printf '  %-7s %s\n'
endif

LIBS := libbpf libelf zlib libseccomp libcap jansson smartcols yaml-0.1
# What is missing is said once, by $(OUT)/deps.
LIBS_CFLAGS := $(shell $(PKGCONF) --cflags $(LIBS) 2>/dev/null)
LIBS_LDLIBS := $(shell $(PKGCONF) --libs $(LIBS) 2>/dev/null)
# Symbols of user stacks, where it is there. LIBDW=0 builds without.
LIBDW ?= $(shell $(PKGCONF) --exists libdw 2>/dev/null && echo 1)
ifeq ($(LIBDW),1)
  LIBS_CFLAGS += $(shell $(PKGCONF) --cflags libdw) -DHAVE_LIBDW
  LIBS_LDLIBS += $(shell $(PKGCONF) --libs libdw)
endif
# The API of docker and podman, where it is there; opened when it is needed. LIBCURL=0 builds without.
LIBCURL ?= $(shell $(PKGCONF) --exists libcurl 2>/dev/null && echo 1)
ifeq ($(LIBCURL),1)
  LIBS_CFLAGS += $(shell $(PKGCONF) --cflags libcurl) -DHAVE_LIBCURL
  LIBS_LDLIBS += -ldl
endif

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wformat=2 \
       -Wno-format-nonliteral -Wno-missing-field-initializers
ifdef WERROR
  WARN += -Werror
endif
CFLAGS ?= -O2 -g
HARDEN = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
ifdef SANITIZE
  override OUT := $(OUT)/sanitize
  HARDEN = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -fPIE
endif
ifdef COVERAGE
  override OUT := $(OUT)/coverage
  CFLAGS = -O0 -g
  HARDEN = --coverage -fPIE
endif
ALL_CFLAGS = -std=gnu11 $(CFLAGS) $(HARDEN) $(WARN) -D_GNU_SOURCE -Iuser -I. -I$(OUT) \
             -ffile-prefix-map=$(CURDIR)/= $(LIBS_CFLAGS) $(EXTRA_CFLAGS)
ALL_LDFLAGS = $(LDFLAGS) -pie -Wl,-z,relro,-z,now $(filter -fsanitize=% --coverage,$(HARDEN))
BPF_CFLAGS = -g -O2 -target bpf -D__TARGET_ARCH_x86 -D__BPF__ -mcpu=v3 -Wall -Wextra -Werror -Wno-unused-parameter \
             -Ivmlinux -I. $(LIBS_CFLAGS)

pure_src := $(wildcard user/base/*.c user/core/*.c user/emit/*.c)
kern_src := $(wildcard user/kern/*.c)
cmd_src  := $(wildcard user/cmd/*.c user/*.c)
bpf_src  := $(filter-out bpf/old.bpf.c,$(wildcard bpf/*.bpf.c))
unit_src := $(wildcard tests/unit/*.c)
act_src  := $(wildcard tests/acts/*.c)
objs = $(patsubst %.c,$(OUT)/%.o,$(1))

SKEL   := $(OUT)/leastcap.skel.h
SKEL_OLD := $(OUT)/leastcap_old.skel.h
TABLES := $(OUT)/sysno_table.h
PURE   := $(OUT)/libpure.a
BIN    := $(OUT)/leastcap

all: $(BIN) ## build leastcap

# --- what every object depends on ------------------------------------------
# A missing tool or library: one line that names the packages.
$(OUT)/deps: scripts/install-deps
	@mkdir -p $(@D)
	@CC='$(CC)' CLANG='$(CLANG)' BPFTOOL='$(BPFTOOL)' PKGCONF='$(PKGCONF)' scripts/install-deps --missing build
	@touch $@

# Changed flags rebuild; the version only rebuilds the file that prints it.
remember = @mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(1))' | cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(1))' > $@
$(OUT)/flags: FORCE
	$(call remember,$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS))
$(OUT)/version: FORCE
	$(call remember,$(VERSION))
FORCE:

# --- kernel side -----------------------------------------------------------
$(OUT)/%.bpf.o: %.bpf.c Makefile | $(OUT)/deps
	$(say) BPF $<
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -MMD -MP -c $< -o $@

$(OUT)/old/%.bpf.o: %.bpf.c Makefile | $(OUT)/deps
	$(say) BPFOLD $<
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -DLC_OLD -MMD -MP -c $< -o $@

# The owners of the maps first: libbpf 1.1's linker leaves the offset of an extern map it saw before its owner at 0.
bpf_obj := $(OUT)/bpf/scope.bpf.o $(filter-out $(OUT)/bpf/scope.bpf.o,$(bpf_src:%.c=$(OUT)/%.o))
$(OUT)/leastcap.bpf.o: $(bpf_obj)
$(OUT)/old/leastcap.bpf.o: $(OUT)/old/bpf/old.bpf.o $(bpf_obj:$(OUT)/%=$(OUT)/old/%)
$(OUT)/leastcap.bpf.o $(OUT)/old/leastcap.bpf.o:
	$(say) BPFLD $@
	$(Q)$(BPFTOOL) gen object $@ $^

$(SKEL): $(OUT)/leastcap.bpf.o
	$(say) SKEL $@
	$(Q)$(BPFTOOL) gen skeleton $< name leastcap_bpf > $@

# The loader uses it by the type of the other: the variables of both must lie alike.
variables = sed -n '/struct leastcap[a-z_]*__[a-z]* {/,/}/p;/elf_bytes/q' $(1) | sed 's/leastcap_old_bpf/leastcap_bpf/; /__data_old {/,/}/d'
$(SKEL_OLD): $(OUT)/old/leastcap.bpf.o $(SKEL)
	$(say) SKEL $@
	$(Q)$(BPFTOOL) gen skeleton $< name leastcap_old_bpf > $@
	$(Q)bash -c "diff <($(call variables,$(SKEL))) <($(call variables,$@))"

# --- user side -------------------------------------------------------------
$(TABLES): user/core/syscalls.tsv scripts/gen-sysno | $(OUT)/deps
	$(say) GEN $@
	@mkdir -p $(@D)
	$(Q)scripts/gen-sysno $< > $@

$(OUT)/%.o: %.c Makefile $(OUT)/flags | $(OUT)/deps $(SKEL) $(SKEL_OLD) $(TABLES)
	$(say) CC $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

version_obj := $(filter %/main.o,$(call objs,$(cmd_src)))
$(version_obj): $(OUT)/version
$(version_obj): EXTRA_CFLAGS += -DLEASTCAP_VERSION='"$(VERSION)"'

$(PURE): $(call objs,$(pure_src))
	$(say) AR $@
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BIN): $(call objs,$(cmd_src) $(kern_src)) $(PURE)
	$(say) LD $@
	$(Q)$(CC) $(ALL_LDFLAGS) $^ $(LIBS_LDLIBS) -o $@

# --- tests -----------------------------------------------------------------
units := $(unit_src:%.c=$(OUT)/%)
acts  := $(act_src:%.c=$(OUT)/%)

$(units): $(OUT)/%: $(OUT)/%.o $(PURE)
	$(say) LD $@
	$(Q)$(CC) $(ALL_LDFLAGS) $< $(PURE) $(LIBS_LDLIBS) -lcmocka -o $@

$(acts): $(OUT)/%: %.c Makefile
	$(say) ACT $@
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -O1 -g -Wall -Wextra -D_GNU_SOURCE -Itests -I. -MMD -MP $< -o $@ -pthread

units: $(units)
tests-build: $(BIN) $(units) $(acts) ## build leastcap and everything the tests run

include $(wildcard tests/tests.mk)

# --- install ---------------------------------------------------------------
INSTALL ?= install
man_pages   := $(wildcard docs/man/*.1)
doc_files   := README.md LICENSE $(wildcard docs/*.md)
completions := $(wildcard scripts/completion/leastcap)

install: $(BIN) ## install below $(DESTDIR)$(prefix)
	$(INSTALL) -D -m 0755 $(BIN) $(DESTDIR)$(bindir)/leastcap
	$(if $(man_pages),$(INSTALL) -D -m 0644 -t $(DESTDIR)$(mandir)/man1 $(man_pages))
	$(INSTALL) -D -m 0644 -t $(DESTDIR)$(docdir) $(doc_files)
	$(if $(completions),$(INSTALL) -D -m 0644 -t $(DESTDIR)$(bashcompdir) $(completions))

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(bindir)/leastcap $(patsubst docs/man/%,$(DESTDIR)$(mandir)/man1/%,$(man_pages)) \
	      $(DESTDIR)$(bashcompdir)/leastcap
	rm -rf $(DESTDIR)$(docdir)

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'
	@printf '  %s\n' 'Variables: V=1 WERROR=1 SANITIZE=1 COVERAGE=1 CC= CLANG= BPFTOOL= PKGCONF= OUT= DESTDIR= prefix='

clean: ## remove what was built
	rm -rf $(OUT)

.PHONY: all units tests-build install uninstall help clean FORCE
-include $(shell find $(addprefix $(OUT)/,bpf old user tests fuzz) -type f -name '*.d' 2>/dev/null)
