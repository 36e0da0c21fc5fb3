// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Names of kernel addresses, asked of the kernel itself: %ps of bpf_snprintf
 * (5.13) knows them also where /proc/kallsyms hides its addresses, and needs
 * no reading of it.
 */
#include "bpf/scope.bpf.h"

__u64 name_address = 0;		  /* asked by the loader, which then runs name_it on itself */
char name_text[LC_NAME_LEN] = ""; /* "inet_create", "nft_x [nf_tables]", or the address in hexadecimal */

SEC("?raw_tp")
int name_it(void *ctx)
{
	return BPF_SNPRINTF(name_text, sizeof(name_text), "%ps", name_address) < 0;
}
