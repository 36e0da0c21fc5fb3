// SPDX-License-Identifier: BSD-2-Clause
/* Runs name_it (bpf/name.bpf.c) for each address, or reads /proc/kallsyms once. */
#include "kern/name.h"

#include <string.h>

void names_open(struct names *names, struct recorder *recorder)
{
	names->recorder = recorder;
	names->symbols = NULL;
	if (!recorder->names_itself)
		ksyms_read("/proc/kallsyms", &names->symbols);
}

/* "inet_create", "nft_x [nf_tables]", or "0xffffffff..." for what the kernel does not know either. */
static const char *ask(struct recorder *r, uint64_t address)
{
	char *text = r->skel->bss->name_text;

	r->skel->bss->name_address = address;
	if (recorder_run(r->skel->progs.name_it))
		return NULL;
	text[sizeof(r->skel->bss->name_text) - 1] = '\0';
	text[strcspn(text, " ")] = '\0';
	return strncmp(text, "0x", 2) ? text : NULL;
}

const char *names_find(struct names *names, uint64_t return_address)
{
	if (names->symbols)
		return ksyms_name(names->symbols, return_address);
	/* A call that never returns may be the last of its function: one byte back. */
	return names->recorder->names_itself ? ask(names->recorder, return_address - 1) : NULL;
}

void names_close(struct names *names)
{
	ksyms_free(&names->symbols);
}
