// SPDX-License-Identifier: BSD-2-Clause
/* Knows the target libseccomp: a C file that loads the filter and executes its arguments. */
#include <string.h>

#include "core/sysno.h"
#include "emit/call.h"
#include "emit/comment.h"
#include "emit/targets.h"

static const char head[] =
	"#include <errno.h>\n"
	"#include <seccomp.h>\n"
	"#include <stdint.h>\n"
	"#include <stdio.h>\n"
	"#include <string.h>\n"
	"#include <unistd.h>\n"
	"\n"
	"/* Flags of clone that make a namespace. */\n"
	"#define NAMESPACES 0x7e020000u\n"
	"\n"
	"struct allowed {\n"
	"\tconst char *name;\n"
	"\tint number; /* for a libseccomp that does not know the name */\n"
	"\tunsigned int forbidden; /* bits of the first argument that must be 0 */\n"
	"};\n"
	"\n";

static const char functions[] =
	"static int allow(scmp_filter_ctx ctx, uint32_t arch, const struct allowed *call)\n"
	"{\n"
	"\tint nr = seccomp_syscall_resolve_name(call->name);\n"
	"\n"
	"\tif (nr == __NR_SCMP_ERROR && arch != seccomp_arch_native()) {\n"
	"\t\tfprintf(stderr, \"%s: not known to this libseccomp, refused\\n\", call->name);\n"
	"\t\treturn 0;\n"
	"\t}\n"
	"\tif (nr == __NR_SCMP_ERROR)\n"
	"\t\tnr = call->number;\n"
	"\tif (call->forbidden)\n"
	"\t\treturn seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 1,\n"
	"\t\t\t\t\tSCMP_A0(SCMP_CMP_MASKED_EQ, call->forbidden, 0));\n"
	"\treturn seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0);\n"
	"}\n"
	"\n"
	"/* A filter for one ABI; NULL and errno on failure. */\n"
	"static scmp_filter_ctx filter(uint32_t arch, const struct allowed *calls, size_t n)\n"
	"{\n"
	"\tscmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));\n"
	"\tint r = ctx ? 0 : -ENOMEM;\n"
	"\n"
	"\tif (r == 0 && arch != seccomp_arch_native()) {\n"
	"\t\tr = seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE);\n"
	"\t\tif (r == 0)\n"
	"\t\t\tr = seccomp_arch_add(ctx, arch);\n"
	"\t}\n"
	"\tfor (size_t i = 0; r == 0 && i < n; i++)\n"
	"\t\tr = allow(ctx, arch, &calls[i]);\n"
	"\tif (r == 0)\n"
	"\t\treturn ctx;\n"
	"\tif (ctx)\n"
	"\t\tseccomp_release(ctx);\n"
	"\terrno = -r;\n"
	"\treturn NULL;\n"
	"}\n"
	"\n"
	"#define FILTER(arch, calls) filter(arch, calls, sizeof(calls) / sizeof((calls)[0]))\n"
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

	comment_head(plan, " * ", "seccomp launcher", &text);
	comment_add(&text, " * ", "Build: cc -o launcher FILE.c -lseccomp; then: launcher COMMAND [ARG...]");
	comment_add(&text, " * ", "Calls that are not listed get ENOSYS; capabilities are left alone.");
	comment_no_new_privs(plan, " * ", &text);
	comment_traps(plan, TRAP_FILTER, " * ", &text);
	comment_caps(plan, " * ", cap_name, &text);
	buf_add(out, "/*\n");
	add_comment_text(out, buf_text(&text));
	buf_add(out, " */\n");
	out->failed |= text.failed;
}

static void add_row(const struct plan *plan, enum lc_abi abi, const struct call *c, struct buf *out)
{
	bool masked = strcmp(c->name, "clone") == 0 && call_clone_masked(plan);
	unsigned int bit = abi == LC_ABI_X32 ? 0x40000000u : 0; /* calls of x32 carry it */
	const char *gap = "";

	buf_addf(out, "\t{ \"%s\", %#x, %s }, /* ", c->name, c->plan->nr | bit, masked ? "NAMESPACES" : "0");
	for (unsigned int i = 0; i < WHYS; i++) {
		if (c->why >> i & 1) {
			buf_addf(out, "%s%s", gap, plan_why_name(1u << i));
			gap = ", ";
		}
	}
	buf_add(out, " */\n");
}

static int add_table(const struct plan *plan, enum lc_abi abi, struct buf *out)
{
	_calls_ struct calls calls = CALLS_INIT;
	int r = calls_collect(plan, abi, WHY_RUNTIME, &calls); /* no runtime comes after this launcher */

	if (r < 0)
		return r;
	buf_addf(out, "static const struct allowed %s[] = {\n", sysno_abi_name(abi));
	for (size_t i = 0; i < calls.n; i++)
		add_row(plan, abi, &calls.at[i], out);
	if (abi == LC_ABI_X86_64 && !calls_has(&calls, "execve"))
		buf_addf(out, "\t{ \"execve\", %#x, 0 }, /* by this launcher */\n",
			 (unsigned int)sysno_by_name("execve")->number[SYSNO_X86_64]);
	buf_add(out, "};\n\n");
	return 0;
}

static bool has_more_abis(const struct plan *plan)
{
	return plan->abi_used[LC_ABI_I386] || plan->abi_used[LC_ABI_X32];
}

static int emit(const struct plan *plan, struct buf *out)
{
	comments(plan, out);
	buf_add(out, head);
	for (int abi = 0; abi < LC_ABIS; abi++) {
		int r = abi == LC_ABI_X86_64 || plan->abi_used[abi] ? add_table(plan, abi, out) : 0;

		if (r < 0)
			return r;
	}
	buf_add(out, functions);
	buf_add(out, has_more_abis(plan) ? merge : "");
	buf_add(out, start);
	for (int abi = LC_ABI_X86_64 + 1; abi < LC_ABIS; abi++) {
		if (plan->abi_used[abi])
			buf_addf(out, "\tif (r == 0)\n\t\tr = merge(ctx, FILTER(%s, %s));\n",
				 call_arch(abi), sysno_abi_name(abi));
	}
	buf_add(out, plan->no_new_privs ? load : load_privileged);
	buf_add(out, finish);
	return buf_error(out);
}

const struct emitter emit_libseccomp = { "libseccomp", "C program that loads the seccomp filter", emit };
