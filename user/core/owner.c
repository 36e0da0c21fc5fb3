// SPDX-License-Identifier: BSD-2-Clause
/* Knows what owners are called, and which of them somebody means. */
#include "core/owner.h"

#include <string.h>

#include "base/text.h"
#include "core/glob.h"

#define NAME_ROOM 1024 /* of a name without escapes; a longer one is none that anybody writes */
#define ESCAPE 4       /* bytes that text_escape() makes of one, at most */

static const char *label(const struct owner *owner, enum lc_label_kind kind)
{
	return owner->label[kind] && *owner->label[kind] ? owner->label[kind] : NULL;
}

static struct owner_word word(const char *text)
{
	return (struct owner_word){ text, strlen(text) };
}

/* Which labels only containers have: a plain directory is one if its runtime says so. */
static bool has_container_label(const struct owner *owner)
{
	return label(owner, LC_LABEL_ID) || label(owner, LC_LABEL_NAME) || label(owner, LC_LABEL_POD_CONTAINER);
}

void owner_facts(const struct owner *owner, struct owner_facts *out)
{
	struct owner_names path;

	owner_read_path(owner->cgroup, &path);
	*out = (struct owner_facts){
		.kind = has_container_label(owner) ? OWNER_CONTAINER : path.kind,
		.runtime = label(owner, LC_LABEL_RUNTIME) ?: path.runtime,
		.name = label(owner, LC_LABEL_NAME) ?: label(owner, LC_LABEL_POD_CONTAINER),
		.id = label(owner, LC_LABEL_ID) ? word(label(owner, LC_LABEL_ID)) : path.id,
		.outer = path.outer,
		.image = label(owner, LC_LABEL_IMAGE),
		.pod = label(owner, LC_LABEL_POD),
		.pod_namespace = label(owner, LC_LABEL_POD_NAMESPACE),
		.pod_uid = path.pod,
		.unit = path.unit,
	};
}

enum owner_kind owner_kind(const struct owner *owner)
{
	struct owner_facts f;

	owner_facts(owner, &f);
	return f.kind;
}

/* --- names --------------------------------------------------------------------- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The bytes of an escaped word, without asking for memory. Returns how many: at most NAME_ROOM; 0 if it is too long. */
static size_t raw_word(struct owner_word w, char *room)
{
	char text[ESCAPE * NAME_ROOM + 1];

	if (w.n >= sizeof(text))
		return 0;
	memcpy(text, w.text, w.n);
	text[w.n] = '\0';
	return text_unescape(text, room, NAME_ROOM);
}

/* Undoes what systemd-escape(1) does to a name, in place. Returns the length that is left. */
static size_t unescape_unit(char *name, size_t n)
{
	size_t to = 0;

	for (size_t at = 0; at < n; to++) {
		bool escape = n - at >= 4 && name[at] == '\\' && name[at + 1] == 'x' && hex_digit(name[at + 2]) >= 0 &&
			      hex_digit(name[at + 3]) >= 0;

		name[to] = escape ? (char)(hex_digit(name[at + 2]) << 4 | hex_digit(name[at + 3])) : name[at];
		at += escape ? 4 : 1;
	}
	return to;
}

static bool is_machine(const struct owner_facts *f)
{
	return f->runtime && (!strcmp(f->runtime, "nspawn") || !strcmp(f->runtime, "libvirt"));
}

/* The bytes of a container's id; at most NAME_ROOM. */
static size_t raw_id(const struct owner_facts *f, char *room)
{
	size_t n = f->id.text ? raw_word(f->id, room) : 0;

	return is_machine(f) ? unescape_unit(room, n) : n;
}

/* Of 64 hexadecimal digits nobody reads more than the first. */
static bool is_long_id(const char *id, size_t n)
{
	size_t digits = 0;

	while (digits < n && hex_digit(id[digits]) >= 0)
		digits++;
	return n >= 32 && digits == n;
}

static void add_id(const struct owner_facts *f, bool whole, struct buf *out)
{
	char id[NAME_ROOM];
	size_t n = raw_id(f, id);

	text_escape(out, id, !whole && is_long_id(id, n) ? OWNER_SHORT_ID : n);
}

