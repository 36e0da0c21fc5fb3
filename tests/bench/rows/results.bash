# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # tmp, bin, n, record: of run
# How calls end: a second program, on sys_exit, which only verbs that tell of it may attach (P5).

# settled: it records. While it chooses its hooks it tries some, and they come and go.
settled() {
	local tries seen=0

	for ((tries = 0; tries < 60 && seen < 4; tries++)); do
		sleep 0.25
		seen=$(($("$bin/attached" sys_enter) ? seen + 1 : 0))
	done
	[ $seen = 4 ]
}

# exit_programs OPTION...: how many sit on sys_exit while a running process is followed.
exit_programs() {
	hold_peer "${record[@]}" "$@" -p $$
	settled && "$bin/attached" sys_exit
	release_peer
}

group_results() {
	local with without_it

	pairs load_getpid enter enter,leave target results other-results
	added enter,leave | row '' ns 'getpid, added by empty sys_enter and sys_exit'
	added results | row '' ns 'getpid, added, followed with results'
	over results enter,leave | goal P4
	over other-results enter,leave | row '<= 1.15' x 'getpid, bystander of results: added / both empties'
	over results target | row '' x 'getpid, followed: added with results / without'
	ratio results | row '' x 'getpid, followed with results: total'
	pairs load_granted enter,leave,check target results
	over results enter,leave,check | row '' x 'granted check, followed with results: added / empties'
	over results target | row '' x 'granted check, followed: added with results / without'
	wait_clean
	without_it=$(exit_programs)
	wait_clean
	with=$(exit_programs --results yes)
	if [ -z "$without_it" ] || [ -z "$with" ]; then die 'cannot attach'; fi
	calc "$without_it + ($with ? 0 : 1)" | goal P5
	beside P5 "record -p attaches $without_it, with --results yes $with"
}
