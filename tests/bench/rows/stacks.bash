# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # tmp, bin, n, record: of run
# New facts are told with the stack of the program that made them. Who has told all pays for that no more.
with_new() { under "$LEASTCAP" trace -q --unique -o "$tmp/trace.out" -- :: "$@"; }
with_new_stacks() { under "$LEASTCAP" trace -q --unique --stack -o "$tmp/trace.out" -- :: "$@"; }

group_stacks() {
	pairs load_granted new new-stacks
	times_over new-stacks new | goal P14
	ratio new-stacks | row '' x 'granted check, new facts told with user stacks: total'
	pairs load_spawn new new-stacks
	times_over new-stacks new | row '' x 'spawn of true: CPU with user stacks / without'
}
