# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # tmp, bin, n, record: of run
# The shortest syscall: all that is added to it is the tracer's.
group_getpid() {
	pairs load_getpid enter target bystander
	without enter | row '' ns 'getpid, no tracer'
	added enter | row '' ns 'getpid, added by an empty sys_enter'
	added target | row '' ns 'getpid, added, followed'
	added bystander | row '' ns 'getpid, added, bystander'
	over target enter | goal P1
	over bystander enter | goal P2
	ratio target | row '' x 'getpid, followed: total'
	ratio bystander | row '' x 'getpid, bystander: total'
	pairs load_rw enter target
	over target enter | row '' x 'read+write of 1 byte, followed: added / empty'
	ratio target | row '' x 'read+write of 1 byte, followed: total'
	pairs 'load_getpid -t 2' target
	ratio target | row '' x 'getpid, 2 threads, followed: total'
}
