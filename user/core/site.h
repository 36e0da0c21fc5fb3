/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a capability check at one place of the kernel is worth: the table of
 * checks that are not needs. Data only; core/advise.c decides with it.
 */
#ifndef LC_CORE_SITE_H
#define LC_CORE_SITE_H

#include <stdbool.h>
#include <stddef.h>

enum check_class {
	CLASS_DECISIVE,	    /* without the capability the call fails */
	CLASS_PROBE,	    /* silent; changes only what is shown or how it behaves */
	CLASS_EARLY,	    /* asked before it is known to matter */
	CLASS_ALTERNATIVE,  /* one of several that would do */
	CLASS_LIMIT,	    /* asked only past a limit; then decisive */
	CLASS_UNCLASSIFIED, /* no row */
	CLASSES
};

struct site {
	const char *symbol; /* call site, as /proc/kallsyms names it, compiler suffix cut */
	const char *via;    /* NULL, or a symbol that must stand among its callers */
	int cap;	    /* capability, or -1 for any */
	enum check_class class;
	bool harmless;	    /* without it the syscall gives the same result: safe to drop */
	int instead;	    /* narrower capability that suffices, or -1 */
	const char *without; /* what happens without it; a phrase */
	const char *source; /* kernel file:function the fact was read from */
};

/*
 * Whether the symbol only wraps the question ("ns_capable", "security_capable",
 * "capable_wrt_inode_uidgid", ...) and the caller is the real call site.
 */
bool site_is_wrapper(const char *symbol);

/*
 * Index of the call site in a stack of symbols, innermost first: the first
 * frame that is neither the tracing machinery nor a wrapper. n if there is none.
 * Compiler suffixes (".isra.0", ".constprop.1", ".part.2", ".cold") are ignored.
 */
size_t site_of_stack(const char *const *symbols, size_t n);

/*
 * The row for a check of cap at symbol, called through callers[0..n) (nearest
 * first); NULL if there is none. A row with a matching via wins over one without,
 * a row of this capability over one for any.
 */
const struct site *site_find(int cap, const char *symbol, const char *const *callers, size_t n);

size_t site_count(void);
const struct site *site_at(size_t index);

const char *check_class_name(enum check_class c); /* "decisive", ... as the contract spells them */

#endif
