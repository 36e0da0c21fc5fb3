# SPDX-License-Identifier: BSD-2-Clause
# leastcap: one binary, one BPF object. `make help` lists the targets.
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := all

OUT     ?= .output
prefix  ?= /usr/local
bindir  ?= $(prefix)/bin
CC      ?= cc
CLANG   ?= clang
BPFTOOL ?= bpftool
PKGCONF ?= pkg-config

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || cat VERSION 2>/dev/null || echo unknown)

ifeq ($(V),1)
  Q =
  say = @:
else
  Q = @
  say = @printf '  %-7s %s\n'
endif

LIBS := libbpf libelf zlib libseccomp libcap jansson smartcols yaml-0.1
LIBS_CFLAGS := $(shell $(PKGCONF) --cflags $(LIBS))
LIBS_LDLIBS := $(shell $(PKGCONF) --libs $(LIBS))

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wformat=2 \
       -Wno-format-nonliteral -Wno-missing-field-initializers
ifdef WERROR
  WARN += -Werror
endif
CFLAGS ?= -O2 -g
HARDEN = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
ifdef SANITIZE
  OUT := $(OUT)/sanitize
  HARDEN = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -fPIE
endif
ifdef COVERAGE
  OUT := $(OUT)/coverage
  HARDEN += --coverage
endif
ALL_CFLAGS = -std=gnu11 $(CFLAGS) $(HARDEN) $(WARN) -D_GNU_SOURCE -DLEASTCAP_VERSION='"$(VERSION)"' \
             -Iuser -I. -I$(OUT) $(LIBS_CFLAGS) $(EXTRA_CFLAGS)
ALL_LDFLAGS = $(LDFLAGS) -pie -Wl,-z,relro,-z,now $(filter -fsanitize=% --coverage,$(HARDEN))
BPF_CFLAGS = -g -O2 -target bpf -D__TARGET_ARCH_x86 -D__BPF__ -mcpu=v3 -Wall -Wextra -Werror -Wno-unused-parameter \
             -Ivmlinux -I. $(LIBS_CFLAGS)

pure_src := $(wildcard user/base/*.c user/core/*.c user/emit/*.c)
kern_src := $(wildcard user/kern/*.c)
cmd_src  := $(wildcard user/cmd/*.c user/*.c)
bpf_src  := $(wildcard bpf/*.bpf.c)
unit_src := $(wildcard tests/unit/*.c)
act_src  := $(wildcard tests/acts/*.c)
objs = $(patsubst %.c,$(OUT)/%.o,$(1))

SKEL   := $(OUT)/leastcap.skel.h
TABLES := $(OUT)/sysno_table.h
PURE   := $(OUT)/libpure.a
BIN    := $(OUT)/leastcap

all: $(BIN) ## build leastcap

# --- kernel side -----------------------------------------------------------
$(OUT)/%.bpf.o: %.bpf.c Makefile
	$(say) BPF $<
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -MMD -MP -c $< -o $@

$(OUT)/leastcap.bpf.o: $(bpf_src:%.c=$(OUT)/%.o)
	$(say) BPFLD $@
	$(Q)$(BPFTOOL) gen object $@ $^

$(SKEL): $(OUT)/leastcap.bpf.o
	$(say) SKEL $@
	$(Q)$(BPFTOOL) gen skeleton $< name leastcap_bpf > $@

# --- user side -------------------------------------------------------------
$(TABLES): user/core/syscalls.tsv scripts/gen-sysno
	$(say) GEN $@
	@mkdir -p $(@D)
	$(Q)scripts/gen-sysno $< > $@

$(OUT)/%.o: %.c Makefile | $(SKEL) $(TABLES)
	$(say) CC $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

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

include $(wildcard tests/tests.mk)

tests-build: $(BIN) $(units) $(acts)

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

clean: ## remove what was built
	rm -rf $(OUT)

.PHONY: all tests-build help clean
-include $(shell find $(OUT) -name '*.d' 2>/dev/null)
