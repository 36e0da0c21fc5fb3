/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of core/layer.h share: a case while it is judged, the rows its
 * rules are written in, and the words they are told in.
 */
#ifndef LC_CORE_LAYER_RULE_H
#define LC_CORE_LAYER_RULE_H

#include "base/buf.h"
#include "core/acl.h"
#include "core/dac.h"
#include "core/layer.h"
#include "core/mode.h"
#include "core/shape.h"

/* What was found. Texts are templates, see layer_fill(). */
struct finding {
	enum layer layer;
	enum confidence confidence;
	int cap;
	const char *action;
	const char *detail, *fix;
	const char *more;	    /* what else would do; goes on with the sentence of .fix; or NULL */
	const struct lc_object *at; /* what refused; NULL: what the call is about */
	uint32_t want;		    /* DAC_* bits that were asked of .at */
	struct dac_answer dac;
	struct acl_answer acl;	    /* if .dac.by_acl */
	const char *setting;	    /* name of the sysctl */
	int limit;		    /* RLIMIT_*, or -1 */
	int also;		    /* a wider capability that does as well, or -1 */
	const struct lc_step *step;
};

/* A case while it is judged. */
struct inquiry {
	const struct layer_case *c;
	const struct lc_denial *d;
	const char *call; /* its name, or "syscall_N" */
	char room[32];
	const struct shape *shape;	 /* or NULL */
	const char *object;		 /* what it is about, as far as the call alone tells */
	const struct layer_check *check; /* the denied check that decides, or NULL */
	struct lc_object step_object;	 /* what a step told of a file */
	struct finding f;
};

/*
 * One row of the truth table: when all of it holds, the layer and what to say. Zero fields do not ask.
 * of_cap and of_limit count from one: see CAP() and LIMIT().
 */
struct rule {
	const char *calls;  /* names, separated by spaces */
	uint32_t error;	    /* 0: EPERM or EACCES */
	int of_cap;	    /* the denied check is for that */
	const char *site;   /* ... at that place */
	bool (*holds)(const struct inquiry *q);
	enum layer layer;
	const char *setting;
	int of_limit;
	int lacks; /* without a check that was seen: what would override it; from one */
	const char *detail, *fix;
};
#define CAP(name) (CAP_##name + 1)
#define LIMIT(name) (RLIMIT_##name + 1)

struct rules {
	const struct rule *row;
	size_t n;
};

/* --- the questions, each true if it found the answer; in layer_judge.c's order -------- */

bool layer_by_seccomp(struct inquiry *q);
bool layer_by_module(struct inquiry *q); /* a hook, or a line of the audit log, says that a security module refused */
bool layer_by_step(struct inquiry *q);	 /* another hook */
bool layer_by_check(struct inquiry *q);	 /* a denied capability check */
bool layer_by_rule(struct inquiry *q);	 /* the call, its arguments and settings */
bool layer_by_file(struct inquiry *q);	 /* the objects of the call */
bool layer_by_rest(struct inquiry *q);	 /* what is left when the objects would have allowed it */

/* The first row that holds; NULL if none does. with_check: rows that ask for a denied check, else only the others. */
const struct rule *layer_rule(const struct inquiry *q, const struct rules *rules, bool with_check);
void layer_follow(struct inquiry *q, const struct rule *rule, enum confidence confidence);
extern const struct rules layer_limit_rules, layer_call_rules, layer_rest_rules;

/* The capability module allowed, another said no, and nothing tells which: what the list of modules leaves. */
void layer_some_module(struct inquiry *q, const char *detail);

/* --- capabilities -------------------------------------------------------------------- */

/* That cap is missing, and what to do: fills in the finding. */
void layer_lacks(struct inquiry *q, int cap, enum confidence confidence);
/* The same for what only another user namespace could grant. */
void layer_outside(struct inquiry *q, int cap, enum confidence confidence);
bool layer_holds(const struct inquiry *q, int cap); /* effective */

/* The first of the file capabilities of what is executed that the bounding set does not hold, or -1. */
int layer_unbounded_cap(const struct inquiry *q);

/* --- files ---------------------------------------------------------------------------- */

/* What refused by its bits or ACL: fills in the finding. */
void layer_refused_by(struct inquiry *q, const struct lc_object *at, uint32_t want, enum confidence confidence);
/* The object that the name leads to, NULL if it was not seen; the directory that holds it. */
const struct lc_object *layer_last(const struct inquiry *q, uint32_t name);
const struct lc_object *layer_parent(const struct inquiry *q, uint32_t name);
/* The first object whose bits or ACL refuse what the call wants, and what that is; NULL: none. */
const struct lc_object *layer_find_refusing(const struct inquiry *q, uint32_t *want);
/* Flags of open(2) and its kin; false if the call has none that are known. */
bool layer_open_flags(const struct inquiry *q, uint32_t *flags);

/* --- the call -------------------------------------------------------------------------- */

bool layer_call_in(const struct inquiry *q, const char *names); /* separated by spaces */
const char *layer_value(const struct inquiry *q, const char *setting); /* NULL: not known */
bool layer_number(const struct inquiry *q, const char *setting, long *out);
bool layer_is(const struct inquiry *q, const char *setting, long value);
bool layer_lsm_active(const struct inquiry *q, const char *module); /* false if not known */
bool layer_in_user_ns(const struct inquiry *q);
/* Family of the socket address, or -1. */
int layer_family(const struct inquiry *q);

/* --- words ----------------------------------------------------------------------------- */

/* What the call is about; nothing if there is no such thing. */
void layer_object(const struct inquiry *q, struct buf *b);
/* A struct sockaddr, however short. */
void layer_address(const void *bytes, size_t n, struct buf *b);
/* Replaces each {word} of the template. */
void layer_fill(const struct inquiry *q, const char *template, struct buf *b);

#endif
