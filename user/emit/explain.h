/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `explain`: all that the tables know of a word, as text or JSON. 0 or -ENOMEM.
 */
#ifndef LC_EMIT_EXPLAIN_H
#define LC_EMIT_EXPLAIN_H

#include <stddef.h>

#include "base/buf.h"
#include "core/word.h"
#include "emit/emit.h"

int emit_explain_text(const struct word *words, size_t n, const struct emit_style *style, struct buf *out);
int emit_explain_json(const struct word *words, size_t n, struct buf *out);

/*
 * Membership in a container engine's profile, as core/syscalls.tsv has it, in words: "if(SYS_ADMIN)"
 * becomes "allowed with CAP_SYS_ADMIN".
 */
void explain_membership(const char *membership, struct buf *out);

/* Indexed by enum sysno_arch. */
extern const char *const explain_arch_names[SYSNO_ARCHES];

#define EXPLAIN_RUNTIMES 4
extern const struct explain_runtime {
	unsigned int flag; /* SYSNO_NEEDS_* */
	const char *name;
} explain_runtimes[EXPLAIN_RUNTIMES];

/* "glibc 2.36, musl 1.2.3": what .libc of a call stands for; nothing for "-". */
void explain_libcs(const char *libcs, struct buf *out);

/* "in that of systemd 252 and 262": .service of a call. */
const char *explain_service(const struct sysno_info *info);

/* The primitives that use a call: the first from *next on, which is moved behind it. NULL: no more. Start with 0. */
const struct primitive *explain_primitive(const struct sysno_info *info, size_t *next);

/* The same with the operations of io_uring that do what it does. */
const struct uring_op *explain_operation(const struct sysno_info *info, uint64_t *next);

/*
 * The rows of the class table at the entry of a syscall: the first from *next on, which is moved
 * behind it. NULL if there is none left. Start with 0.
 */
const struct site *explain_site(const struct sysno_info *info, size_t *next);

#endif