static void add_word(struct buf *out, struct owner_word w)
{
	if (w.text)
		buf_add_bytes(out, w.text, w.n);
}

void owner_title(const struct owner *owner, struct buf *out)
{
	struct owner_facts f;

	owner_facts(owner, &f);
	if (f.kind == OWNER_UNIT)
		add_word(out, f.unit);
	else if (f.kind == OWNER_CONTAINER && f.name)
		buf_add(out, f.name);
	else if (f.kind == OWNER_CONTAINER)
		add_id(&f, false, out);
}

void owner_id(const struct owner *owner, struct buf *out)
{
	struct owner_facts f;

	owner_facts(owner, &f);
	if (f.kind == OWNER_CONTAINER)
		add_id(&f, true, out);
}

/* Slices spell the dashes of a uid as underscores, as a dash means something to them. */
static void add_uid(struct buf *out, struct owner_word uid)
{
	for (size_t i = 0; i < uid.n; i++)
		buf_add_bytes(out, uid.text[i] == '_' ? "-" : uid.text + i, 1);
}

void owner_pod(const struct owner *owner, struct buf *out)
{
	struct owner_facts f;

	owner_facts(owner, &f);
	if (f.pod && f.pod_namespace)
		buf_addf(out, "%s/", f.pod_namespace);
	if (f.pod)
		buf_add(out, f.pod);
	else
		add_uid(out, f.pod_uid);
}

void owner_unit(const struct owner *owner, struct buf *out)
{
	struct owner_facts f;

	owner_facts(owner, &f);
	add_word(out, f.unit);
}

/* --- who is meant ------------------------------------------------------------------ */

/* Bytes that end in NUL; false if they hold one themselves, which nobody can write, or are too many. */
static bool raw_text(struct owner_word w, char *room)
{
	size_t n = raw_word(w, room);

	if (n == NAME_ROOM || memchr(room, '\0', n))
		return false;
	room[n] = '\0';
	return true;
}

/* A text as it is written, or as we write it. */
static bool is_text(const char *escaped, const char *wanted)
{
	char raw[NAME_ROOM];

	return escaped && (!strcmp(escaped, wanted) || (raw_text(word(escaped), raw) && !strcmp(raw, wanted)));
}

static bool has_name(const struct owner *owner, const char *wanted)
{
	return is_text(label(owner, LC_LABEL_NAME), wanted) || is_text(label(owner, LC_LABEL_POD_CONTAINER), wanted);
}

static bool matches_text(const char *escaped, const char *pattern)
{
	char raw[NAME_ROOM];

	return escaped && raw_text(word(escaped), raw) && glob_matches(pattern, raw);
}

static bool matches_name(const struct owner *owner, const char *pattern)
{
	return matches_text(label(owner, LC_LABEL_NAME), pattern) ||
	       matches_text(label(owner, LC_LABEL_POD_CONTAINER), pattern);
}

/* The container's id with a NUL behind it; false for none. */
static bool id_text(const struct owner_facts *f, char *room)
{
	size_t n = raw_id(f, room);

	if (!n || n == NAME_ROOM || memchr(room, '\0', n))
		return false;
	room[n] = '\0';
	return true;
}

/* As it is written, or as we write it. */
static bool is_id(const char *id, const char *wanted)
{
	char raw[NAME_ROOM];

	return !strcmp(id, wanted) || (raw_text(word(wanted), raw) && !strcmp(id, raw));
}

bool owner_is_exactly(const struct owner *owner, const char *wanted)
{
	struct owner_facts f;
	char id[NAME_ROOM];

	owner_facts(owner, &f);
	if (f.kind != OWNER_CONTAINER || !*wanted)
		return false;
	return has_name(owner, wanted) || (id_text(&f, id) && is_id(id, wanted));
}

