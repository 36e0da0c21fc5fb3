// SPDX-License-Identifier: BSD-2-Clause
/*
 * kern/container.h and kern/label.h by themselves. All texts are escaped; what is not known is "-".
 *
 * containers [ROOT] list                      RUNTIME ID NAME IMAGE POD NAMESPACE CONTAINER PID BUNDLE CGROUP... a line
 * containers [ROOT] find NAME                 "PID yes|no" (a cgroup of its own)
 * containers [ROOT] read ID
 * containers [ROOT] matches NAME|- IMAGE|-    the ids of those that match
 * containers [ROOT] labels SECONDS PID_NS PATH...   "OWNER KIND TEXT" for owners 1, 2...
 * ROOT is an absolute path. A PATH that begins with '+' is one whose top was cut; "N:PATH" is that of cgroup number N.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/text.h"
#include "kern/container.h"
#include "kern/label.h"

static void print(const char *text, size_t n, const char *end)
{
	_buf_ struct buf b = BUF_INIT;

	text_escape(&b, text, n);
	printf("%s%s", n ? buf_text(&b) : "-", end);
}

static void print_container(const struct container *c)
{
	const char *const texts[] = { c->id, c->name, c->image, c->pod, c->pod_namespace, c->pod_container };

	printf("%s ", c->runtime);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		print(texts[i], strlen(texts[i]), " ");
	printf("%d ", c->pid);
	print(c->bundle, strlen(c->bundle), "");
	for (size_t i = 0; i < CONTAINER_CGROUPS && c->cgroup_path[i][0]; i++) {
		printf(" ");
		print(c->cgroup_path[i], strlen(c->cgroup_path[i]), "");
	}
	printf("\n");
}

static int failed(int r)
{
	fail(r, "%s", strerror(-r));
	fprintf(stderr, "%s\n", fail_message());
	if (fail_hint_text())
		fprintf(stderr, "%s\n", fail_hint_text());
	return 1;
}

static int list(const char *name, const char *image)
{
	_containers_ struct containers all = { 0 };
	int r = containers_read(&all);

	if (r)
		return failed(r);
	for (size_t i = 0; i < all.n; i++) {
		if (!name)
			print_container(&all.one[i]);
		else if (container_matches(&all.one[i], *name == '-' ? NULL : name, *image == '-' ? NULL : image))
			print(all.one[i].id, strlen(all.one[i].id), "\n");
	}
	if (all.cut)
		puts("cut");
	return 0;
}

static int find(const char *name)
{
	struct container c;
	int r = container_find(name, &c);

	if (r)
		return failed(r);
	printf("%d %s\n", c.pid, c.cgroup ? "yes" : "no");
	return 0;
}

static int read_one(const char *id)
{
	struct container c;
	int r = container_read(id, &c);

	if (r)
		return failed(r);
	print_container(&c);
	return 0;
}

/* --- labels --------------------------------------------------------------------------- */

static int tell(void *ctx, const void *record, size_t n)
{
	const struct lc_label *label = record;

	(void)ctx;
	if (n != sizeof(*label) || label->h.kind != LC_LABEL || label->h.len != n)
		return -1;
	printf("%u %u ", label->owner, label->kind);
	print(label->text, label->size, "\n");
	fflush(stdout);
	return 0;
}

/* From "/a/b" to "b\0a\0". */
static void set_path(struct lc_owner *owner, const char *path)
{
	for (const char *end = path + strlen(path); end > path && strlen(path) < LC_PATH_LEN;) {
		const char *at = end;

		while (at > path && at[-1] != '/')
			at--;
		memcpy(owner->path + owner->path_len, at, end - at);
		owner->path_len += end - at + 1;
		end = at > path ? at - 1 : path;
	}
}

static int labels(double seconds, unsigned int pid_ns, char *const *path)
{
	_labels_ struct labels *l = NULL;
	int r = labels_new(tell, NULL, &l);

	for (unsigned int id = 1; !r && *path; path++, id++) {
		struct lc_owner owner = { .h = { .kind = LC_OWNER, .len = sizeof(owner) }, .id = id, .pid_ns = pid_ns };

		const char *at = strchr(*path, ':') && **path != '/' ? strchr(*path, ':') + 1 : *path;

		owner.cgroup = at > *path ? strtoull(*path, NULL, 10) : 0;
		owner.flags = *at == '+' ? LC_OWNER_CUT : 0;
		set_path(&owner, at + (*at == '+'));
		r = labels_take(l, &owner);
	}
	for (; !r && seconds > 0; seconds -= 0.01) {
		r = labels_tick(l);
		usleep(10000);
	}
	return r ? failed(r) : 0;
}

int main(int argc, char **argv)
{
	if (argc > 1 && *argv[1] == '/') {
		container_root(argv[1]);
		argc--, argv++;
	}
	if (argc == 2 && !strcmp(argv[1], "list"))
		return list(NULL, NULL);
	if (argc == 4 && !strcmp(argv[1], "matches"))
		return list(argv[2], argv[3]);
	if (argc == 3 && !strcmp(argv[1], "find"))
		return find(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "read"))
		return read_one(argv[2]);
	if (argc > 4 && !strcmp(argv[1], "labels"))
		return labels(strtod(argv[2], NULL), strtoul(argv[3], NULL, 10), argv + 4);
	return 2;
}
