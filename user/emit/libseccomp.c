// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target libseccomp: a C file that loads the filter and executes its arguments. */
#include <errno.h>
#include <string.h>

#include "core/errnos.h"
#include "core/ruleset.h"
#include "core/sysno.h"
#include "emit/comment.h"
#include "emit/seccomp_entry.h"
#include "emit/targets.h"

#define X32_BIT 0x40000000u /* calls of x32 carry it */

static const char head[] =
	"#include <errno.h>\n"
	"#include <seccomp.h>\n"
	"#include <stdint.h>\n"
	"#include <stdio.h>\n"
	"#include <string.h>\n"
	"#include <unistd.h>\n"
	"\n"
	"struct rule {\n"
	"\tconst char *name;\n"
	"\tint number; /* for a libseccomp that does not know the name */\n"
	"\tuint32_t action;\n"
	"\tunsigned int n; /* of args; all must hold */\n"
	"\tstruct scmp_arg_cmp args[6];\n"
	"};\n"
	"\n"
	"#define ALWAYS 0, { { 0 } }\n"
	"\n";

static const char functions[] =
	"static int add(scmp_filter_ctx ctx, uint32_t arch, const struct rule *rule)\n"
	"{\n"
	"\tint nr = seccomp_syscall_resolve_name(rule->name);\n"
	"\n"
	"\tif (nr == __NR_SCMP_ERROR && arch != seccomp_arch_native()) {\n"
	"\t\tfprintf(stderr, \"%s: not known to this libseccomp, left out\\n\", rule->name);\n"
	"\t\treturn 0;\n"
	"\t}\n"
	"\tif (nr == __NR_SCMP_ERROR)\n"
	"\t\tnr = rule->number;\n"
	"\treturn seccomp_rule_add_array(ctx, rule->action, nr, rule->n, rule->args);\n"
	"}\n"
	"\n"
	"/* A filter for one architecture; NULL and errno on failure. */\n"
	"static scmp_filter_ctx filter(uint32_t arch, const struct rule *rules, size_t n)\n"
	"{\n"
	"\tscmp_filter_ctx ctx = seccomp_init(DENY);\n"
	"\tint r = ctx ? 0 : -ENOMEM;\n"
	"\n"
	"\tif (r == 0 && arch != seccomp_arch_native()) {\n"
	"\t\tr = seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE);\n"
	"\t\tif (r == 0)\n"
	"\t\t\tr = seccomp_arch_add(ctx, arch);\n"
	"\t}\n"
	"\tif (r == 0)\n"
	"\t\tr = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, DENY);\n"
	"\tfor (size_t i = 0; r == 0 && i < n; i++)\n"
	"\t\tr = add(ctx, arch, &rules[i]);\n"
	"\tif (r == 0)\n"
	"\t\treturn ctx;\n"
	"\tif (ctx)\n"
	"\t\tseccomp_release(ctx);\n"
	"\terrno = -r;\n"
	"\treturn NULL;\n"
	"}\n"
	"\n"
	"#define FILTER(arch, rules) filter(arch, rules, sizeof(rules) / sizeof((rules)[0]))\n"
	"\n";

static const char merge[] =
	"static int merge(scmp_filter_ctx ctx, scmp_filter_ctx other)\n"
	"{\n"
	"\treturn other ? seccomp_merge(ctx, other) : -errno;\n"
	"}\n"
	"\n";

static const char start[] =
	"int main(int argc, char **argv)\n"
	"{\n"
	"\tscmp_filter_ctx ctx;\n"
	"\tint r = 0;\n"
	"\n"
	"\tif (argc < 2) {\n"
	"\t\tfprintf(stderr, \"usage: %s COMMAND [ARG...]\\n\", argv[0]);\n"
	"\t\treturn 2;\n"
	"\t}\n"
	"\tctx = FILTER(SCMP_ARCH_X86_64, x86_64);\n"
	"\tif (!ctx)\n"
	"\t\tr = -errno;\n";