bool owner_is(const struct owner *owner, const char *wanted)
{
	bool pattern = glob_is_pattern(wanted);
	struct owner_facts f;
	char id[NAME_ROOM];

	owner_facts(owner, &f);
	if (f.kind != OWNER_CONTAINER || !*wanted)
		return false;
	if (has_name(owner, wanted) || (pattern && matches_name(owner, wanted)))
		return true;
	if (!id_text(&f, id))
		return false;
	if (is_id(id, wanted))
		return true;
	/* A container without a name of its own, of LXC say, is called by its id. */
	return is_long_id(id, strlen(id)) ? !strncmp(id, wanted, strlen(wanted)) : pattern && glob_matches(wanted, id);
}

bool owner_is_unit(const struct owner *owner, const char *wanted)
{
	static const char suffix[] = ".service";
	char unit[NAME_ROOM];
	struct owner_facts f;
	size_t n = strlen(wanted);

	owner_facts(owner, &f);
	if (!f.unit.text || !n || !raw_text(f.unit, unit))
		return false;
	if (glob_is_pattern(wanted) && glob_matches(wanted, unit))
		return true;
	return !strcmp(unit, wanted) || (!strncmp(unit, wanted, n) && !strcmp(unit + n, suffix));
}

/* --- images ---------------------------------------------------------------------------- */

/* registry/library/nginx:1.25@sha256:... */
struct image {
	struct owner_word domain, path, tag, digest; /* .text NULL: not said */
};

static const struct owner_word docker_domain = { "docker.io", 9 }, docker_path = { "library/", 8 };

/* What follows a byte in a word leaves the word. */
static struct owner_word cut(struct owner_word *w, const char *at)
{
	struct owner_word tail = { at + 1, (size_t)(w->text + w->n - at) - 1 };

	w->n = (size_t)(at - w->text);
	return tail;
}

/* The grammar of image references: a first part with a dot or colon, or "localhost", is a domain. */
static struct image read_image(const char *text)
{
	struct image image = { .path = word(text) };
	const char *at = memchr(text, '@', image.path.n), *slash;

	if (at)
		image.digest = cut(&image.path, at);
	at = memrchr(image.path.text, ':', image.path.n);
	slash = memrchr(image.path.text, '/', image.path.n);
	if (at && (!slash || at > slash))
		image.tag = cut(&image.path, at);
	slash = memchr(image.path.text, '/', image.path.n);
	if (slash) {
		struct owner_word first = { text, (size_t)(slash - text) };

		if (memchr(text, '.', first.n) || memchr(text, ':', first.n) ||
		    (first.n == 9 && !memcmp(text, "localhost", 9))) {
			image.path = cut(&image.path, slash);
			image.domain = first;
		}
	}
	return image;
}

static bool same(struct owner_word a, struct owner_word b)
{
	return a.n == b.n && !memcmp(a.text, b.text, a.n);
}

static bool is_docker(const struct image *i)
{
	return !i->domain.text || same(i->domain, docker_domain);
}

/* "nginx" and "library/nginx" are the same of docker.io. */
static struct owner_word repository(const struct image *i)
{
	const struct owner_word *p = &i->path;

	if (is_docker(i) && p->n > docker_path.n && !memcmp(p->text, docker_path.text, docker_path.n))
		return (struct owner_word){ p->text + docker_path.n, p->n - docker_path.n };
	return *p;
}

/* A short name is docker.io's, or of what was built here. */
static bool same_domain(const struct image *have, const struct image *want)
{
	if (!want->domain.text && have->domain.text && same(have->domain, (struct owner_word){ "localhost", 9 }))
		return true;
	return is_docker(have) ? is_docker(want) : want->domain.text && same(have->domain, want->domain);
}

static bool same_tag(const struct image *have, const struct image *want)
{
	static const struct owner_word latest = { "latest", 6 };

	if (want->digest.text && (!have->digest.text || !same(have->digest, want->digest)))
		return false;
	if (!want->tag.text)
		return true;
	return same(have->tag.text ? have->tag : latest, want->tag);
}

bool owner_has_image(const struct owner *owner, const char *wanted)
{
	const char *image = label(owner, LC_LABEL_IMAGE);
	struct image have, want;

	if (!image || !*wanted)
		return false;
	if (is_text(image, wanted))
		return true;
	have = read_image(image);
	want = read_image(wanted);
	return same_domain(&have, &want) && same(repository(&have), repository(&want)) && same_tag(&have, &want);
}
