// SPDX-License-Identifier: BSD-2-Clause
/* Knows what belongs to a refused call: the objects told before it, its checks by their ids, settings, its program. */
#include "core/denials.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/denials_facts.h"
#include "core/site.h"

/* --- feeding ------------------------------------------------------------------------ */

static int feed_denial(struct denials *d, const struct lc_denial *r)
{
	struct refused_call *call = FACT(d->calls, &r->id);
	struct lc_denial *record = call ? call->denial : NULL;

	if (!call || (!record && !(record = malloc(sizeof(*record)))))
		return -ENOMEM;
	*record = *r;
	call->denial = record;
	return 0;
}

static int feed_object(struct denials *d, const struct lc_object *r)
{
	struct refused_call *call = FACT(d->calls, &r->denial);
	struct lc_object *grown;

	if (!call)
		return -ENOMEM;
	if (call->nobjects == OBJECTS_MAX)
		return 0;
	if (!(call->nobjects & (call->nobjects - 1))) {
		grown = reallocarray(call->objects, call->nobjects ? call->nobjects * 2 : 1, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		call->objects = grown;
	}
	call->objects[call->nobjects++] = *r;
	return 0;
}

static int feed_check(struct denials *d, const struct lc_check *r)
{
	struct known_check *check = r->id ? FACT(d->checks, &r->id) : NULL;

	if (!r->id)
		return 0;
	if (!check)
		return -ENOMEM;
	check->record = *r;
	return 0;
}

/* Replaces the text that a fact has by that of b. */
static int keep(char **have, struct buf *b)
{
	_free_ char *old = NULL;
	char *text = buf_take(b);

	if (!text)
		return -ENOMEM;
	old = *have;
	*have = text;
	return 0;
}

static int keep_text(char **have, const void *bytes, size_t n)
{
	_buf_ struct buf b = BUF_INIT;

	text_escape(&b, bytes, n);
	return keep(have, &b);
}

static int feed_symbol(struct denials *d, const struct lc_symbol *r)
{
	struct known_symbol *symbol = FACT(d->symbols, &r->ip);

	return symbol ? keep_text(&symbol->name, r->name, strlen(r->name)) : -ENOMEM;
}

static int feed_setting(struct denials *d, const struct lc_setting *r)
{
	struct setting_name key = { { 0 } };
	struct known_setting *setting;

	strcpy(key.text, r->name);
	setting = FACT(d->settings, &key);
	if (!setting)
		return -ENOMEM;
	strcpy(setting->value, r->value);
	return 0;
}

static int feed_program(struct denials *d, const struct lc_program *r)
{
	struct known_program *program = FACT(d->programs, &r->h.slot);
	_buf_ struct buf path = BUF_INIT;

	decode_path(r, &path);
	return program ? keep(&program->exe, &path) : -ENOMEM;
}

/* Only an execve changes what the last execve of a process gave. */
static int feed_stance(struct denials *d, const struct lc_stance *r)
{
	struct known_process *process;

	if (!r->pid || !(r->flags & LC_STANCE_EXEC))
		return 0;
	process = FACT(d->processes, &r->pid);
	if (!process)
		return -ENOMEM;
	process->stance = r->flags & (LC_STANCE_VOID_NNP | LC_STANCE_VOID_NOSUID);
	return 0;
}

int denials_feed(struct denials *d, const union record *r)
{
	switch (r->head.kind) {
	case LC_DENIAL:
		return feed_denial(d, &r->denial);
	case LC_OBJECT:
		return feed_object(d, &r->object);
	case LC_AUDIT:
		return denials_audit(d, &r->audit);
	case LC_CHECK:
		return feed_check(d, &r->check);
	case LC_SYMBOL:
		return feed_symbol(d, &r->symbol);
	case LC_SETTING:
		return feed_setting(d, &r->setting);
	case LC_PROGRAM:
		return feed_program(d, &r->program);
	case LC_STANCE:
		return feed_stance(d, &r->stance);
	case LC_SESSION:
		d->session_ahead = (int64_t)(r->session.realtime_ns - r->session.h.ns);
		d->has_session = true;
		return 0;
	default:
		return 0;
	}
}

int denials_new(struct denials **out)
{
	struct denials *d = calloc(1, sizeof(*d));

	if (!d)
		return -ENOMEM;
	*out = d;
	return 0;
}

/* --- judging -------------------------------------------------------------------------- */

/* A case and the arrays that it points to. */
struct bench {
	struct layer_case c;
	struct layer_check checks[LC_DENIAL_CHECKS];
	const char *symbols[LC_DENIAL_CHECKS][LC_FRAMES];
};

static const char *symbol_of(const struct denials *d, uint64_t ip)
{
	struct known_symbol *symbol;

	HASH_FIND(hh, d->symbols, &ip, sizeof(ip), symbol);
	return symbol && symbol->name ? symbol->name : "";
}

static void put_check(const struct denials *d, const struct lc_check *r, struct bench *b)
{
	size_t i = b->c.nchecks++, at;
	size_t n = r->nframes < LC_FRAMES ? r->nframes : LC_FRAMES;

	for (size_t k = 0; k < n; k++)
		b->symbols[i][k] = symbol_of(d, r->ip[k]);
	at = site_of_stack(b->symbols[i], n);
	b->checks[i] = (struct layer_check){ .cap = r->cap, .flags = r->flags, .site = "" };
	if (at >= n)
		return;
	b->checks[i].site = b->symbols[i][at];
	b->checks[i].callers = &b->symbols[i][at + 1];
	b->checks[i].ncallers = n - at - 1;
}

static const char *value_of(const void *ctx, const char *name)
{
	const struct denials *d = ctx;
	struct setting_name key = { { 0 } };
	struct known_setting *setting;

	if (strlen(name) >= sizeof(key.text))
		return NULL;
	strcpy(key.text, name);
	HASH_FIND(hh, d->settings, &key, sizeof(key), setting);
	return setting ? setting->value : NULL;
}

static const char *exe_of(const struct denials *d, uint32_t slot)
{
	struct known_program *program;
	uint32_t key = slot_program(slot);

	HASH_FIND(hh, d->programs, &key, sizeof(key), program);
	return program && program->exe ? program->exe : "";
}

static uint32_t stance_of(const struct denials *d, uint32_t pid)
{
	struct known_process *process;

	HASH_FIND(hh, d->processes, &pid, sizeof(pid), process);
	return process ? process->stance : 0;
}

static void lay_out(const struct denials *d, const struct refused_call *call, struct bench *b)
{
	const struct lc_denial *denial = call->denial;

	*b = (struct bench){ .c = { .denial = denial, .objects = call->objects, .nobjects = call->nobjects,
				    .checks = b->checks, .setting = value_of, .ctx = d } };
	for (uint32_t i = 0; i < denial->nchecks && i < LC_DENIAL_CHECKS; i++) {
		struct known_check *check;

		HASH_FIND(hh, d->checks, &denial->check[i], sizeof(denial->check[i]), check);
		if (check)
			put_check(d, &check->record, b);
	}
	b->c.exe = exe_of(d, denial->h.slot);
	b->c.stance = stance_of(d, denial->pid);
	b->c.audit = denials_line(d, call);
}

static struct refused_call *find_call(const struct denials *d, uint32_t id)
{
	struct refused_call *call;

	HASH_FIND(hh, d->calls, &id, sizeof(id), call);
	return call;
}

int denials_judge(const struct denials *d, uint32_t id, struct layer_verdict *v, const struct lc_denial **denial)
{
	const struct refused_call *call = find_call(d, id);
	struct bench b;
	int r;

	if (!call || !call->denial)
		return -ENOENT;
	lay_out(d, call, &b);
	r = layer_judge(&b.c, v);
	if (!r)
		*denial = call->denial;
	return r;
}

/* What a security module answers is logged, and what seccomp kills for. */
static bool says_more(const struct denials *d, const struct layer_verdict *v)
{
	const char *modules = value_of(d, "lsm");
	bool logs = !modules || strstr(modules, "apparmor") || strstr(modules, "selinux") || strstr(modules,
		"landlock");

	switch (v->layer) {
	case LAYER_SECCOMP:
		return v->action && !strcmp(v->action, "KILL");
	case LAYER_APPARMOR:
	case LAYER_SELINUX:
	case LAYER_LANDLOCK:
	case LAYER_LSM_OTHER:
		return true;
	default:
		return v->confidence == CONFIDENCE_INFERRED && logs;
	}
}

bool denials_may_wait(const struct denials *d, uint32_t id)
{
	const struct refused_call *call = find_call(d, id);
	_layer_verdict_ struct layer_verdict v = { 0 };
	struct bench b;

	if (!call || !call->denial)
		return false;
	lay_out(d, call, &b);
	return !b.c.audit && !layer_judge(&b.c, &v) && says_more(d, &v);
}

/* --- forgetting --------------------------------------------------------------------------- */

void denials_drop(struct denials *d, uint32_t id)
{
	struct refused_call *call = find_call(d, id);

	if (!call)
		return;
	HASH_DEL(d->calls, call);
	free(call->denial);
	free(call->objects);
	free(call);
}

void denials_free(struct denials **p)
{
	struct denials *d = TAKE(*p);

	if (!d)
		return;
	FREE_FACTS(d->calls, free(fact->denial), free(fact->objects));
	FREE_FACTS(d->checks);
	FREE_FACTS(d->symbols, free(fact->name));
	FREE_FACTS(d->settings);
	FREE_FACTS(d->programs, free(fact->exe));
	FREE_FACTS(d->processes);
	denials_lines_free(d);
	free(d);
}
