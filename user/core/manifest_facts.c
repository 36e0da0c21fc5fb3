// SPDX-License-Identifier: BSD-2-Clause
/* Knows how what a manifest says is kept, whatever its kind. */
#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/fail.h"
#include "base/nearest.h"
#include "base/text.h"
#include "core/manifest_model.h"

#define MAX_UNKNOWN 64 /* keys of one map that are told */
#define MAX_TEXT 512 /* bytes of a text that are kept */

static const char *const host_ns_names[] = {
	[HOST_PID] = "PID",
	[HOST_NET] = "network",
	[HOST_IPC] = "IPC",
	[HOST_UTS] = "UTS",
	[HOST_USER] = "user",
	[HOST_CGROUP] = "cgroup",
	[HOST_MOUNT] = "mount",
};
static_assert(ARRAY_SIZE(host_ns_names) == HOST_NAMESPACES, "a namespace has no name");

const char *host_ns_name(enum host_ns ns)
{
	return (unsigned int)ns < HOST_NAMESPACES ? host_ns_names[ns] : "unknown";
}

/* --- lists ---------------------------------------------------------------------- */

/* Room for one more of size bytes behind n of them, zeroed; grows by doubling. NULL: out of memory. */
static void *one_more(struct manifest *m, void **list, size_t n, size_t size)
{
	void *grown;

	if (n & (n - 1))
		return memset((char *)*list + n * size, 0, size);
	grown = reallocarray(*list, n ? n * 2 : 1, size);
	if (!grown) {
		m->failed = true;
		return NULL;
	}
	*list = grown;
	return memset((char *)grown + n * size, 0, size);
}

struct pod *manifest_add_pod(struct manifest *m)
{
	struct pod *pod = one_more(m, (void **)&m->pods, m->npods, sizeof(*pod));

	m->npods += pod != NULL;
	return pod;
}

struct container *manifest_add_container(struct manifest *m)
{
	struct container *c;

	if (m->ncontainers >= MANIFEST_MAX_CONTAINERS)
		return NULL;
	c = one_more(m, (void **)&m->containers, m->ncontainers, sizeof(*c));
	m->ncontainers += c != NULL;
	return c;
}

int manifest_full(const struct manifest *m)
{
	if (m->failed)
		return -ENOMEM;
	if (m->ncontainers >= MANIFEST_MAX_CONTAINERS)
		return fail(-EINVAL, "%s: more than %u containers", m->name, MANIFEST_MAX_CONTAINERS);
	return 0;
}

char *escaped(struct manifest *m, const char *text)
{
	struct buf b = BUF_INIT;
	char *taken;

	text_escape(&b, text, strnlen(text, MAX_TEXT));
	taken = buf_take(&b);
	m->failed |= !taken;
	return taken;
}

void words_add(struct manifest *m, struct words_at *words, unsigned int line, const char *format, ...)
{
	char raw[MAX_TEXT];
	struct word_at *word;
	va_list args;

	va_start(args, format);
	if (vsnprintf(raw, sizeof(raw), format, args) < 0)
		raw[0] = '\0';
	va_end(args);
	if (words->n >= MANIFEST_MAX_WORDS)
		return;
	word = one_more(m, (void **)&words->at, words->n, sizeof(*word));
	if (!word)
		return;
	word->text = escaped(m, raw);
	word->line = line;
	words->n += word->text != NULL;
}

/* --- capabilities ----------------------------------------------------------------- */

static bool same_in_any_case(const char *a, const char *b)
{
	const char *rest = ascii_after(a, b);

	return rest && !*rest;
}

static bool is_upper(const char *text)
{
	for (; *text; text++) {
		if (*text >= 'a' && *text <= 'z')
			return false;
	}
	return true;
}

/* Whether it is not spelled as this kind of manifest has it. */
static bool is_odd(const char *text, enum cap_spelling how)
{
	bool prefix = ascii_after(text, "CAP_") != NULL;

	switch (how) {
	case SPELL_BARE:
		return prefix || !is_upper(text);
	case SPELL_FULL:
		return !prefix || !is_upper(text);
	case SPELL_UNIT:
		return !prefix && (*text < '0' || *text > '9');
	default:
		return false;
	}
}

static void cap_read(struct cap_at *cap, const char *text, enum cap_spelling how)
{
	bool number = *text >= '0' && *text <= '9';

	cap->odd = is_odd(text, how);
	if ((how == SPELL_ANY || how == SPELL_BARE) &&
	    (same_in_any_case(text, "ALL") || (how == SPELL_ANY && same_in_any_case(text, "CAP_ALL")))) {
		cap->cap = CAP_ALL;
		return;
	}
	cap->cap = number && how != SPELL_UNIT ? -EINVAL : cap_parse(text);
	if (cap->cap < 0)
		cap->cap = CAP_UNKNOWN;
	cap->lost = cap->cap == CAP_UNKNOWN || (cap->odd && (how == SPELL_FULL || how == SPELL_UNIT));
}

