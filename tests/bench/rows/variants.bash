# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# Ways to know who makes a call (tests/bench/variants.bpf.c), in units of an empty program: what could be had instead.
group_variants() {
	pairs load_getpid enter way_helper way_table way_hash way_storage way_queue way_switch,way_switched target
	over way_helper enter | row '' x 'who: the helper alone / empty'
	over way_table enter | row '' x 'who: helper, table by tgid, bit / empty'
	over way_hash enter | row '' x 'who: helper, hash by tgid, bit / empty'
	over way_storage enter | row '' x 'who: helper, task storage, bit / empty'
	over way_queue enter | row '' x 'who: run queue, table by tgid, bit / empty'
	over way_switch,way_switched enter | row '' x 'who: kept at each switch, bit / empty'
	over target enter | row '' x 'who: helper, line of the process (leastcap) / empty'
	pairs load_switch enter way_table way_switch,way_switched target
	without enter | row '' ns 'a byte there and back, no tracer'
	added enter | row '' ns '... added by an empty sys_enter'
	added way_table | row '' ns '... added by helper, table by tgid, bit'
	added way_switch,way_switched | row '' ns '... added by what is kept at each switch'
	added target | row '' ns '... added by leastcap'
}
