/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows how the facts of a syscall that both outputs of `explain` need are put.
 */
#include "emit/explain.h"

#include <stdbool.h>
#include <string.h>

#include "core/site.h"

#define ENTRY "sys_"

const char *const explain_arch_names[SYSNO_ARCHES] = {
	[SYSNO_X86_64] = "x86_64",
	[SYSNO_I386] = "i386",
	[SYSNO_X32] = "x32",
	[SYSNO_ARM] = "arm",
	[SYSNO_AARCH64] = "aarch64",
	[SYSNO_RISCV64] = "riscv64",
	[SYSNO_LOONGARCH64] = "loongarch64",
};

const struct explain_runtime explain_runtimes[EXPLAIN_RUNTIMES] = {
	{ SYSNO_NEEDS_RUNC, "runc" },
	{ SYSNO_NEEDS_RUNC_EXEC, "runc exec" },
	{ SYSNO_NEEDS_CRUN, "crun" },
	{ SYSNO_NEEDS_CRUN_EXEC, "crun exec" },
};

/* A condition between the commas of "if(...)". */
static void add_condition(const char *text, size_t n, struct buf *out)
{
	if (n == 4 && !strncmp(text, "args", n))
		buf_add(out, "for some arguments");
	else if (n > 5 && !strncmp(text, "arch:", 5))
		buf_addf(out, "on %.*s", (int)n - 5, text + 5);
	else if (n > 2 && !strncmp(text, ">=", 2))
		buf_addf(out, "from Linux %.*s", (int)n - 2, text + 2);
	else if (n > 1 && text[0] == '!')
		buf_addf(out, "without CAP_%.*s", (int)n - 1, text + 1);
	else
		buf_addf(out, "with CAP_%.*s", (int)n, text);
}

/* What stands in one "if(...)": all of it must hold. */
static void add_conditions(const char *text, size_t n, struct buf *out)
{
	const char *end = text + n;

	while (text < end) {
		size_t size = strcspn(text, ",)");

		add_condition(text, size, out);
		text += size + 1;
		if (text < end)
			buf_add(out, " and ");
	}
}

/* Whether the same clause of n bytes stands in the text before it. */
static bool said_before(const char *membership, const char *clause, size_t n)
{
	for (const char *c = membership; c < clause; c += strcspn(c, "+") + 1) {
		if (strcspn(c, "+") == n && !strncmp(c, clause, n))
			return true;
	}
	return false;
}

void explain_membership(const char *membership, struct buf *out)
{
	const char *clause = membership;

	if (!strcmp(membership, "yes") || !strcmp(membership, "no")) {
		buf_add(out, *membership == 'y' ? "allowed" : "refused");
		return;
	}
	buf_add(out, "allowed ");
	while (*clause) {
		size_t n = strcspn(clause, "+");

		if (!said_before(membership, clause, n) && n > 4) {
			if (clause != membership)
				buf_add(out, ", or ");
			add_conditions(clause + 3, n - 4, out);
		}
		clause += n + (clause[n] == '+');
	}
}

const struct site *explain_site(const struct sysno_info *info, size_t *next)
{
	const size_t n = strlen(ENTRY);

	while (*next < site_count()) {
		const struct site *site = site_at((*next)++);

		if (site->cap < 0 || strncmp(site->symbol, ENTRY, n))
			continue;
		if (!strcmp(site->symbol + n, info->name))
			return site;
	}
	return NULL;
}

/* "g36" is glibc 2.36, "m3" musl 1.2.3. */
void explain_libcs(const char *libcs, struct buf *out)
{
	const char *before = "";

	while (*libcs && strcmp(libcs, "-")) {
		size_t n = strcspn(libcs, ",");

		buf_addf(out, "%s%s.%.*s", before, *libcs == 'g' ? "glibc 2" : "musl 1.2", (int)n - 1, libcs + 1);
		before = ", ";
		libcs += n + (libcs[n] == ',');
	}
}

const char *explain_service(const struct sysno_info *info)
{
	bool old = strchr(info->service, '2'), new = strchr(info->service, '6');

	if (old && new)
		return "in that of systemd 252 and of 262";
	if (new)
		return "in that of systemd 262, not of 252";
	return old ? "in that of systemd 252, not of 262" : "not in it";
}

static bool has_call(const char *const *calls, const char *name)
{
	for (; *calls; calls++) {
		if (!strcmp(*calls, name))
			return true;
	}
	return false;
}

const struct primitive *explain_primitive(const struct sysno_info *info, size_t *next)
{
	while (*next < primitive_count()) {
		const struct primitive *p = primitive_at((*next)++);

		if (has_call(p->calls, info->name))
			return p;
	}
	return NULL;
}

const struct uring_op *explain_operation(const struct sysno_info *info, uint64_t *next)
{
	while (*next < uring_count()) {
		const struct uring_op *op = uring_op((*next)++);

		if (has_call(op->calls, info->name))
			return op;
	}
	return NULL;
}
