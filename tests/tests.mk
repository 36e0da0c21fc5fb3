# SPDX-License-Identifier: BSD-2-Clause
# Targets that test. tests/run does the counting; its last line is "N passed, N failed, N skipped".

RUN = OUT='$(abspath $(OUT))' tests/run
FUZZ_SECONDS ?= 60

check: tests-build ## every test that needs no root
	@$(RUN) check unit cli validate

check-live: tests-build ## record real programs on this kernel (root)
	@$(RUN) live

check-vm: tests-build ## the live tests on Debian's kernels 5.10 to 7.2 in guests (KERNELS=, PART=quick)
	@$(RUN) vm

battery: tests-build ## record and minimize real programs, against the sets they truly need (root)
	@LEASTCAP='$(abspath $(BIN))' ACTS='$(abspath $(OUT))/tests/acts' tests/battery/run

battery-seccomp: all ## real workloads in containers under generated filters, and under lists made otherwise (root)
	@LEASTCAP='$(abspath $(BIN))' tests/battery/seccomp

bench: tests-build ## measure the cost of recording (root)
	@set -e; for b in $(bench_files); do OUT='$(abspath $(OUT))' $$b; done
bench-scale: tests-build ## measure the cost as processes, containers, facts and CPUs grow (root)
	@OUT='$(abspath $(OUT))' tests/bench/scale/run
bench_files = $(or $(shell find tests/bench -maxdepth 1 -type f -executable | sort),$(error tests/bench is empty))

# --- lint ------------------------------------------------------------------
scripts := $(shell grep -lE '^\#!/(usr/)?bin/(env )?(ba)?sh' scripts/* .ci/* tests/run tests/*/* \
           tests/vm/guest/* tests/bench/*/* docs/examples/* 2>/dev/null) \
           $(wildcard scripts/*.sh scripts/completion/* tests/*/*.sh tests/bench/rows/*.bash)
lint_c  := $(pure_src) $(kern_src) $(cmd_src)

lint: lint-shell lint-c all ## shellcheck, cppcheck, the compiler's analyzer and the house rules
	@$(RUN) check

lint-shell:
	$(say) SHELLCK '$(words $(scripts)) scripts'
	$(Q)shellcheck -x $(scripts)

# Neither tool follows owners through guards and structures: leaks, null pointers and first values are left to the
# compilers' own warnings and the sanitizers' run of the unit tests.
lint-c: $(SKEL) $(TABLES)
	$(say) CPPCHK '$(words $(lint_c)) files'
	$(Q)cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr --enable=warning,portability \
	  $(addprefix --suppress=,missingIncludeSystem memleak resourceLeak arrayIndexThenCheck) \
	  -D_GNU_SOURCE -DLEASTCAP_VERSION='""' -Iuser -I. -I$(OUT) $(lint_c)
	$(say) ANALYZE '$(words $(lint_c)) files'
	$(Q)for f in $(lint_c); do $(analyze) || [ $$? = 124 ] && continue; exit 1; done

# Hash macros can take the analyzer for ever: it gets 20 s a file.
analyze = timeout 20 gcc $(ALL_CFLAGS) -DLEASTCAP_VERSION='""' -fanalyzer -Werror \
          $(addprefix -Wno-analyzer-,malloc-leak null-dereference use-of-uninitialized-value possible-null-argument \
          possible-null-dereference) -c $$f -o /dev/null

# --- fuzz ------------------------------------------------------------------
fuzz_src := $(wildcard tests/fuzz/*.c)
fuzzers  := $(patsubst tests/fuzz/%.c,$(OUT)/fuzz/%,$(fuzz_src))
FUZZ_CFLAGS = -std=gnu11 -O1 -g -D_GNU_SOURCE -Iuser -I. -I$(OUT) -Itests $(LIBS_CFLAGS) -MMD -MP \
              -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined

$(fuzzers): $(OUT)/fuzz/%: tests/fuzz/%.c $(pure_src) Makefile tests/tests.mk | $(OUT)/deps $(TABLES)
	$(say) FUZZ $@
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(FUZZ_CFLAGS) $< $(pure_src) $(LIBS_LDLIBS) -o $@

fuzz-build: $(fuzzers)

fuzz: $(fuzzers) ## run each fuzzer for FUZZ_SECONDS (60)
	$(if $(fuzz_src),,$(error tests/fuzz is empty))
	@set -e; for f in $(fuzzers); do name=$${f##*/}; echo "== $$name"; \
	  mkdir -p $(OUT)/fuzz/corpus/$$name tests/fuzz/corpus/$$name; \
	  $$f -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 -artifact_prefix=$(OUT)/fuzz/$$name- \
	    $(OUT)/fuzz/corpus/$$name tests/fuzz/corpus/$$name; done

# --- coverage --------------------------------------------------------------
coverage: ## lines and branches that the unit tests reach, per room
	@$(MAKE) --no-print-directory COVERAGE=1 coverage-report

coverage-report: $(units)
	@find $(OUT) -name '*.gcda' -delete
	@$(RUN) unit >$(OUT)/units.log || { cat $(OUT)/units.log; exit 1; }
	@tail -n 1 $(OUT)/units.log
	@tests/coverage $(OUT)

.PHONY: check check-live check-vm battery battery-seccomp bench lint \
	bench-scale lint-shell lint-c fuzz fuzz-build coverage coverage-report

# --- drivers of kern/ ------------------------------------------------------
# Programs that tests/live runs: pieces of kern/ by themselves, without the BPF object.
kern_test_src := $(wildcard tests/kern/*.c)
kern_tests    := $(kern_test_src:%.c=$(OUT)/%)
kern_test_lib := $(OUT)/tests/kern/libkern.a
$(kern_test_lib): $(call objs,$(filter-out $(addprefix user/kern/,load.c sweep.c hook.c),$(kern_src)) \
		  $(wildcard user/base/*.c) user/core/sysno.c)
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(kern_tests): $(OUT)/%: $(OUT)/%.o $(kern_test_lib)
	$(say) LD $@
	$(Q)$(CC) $(ALL_LDFLAGS) $^ $(LIBS_LDLIBS) -o $@

# Tells how much of our programs the kernel verified (tests/live/verified.bats).
verified := $(OUT)/tests/bench/verified
$(verified): $(OUT)/tests/bench/verified.o
	$(say) LD $@
	$(Q)$(CC) $(ALL_LDFLAGS) $^ $(LIBS_LDLIBS) -o $@

tests-build: $(kern_tests) $(verified)
