# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # tmp, bin, n, record: of run
# Processes that start and end, and a call that does some work.
group_work() {
	pairs load_spawn target bystander results
	without target | row '' ns 'spawn of true, no tracer'
	ratio target | goal P9
	ratio bystander | row '<= 1.03' x 'spawn of true, bystander: CPU'
	ratio results | row '' x 'spawn of true, followed with results: CPU'
	pairs load_mmap target bystander
	without target | row '' ns 'mmap+munmap, no tracer'
	ratio target | row '' x 'mmap+munmap, followed: total'
	ratio bystander | row '' x 'mmap+munmap, bystander: total'
}