static const char load[] =
	"\tif (r == 0)\n"
	"\t\tr = seccomp_load(ctx); /* sets no_new_privs */\n";

/* A program that gains privileges by execve would gain nothing. */
static const char load_privileged[] =
	"\tif (r == 0)\n"
	"\t\tr = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 0); /* takes CAP_SYS_ADMIN to load */\n"
	"\tif (r == 0)\n"
	"\t\tr = seccomp_load(ctx);\n";

static const char finish[] =
	"\tif (r < 0) {\n"
	"\t\tfprintf(stderr, \"cannot load the filter: %s\\n\", strerror(-r));\n"
	"\t\treturn 125;\n"
	"\t}\n"
	"\texecvp(argv[1], argv + 1);\n"
	"\treturn errno == ENOENT ? 127 : 126;\n"
	"}\n";

/* A comment can hold neither its own end nor its beginning: a slash beside an asterisk is escaped. */
static void add_comment_text(struct buf *out, const char *text)
{
	for (const char *s = text; *s; s++) {
		if (*s == '/' && ((s > text && s[-1] == '*') || s[1] == '*'))
			buf_add(out, "\\x2f");
		else
			buf_add_bytes(out, s, 1);
	}
}

static void comments(const struct plan *plan, struct buf *out)
{
	_buf_ struct buf text = BUF_INIT;
	char room[32];

	comment_head(plan, " * ", "seccomp launcher", &text);
	comment_add(&text, " * ", "Build: cc -o launcher FILE.c -lseccomp; then: launcher COMMAND [ARG...]");
	comment_add(&text, " * ", "Calls that are not listed: %s; capabilities are left alone.",
		    answer_text(plan->deny, room));
	comment_no_new_privs(plan, " * ", &text);
	comment_traps(plan, TRAP_FILTER, " * ", &text);
	comment_caps(plan, " * ", cap_name, &text);
	buf_add(out, "/*\n");
	add_comment_text(out, buf_text(&text));
	buf_add(out, " */\n");
	out->failed |= text.failed;
}

static void add_action(struct sys_answer answer, struct buf *out)
{
	static const char *const actions[] = {
		[ANSWER_ALLOW] = "SCMP_ACT_ALLOW", [ANSWER_KILL] = "SCMP_ACT_KILL_PROCESS",
		[ANSWER_LOG] = "SCMP_ACT_LOG",
	};
	char room[16];

	if (answer.kind == ANSWER_ERRNO)
		buf_addf(out, "SCMP_ACT_ERRNO(%s)", errno_word(answer.error, room));
	else
		buf_add(out, actions[answer.kind]);
}

static void add_conditions(const struct rule *rule, struct buf *out)
{
	if (!rule->nargs) {
		buf_add(out, "ALWAYS");
		return;
	}
	buf_addf(out, "%zu, { ", rule->nargs);
	for (size_t i = 0; i < rule->nargs; i++) {
		const struct arg_rule *arg = &rule->args[i];

		buf_add(out, i ? ", " : "");
		if (arg->mask == UINT64_MAX)
			buf_addf(out, "{ %u, SCMP_CMP_EQ, %#llx, 0 }", arg->index, (unsigned long long)arg->value);
		else
			buf_addf(out, "{ %u, SCMP_CMP_MASKED_EQ, %#llx, %#llx }", arg->index,
				 (unsigned long long)arg->mask, (unsigned long long)arg->value);
	}
	buf_add(out, " }");
}

static void add_reasons(const struct rule *rule, struct buf *out)
{
	const char *gap = "";

	buf_add(out, " }, /* ");
	if (!rule->why)
		buf_addf(out, "refused: %s", refuse_why_name(rule->refused));
	for (unsigned int i = 0; i < WHYS; i++) {
		if (rule->why >> i & 1) {
			buf_addf(out, "%s%s", gap, plan_why_name(1u << i));
			gap = ", ";
		}
	}
	buf_add(out, " */\n");
}

