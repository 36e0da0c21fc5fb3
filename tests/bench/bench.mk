# SPDX-License-Identifier: BSD-2-Clause
# Builds what tests/bench/run measures with. Run from the top: make -f tests/bench/bench.mk bench-build
include Makefile

bench_loads := $(patsubst %.c,$(OUT)/%,$(wildcard tests/bench/load_*.c tests/bench/drive_*.c))
bench_pure  := $(addprefix $(OUT)/tests/bench/,fold big) # of the user side alone
bench_tools := $(addprefix $(OUT)/tests/bench/,empty busy attached times idle truth)

BENCH_CC = $(CC) -std=gnu11 -O2 -g $(WARN) -D_GNU_SOURCE -I$(OUT) -Itests/bench $(LIBS_CFLAGS)

bench-build: $(bench_loads) $(bench_tools) $(bench_pure)

$(OUT)/tests/bench/attached.bpf.o: $(OUT)/tests/bench/empty.bpf.o $(OUT)/tests/bench/variants.bpf.o
	$(say) BPFLD $@
	$(Q)$(BPFTOOL) gen object $@ $^

$(OUT)/tests/bench/empty.skel.h: $(OUT)/tests/bench/attached.bpf.o
	$(say) SKEL $@
	$(Q)$(BPFTOOL) gen skeleton $< name empty_bpf > $@

$(bench_loads): $(OUT)/%: %.c tests/bench/load.c tests/bench/load.h tests/bench/ask.h
	$(say) CC $@
	@mkdir -p $(@D)
	$(Q)$(BENCH_CC) $< tests/bench/load.c -lcap -o $@ -pthread

$(OUT)/tests/bench/empty: $(OUT)/tests/bench/empty.skel.h
$(OUT)/tests/bench/truth: tests/bench/truth_calls.h
$(bench_tools): $(OUT)/%: %.c
	$(say) CC $@
	@mkdir -p $(@D)
	$(Q)$(BENCH_CC) $< $(shell $(PKGCONF) --libs libbpf) -lcap -o $@

$(bench_pure): $(OUT)/%: %.c tests/bench/tape.c tests/bench/tape.h $(PURE)
	$(say) CC $@
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests/bench $(ALL_LDFLAGS) $< tests/bench/tape.c $(PURE) $(LIBS_LDLIBS) -o $@

# What tests/bench/scale/run makes: many processes, facts, and what is seen of the loader meanwhile.
scale_tools := $(addprefix $(OUT)/tests/bench/scale/,contend crowd facts maps meter)

scale_loads := $(addprefix $(OUT)/tests/bench/,empty busy load_getpid load_granted load_spawn)

bench-scale-build: $(scale_loads) $(scale_tools) $(OUT)/tests/bench/scale/tiny

$(scale_tools): $(OUT)/%: %.c tests/bench/held.h
	$(say) CC $@
	@mkdir -p $(@D)
	$(Q)$(BENCH_CC) -I. $< $(shell $(PKGCONF) --libs libbpf) -o $@ -pthread

$(OUT)/tests/bench/scale/tiny: tests/bench/scale/tiny.c
	$(say) CC $@
	@mkdir -p $(@D)
	$(Q)$(CC) -Os -nostdlib -static -ffreestanding -fno-stack-protector -fno-pie -no-pie -s \
	  -Wl,-z,noseparate-code,--build-id=none $< -o $@

.PHONY: bench-build bench-scale-build
