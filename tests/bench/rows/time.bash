# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # tmp, bin, n, record: of run
# The loader by itself. Times on the clock: on a busy machine they are longer.
group_time() {
	local i

	for ((i = 0; i < 2 * n; i++)); do
		say "times $i"
		wait_clean
		"$bin/times" "${record[@]}" -- >>"$tmp/times" || die 'no measurement: times'
	done
	awk '{ print $1 }' "$tmp/times" | goal P13.start
	awk '{ print $2 }' "$tmp/times" | goal P13.stop
	awk '{ print $3 / 1024 }' "$tmp/times" | goal P13.rss
	sleep 600 &
	for ((i = 0; i < (n < 3 ? n : 3); i++)); do
		say "idle $i"
		# A new owner is asked for its names for 5 s, which is not idleness yet.
		"$bin/idle" 8 4 "${record[@]}" -p $! >>"$tmp/idle" || die 'no measurement: idle'
	done
	kill $!
	awk '$1 == "idle_cpu" { print $2 }' "$tmp/idle" | goal P13.idle
	beside P13.idle "following a process that sleeps"
	awk '$1 == "idle_wakes" { print $2 }' "$tmp/idle" | row '' /s 'wake-ups of the loader while nothing is new'
	awk '$1 == "idle_rss" { print $2 / 1024 }' "$tmp/idle" | row '' MiB 'memory of the loader then'
}
