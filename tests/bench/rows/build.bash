# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # tmp, bin, n, record: of run
# A small C build: many short processes that read, compute and write.
build_load() {
	local i

	mkdir -p "$tmp/build"
	for i in 1 2 3 4 5 6; do
		printf '#include <stdio.h>\n#include <stdlib.h>\nint f%d(int n) { return puts("") + n + rand(); }\n' \
			"$i" >"$tmp/build/f$i.c"
	done
	echo 'int main(void) { return 0; }' >"$tmp/build/main.c"
	# shellcheck disable=SC2016
	printf 'all: f1.o f2.o f3.o f4.o f5.o f6.o main.o\n\t$(CC) -o $@ $^\n%%.o: %%.c\n\t$(CC) -O1 -c -o $@ $<\n' \
		>"$tmp/build/Makefile"
	echo "load_build $tmp/build"
}

group_build() {
	local n=$((n < 3 ? n : 3))

	pairs "$(build_load)" enter,check target results
	without target | awk '{ print $1 / 1e6 }' | row '' ms 'small C build, CPU, no tracer'
	ratio target | goal build
	ratio results | row '' x 'small C build, CPU, followed with results'
	ratio enter,check | row '' x 'small C build, CPU, both empties'
}