static void add_row(enum sysno_arch arch, const struct rule *rule, struct buf *out)
{
	const struct sysno_info *info = sysno_by_name(rule->name);

	if (!info || info->number[arch] < 0)
		return;
	buf_addf(out, "\t{ \"%s\", %#x, ", rule->name,
		 (unsigned int)info->number[arch] | (arch == SYSNO_X32 ? X32_BIT : 0));
	add_action(rule->answer, out);
	buf_add(out, ", ");
	add_conditions(rule, out);
	add_reasons(rule, out);
}

/* Whether the launcher itself runs on it: 32-bit and x32 programs are started by a native one. */
static bool is_native(enum sysno_arch arch)
{
	return arch != SYSNO_I386 && arch != SYSNO_X32;
}

/* LoongArch is younger than the library of most systems. */
static void add_guard(enum sysno_arch arch, const char *line, struct buf *out)
{
	if (arch == SYSNO_LOONGARCH64)
		buf_add(out, line);
}

static void add_table(const struct ruleset *rules, enum sysno_arch arch, struct buf *out)
{
	bool executes = false;

	buf_addf(out, "static const struct rule %s[] = {\n", ruleset_arch_name(arch));
	for (size_t i = 0; i < rules->n; i++) {
		const struct rule *rule = &rules->rules[i];

		if (!(rule->arches >> arch & 1))
			continue;
		add_row(arch, rule, out);
		executes |= strcmp(rule->name, "execve") == 0; /* refused: a second row would contradict */
	}
	if (is_native(arch) && !executes)
		buf_addf(out, "\t{ \"execve\", %#x, SCMP_ACT_ALLOW, ALWAYS }, /* by this launcher */\n",
			 (unsigned int)sysno_by_name("execve")->number[arch]);
	buf_add(out, "};\n\n");
}

static void add_main(const struct plan *plan, unsigned int arches, struct buf *out)
{
	buf_add(out, start);
	for (int arch = SYSNO_X86_64 + 1; arch < SYSNO_ARCHES; arch++) {
		if (!(arches >> arch & 1))
			continue;
		add_guard(arch, "#ifdef SCMP_ARCH_LOONGARCH64\n", out);
		buf_addf(out, "\tif (r == 0)\n\t\tr = merge(ctx, FILTER(%s, %s));\n", seccomp_arch(arch),
			 ruleset_arch_name(arch));
		add_guard(arch, "#endif\n", out);
	}
	buf_add(out, plan->no_new_privs ? load : load_privileged);
	buf_add(out, finish);
}

static int emit(const struct plan *plan, struct buf *out)
{
	_ruleset_ struct ruleset rules = RULESET_INIT;
	int r = ruleset_make(plan, WHY_RUNTIME, &rules); /* no runtime comes after this launcher */

	if (r < 0)
		return r;
	comments(plan, out);
	buf_add(out, head);
	buf_add(out, "#define DENY ");
	add_action(rules.deny, out);
	buf_add(out, "\n\n");
	for (int arch = 0; arch < SYSNO_ARCHES; arch++) {
		if (!(rules.arches >> arch & 1))
			continue;
		add_guard(arch, "#ifdef SCMP_ARCH_LOONGARCH64\n", out);
		add_table(&rules, arch, out);
		add_guard(arch, "#endif\n", out);
	}
	buf_add(out, functions);
	buf_add(out, rules.arches & ~(1u << SYSNO_X86_64) ? merge : "");
	add_main(plan, rules.arches, out);
	return buf_error(out);
}

const struct emitter emit_libseccomp = {
	.name = "libseccomp",
	.summary = "C program that loads the seccomp filter",
	.emit = emit,
	.filter = FILTER_RULES,
	.ignored = WHY_RUNTIME,
};
