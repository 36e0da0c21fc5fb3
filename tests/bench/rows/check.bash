# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # tmp, bin, n, record: of run
# Capability checks, granted and denied; each is a syscall too.
group_check() {
	pairs load_granted enter,check target bystander
	without target | row '' ns 'granted check, no tracer'
	added enter,check | row '' ns 'granted check, added by both empties'
	added target | row '' ns 'granted check, added, followed'
	over target enter,check | goal P3
	over bystander enter,check | row '<= 1.15' x 'granted check, bystander: added / both empties'
	ratio target | row '' x 'granted check, followed: total'
	pairs load_denied enter,check target
	over target enter,check | row '' x 'denied check, followed: added / both empties'
	ratio target | row '' x 'denied check, followed: total'
	pairs 'load_granted -t 2' target
	ratio target | row '' x 'granted check, 2 threads, followed: total'
}
