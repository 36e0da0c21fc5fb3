/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a capability check at one place of the kernel is worth: the table of
 * checks that are not needs. Data only; core/advise.c decides with it.
 */
#ifndef LC_CORE_SITE_H
#define LC_CORE_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum check_class {
	CLASS_DECISIVE,	    /* without the capability the call fails */
	CLASS_PROBE,	    /* silent; changes only what is shown or how it behaves */
	CLASS_EARLY,	    /* asked before it is known to matter */
	CLASS_ALTERNATIVE,  /* one of several that would do */
	CLASS_LIMIT,	    /* asked only past a limit; then decisive */
	CLASS_UNCLASSIFIED, /* no row */
	CLASSES
};

/* What else there is to say of a place. */
enum site_trait {
	TRAIT_NONE,
	TRAIT_SHOWN,	/* harmless, but something is shown otherwise: only comparing the output can tell */
	TRAIT_FALLBACK, /* the call fails without it, and callers are known to do with less then */
	TRAIT_LOOK,	/* the same in a call that only looks: stat(2), getxattr(2) and their kin */
	TRAIT_NO_NEW_PRIVS, /* not asked once no_new_privs is set */
	TRAIT_SILENT,	/* the call succeeds without it, but does less: its result tells nothing */
	TRAIT_RING,	/* harmless unless memory is registered with the ring */
};

struct site {
	const char *symbol; /* call site, normalised as below */
	const char *via;    /* NULL, or a normalised symbol that must stand among its callers */
	int cap;	    /* capability, or -1 for any */
	enum check_class class;
	bool harmless;	    /* without it the syscall gives the same result: safe to drop */
	int instead;	    /* narrower capability that suffices, or -1 */
	const char *without; /* what happens without it; a phrase */
	const char *source; /* kernel file:function the fact was read from */
	enum site_trait trait;
};

/*
 * Symbols are compared normalised, so that rows hold for each compiler and machine: what follows the
 * first '.' is cut (".isra.0", ".constprop.1", ".part.2", ".cold"), and the entry functions of a syscall
 * all become sys_NAME: __x64_sys_, __ia32_sys_, __x64_compat_sys_, __ia32_compat_sys_, __arm64_sys_,
 * __arm64_compat_sys_, __riscv_sys_, __loongarch_sys_, __do_sys_, __do_compat_sys_, __se_sys_,
 * __se_compat_sys_, __sys_, ksys_.
 */

/* Whether symbol, as a kernel spells it, is the one that is written normalised. */
bool site_is(const char *symbol, const char *normal);

/*
 * What the place decides on: functions that ask in turn for one decision have the same
 * name here; any other place has its own symbol.
 */
const char *site_decision(const char *symbol);

/*
 * The capabilities that the kernel asks for beside this one for one and the same
 * decision, and that permit less; a bit set, empty for most.
 */
uint64_t site_narrower(int cap);

/*
 * Whether the symbol only wraps the question ("ns_capable", "security_capable",
 * "capable_wrt_inode_uidgid", ...) and the caller is the real call site.
 */
bool site_is_wrapper(const char *symbol);

/* Index of the first frame of a stack that is no tracing machinery: the capability module's, if it is in there. */
size_t site_stack_start(const char *const *symbols, size_t n);

/*
 * Index of the call site in a stack of symbols, innermost first: the first
 * frame that is neither the tracing machinery nor a wrapper. n if there is none.
 * A BPF program's own frame gets any name; all before the capability module is machinery.
 */
size_t site_of_stack(const char *const *symbols, size_t n);

/*
 * The row for a check of cap at symbol, called through callers[0..n) (nearest
 * first); NULL if there is none. A row with a matching via wins over one without, and of several
 * the first; then a row of this capability over one for any.
 */
const struct site *site_find(int cap, const char *symbol, const char *const *callers, size_t n);

size_t site_count(void);
const struct site *site_at(size_t index); /* NULL past the end */

const char *check_class_name(enum check_class c); /* "decisive", ... as the contract spells them */

#endif