void caps_add(struct manifest *m, struct caps_at *caps, unsigned int line, const char *text, enum cap_spelling how)
{
	struct cap_at *cap;

	if (caps->n >= MANIFEST_MAX_WORDS)
		return;
	cap = one_more(m, (void **)&caps->at, caps->n, sizeof(*cap));
	if (!cap)
		return;
	cap_read(cap, text, how);
	cap->line = line;
	cap->text = escaped(m, text);
	caps->n += cap->text != NULL;
}

void caps_add_list(struct manifest *m, struct caps_at *caps, const struct tree *list, enum cap_spelling how)
{
	if (!list || list->type != TREE_LIST)
		return;
	for (size_t i = 0; i < list->n; i++) {
		const char *text = tree_text(list->entries[i].value);

		if (text)
			caps_add(m, caps, list->entries[i].span.line, text, how);
	}
}

void caps_free(struct caps_at *caps)
{
	for (size_t i = 0; i < caps->n; i++)
		free(caps->at[i].text);
	free(caps->at);
	*caps = (struct caps_at){ 0 };
}

void words_free(struct words_at *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->at[i].text);
	free(words->at);
	*words = (struct words_at){ 0 };
}

uint64_t caps_set(const struct caps_at *caps)
{
	uint64_t set = 0;

	for (size_t i = 0; i < caps->n; i++) {
		if (caps->at[i].cap == CAP_ALL)
			return CAP_EVERY;
		if (caps->at[i].cap >= 0 && !caps->at[i].lost)
			set |= CAP_BIT(caps->at[i].cap);
	}
	return set;
}

bool caps_has_all(const struct caps_at *caps)
{
	for (size_t i = 0; i < caps->n; i++) {
		if (caps->at[i].cap == CAP_ALL)
			return true;
	}
	return false;
}

/* Drops single names where all is added, adds single names where all is dropped: as docker and containerd have it. */
uint64_t container_holds(const struct container *c)
{
	uint64_t added = caps_set(&c->add);

	if (c->privileged.what == SAY_YES)
		return CAP_EVERY;
	if (c->exact)
		return added;
	if (c->engine == ENGINE_SYSTEMD)
		return c->bounding;
	if (caps_has_all(&c->add) && !caps_has_all(&c->drop))
		return CAP_EVERY & ~caps_set(&c->drop);
	if (caps_has_all(&c->drop))
		return caps_has_all(&c->add) ? CAP_EVERY : added;
	return (c->by_default & ~caps_set(&c->drop)) | added;
}

bool container_is_nonroot(const struct container *c)
{
	return c->user == USER_OTHER || c->user == USER_DYNAMIC ||
	       (c->user == USER_UNSET && c->nonroot.what == SAY_YES);
}

/* --- words ------------------------------------------------------------------------ */

struct said said_here(bool what, unsigned int line)
{
	return (struct said){ what ? SAY_YES : SAY_NO, line };
}

struct said said_switch(struct manifest *m, struct container *c, const struct tree *value, const char *key, bool quoted)
{
	struct said said = { 0 };
	int what;

	if (!value || value->type == TREE_NULL)
		return said;
	what = tree_switch(value, quoted);
	if (what < 0 && c)
		words_add(m, &c->types, value->span.line, "%s is neither true nor false", key);
	/* Refused by its reader; whoever wrote "true" in quotes meant it. */
	if (what < 0)
		what = tree_switch(value, true);
	if (what >= 0)
		said = said_here(what, value->span.line);
	return said;
}

enum user_kind user_kind_of(const char *text)
{
	size_t n = strcspn(text, ":");

	if (!n)
		return USER_UNSET;
	if (n == strspn(text, "0") || (n == 4 && !strncmp(text, "root", 4)))
		return USER_ROOT;
	/* A variable or a specifier stands for anybody. */
	return text[0] == '$' || text[0] == '%' ? USER_UNSET : USER_OTHER;
}

static bool is_in(const char *key, const char *const *known)
{
	for (; *known; known++) {
		if (!strcmp(*known, key))
			return true;
	}
	return false;
}

void check_keys(struct manifest *m, struct words_at *out, const struct tree *map, const char *const *known,
		const char *path)
{
	if (!map || map->type != TREE_MAP)
		return;
	for (size_t i = 0; i < map->n && out->n < MAX_UNKNOWN; i++) {
		const char *key = map->entries[i].key->text;
		struct nearest nearest = NEAREST_INIT(key);

		if (is_in(key, known) || !strcmp(key, "<<"))
			continue;
		for (const char *const *k = known; *k; k++)
			nearest_offer(&nearest, *k);
		if (nearest.best)
			words_add(m, out, map->entries[i].key->span.line, "%s has no %.64s; %s?", path, key,
				  nearest.best);
		else
			words_add(m, out, map->entries[i].key->span.line, "%s has no %.64s", path, key);
	}
}
