# SPDX-License-Identifier: BSD-2-Clause
# Builds what tests/bench/run measures with. Run from the top: make -f tests/bench/bench.mk bench-build
include Makefile

bench_loads := $(patsubst %.c,$(OUT)/%,$(wildcard tests/bench/load_*.c))
bench_tools := $(addprefix $(OUT)/tests/bench/,empty busy times idle)

BENCH_CC = $(CC) -std=gnu11 -O2 -g $(WARN) -D_GNU_SOURCE -I$(OUT) -Itests/bench $(LIBS_CFLAGS)

bench-build: $(bench_loads) $(bench_tools)

$(OUT)/tests/bench/empty.skel.h: $(OUT)/tests/bench/empty.bpf.o
	$(say) SKEL $@
	$(Q)$(BPFTOOL) gen skeleton $< name empty_bpf > $@

$(bench_loads): $(OUT)/%: %.c tests/bench/load.c tests/bench/load.h tests/bench/ask.h
	$(say) CC $@
	@mkdir -p $(@D)
	$(Q)$(BENCH_CC) $< tests/bench/load.c -lcap -o $@ -pthread

$(OUT)/tests/bench/empty: $(OUT)/tests/bench/empty.skel.h
$(bench_tools): $(OUT)/%: %.c
	$(say) CC $@
	@mkdir -p $(@D)
	$(Q)$(BENCH_CC) $< $(shell $(PKGCONF) --libs libbpf) -o $@

.PHONY: bench-build
