#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# A part of the battery (tests/battery/run): real programs and acts. The whole of it: make battery.

load lib.bash

setup() {
	need_hook
	export LEASTCAP ACTS
}

battery() {
	"$here/../battery/run" --quick "$@" > "$BATS_TEST_TMPDIR/table" || { cat "$BATS_TEST_TMPDIR/table"; return 1; }
	tail -n 1 "$BATS_TEST_TMPDIR/table"
}

# What is said of the programs holds without leastcap: of some of each kind here, of all by tests/battery/run --prove.
@test "programs work with the set they are said to need, and with no member less" {
	battery --prove chown cat cp-a su capsh-drop ping ip-addr http80 mount nsenter kill nginx
}

@test "record tells that set but for known causes, minimize tells it for all" {
	battery
	grep -q '^after minimize: equal .* (100 %)' "$BATS_TEST_TMPDIR/table"
}
