/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Syscalls that a container or service should only have knowingly: dangerous classes, and the calls that known kernel
 * exploits are built of. Data, each row with its source.
 */
#ifndef LC_CORE_RISK_H
#define LC_CORE_RISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A class whose calls are left out of what is generated unless they are accepted by their name or the class's. */
struct risk {
	const char *id;	       /* "modules", "kexec", "bpf", "ptrace", "mount", "namespaces", "keyctl", ... */
	const char *const *calls; /* NULL-terminated */
	const char *danger;    /* what who takes over the program can do with it */
	const char *instead;   /* how the workload does without; "" if there is no other way */
	const char *source;
};

size_t risk_count(void);
const struct risk *risk_at(size_t index); /* NULL past the end */
const struct risk *risk_find(const char *id); /* NULL: none of that name */
const struct risk *risk_of(const char *call); /* the class of a call, NULL: none */

/* Whether a word of --accept means anything: a class, or a call of one. */
bool risk_word(const char *word);

/* What exploits use; beside the classes also calls that nearly everybody needs. */
struct primitive {
	const char *id;	       /* "userfaultfd" */
	const char *const *calls; /* closed when none of them is let through; NULL-terminated */
	const uint64_t *args;  /* given these six; NULL: whatever its arguments. No matter for what multiplexes calls */
	const char *use;       /* what an exploit does with them */
	const char *known;     /* where it was used: CVE numbers; "" if it is no flaw of the kernel's */
};

size_t primitive_count(void);
const struct primitive *primitive_at(size_t index); /* NULL past the end */

#endif
