/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows how `explain` reads on a terminal: one paragraph a meaning of the word.
 */
#include "emit/explain.h"

#include <inttypes.h>
#include <string.h>

#include "base/guard.h"
#include "core/cap.h"
#include "core/site.h"
#include "emit/text_table.h"

#define LABEL_WIDTH 17

struct writer {
	const struct emit_style *style;
	struct buf *out;
	bool begun; /* a paragraph stands before */
	const struct risk *later; /* it has a paragraph of its own */
};

static void begin(struct writer *w)
{
	if (w->begun)
		buf_add(w->out, "\n");
	w->begun = true;
}

/* "  label         text", wrapped under its own beginning. */
static void line(struct writer *w, const char *label, const char *text)
{
	buf_addf(w->out, "%*s%-*s", TEXT_INDENT, "", LABEL_WIDTH, label);
	text_wrap(w->out, text, w->style->width, TEXT_INDENT + LABEL_WIDTH, TEXT_INDENT + LABEL_WIDTH);
	buf_add(w->out, "\n");
}

static void line_buf(struct writer *w, const char *label, const struct buf *text)
{
	w->out->failed |= text->failed;
	line(w, label, buf_text(text));
}

static void explain_cap(struct writer *w, unsigned int cap)
{
	const struct cap_info *info = cap_info(cap);
	char room[32];

	begin(w);
	if (!info) {
		buf_addf(w->out, "%s: no capability that this version knows\n", cap_name(cap, room));
		return;
	}
	buf_addf(w->out, "%s: capability %u\n", info->name, cap);
	line(w, "permits", info->permits);
	line(w, "risk", cap_risk_name(info->risk));
	line(w, "attack", info->attack);
	line(w, "instead", info->instead);
}

static void explain_members(struct writer *w, uint64_t set)
{
	static const struct text_column columns[] = {
		{ "CAPABILITY" },
		{ "RISK" },
		{ "PERMITS", .wraps = true },
	};
	struct text_table table = text_table_begin(w->style, columns, ARRAY_SIZE(columns));

	for (unsigned int cap = 0; cap < CAP_COUNT; cap++) {
		const struct cap_info *info = cap_info(cap);
		struct libscols_line *row;

		if (!(set >> cap & 1))
			continue;
		row = text_table_row(&table, NULL);
		text_table_cell(&table, row, 0, info->name, NULL);
		text_table_cell(&table, row, 1, cap_risk_name(info->risk), NULL);
		text_table_cell(&table, row, 2, info->permits, NULL);
	}
	text_table_end(&table, w->out);
}

static void explain_unknown_bits(struct writer *w, uint64_t set)
{
	_buf_ struct buf bits = BUF_INIT;

	for (unsigned int cap = CAP_COUNT; cap < CAP_ROOM; cap++) {
		if (set >> cap & 1)
			buf_addf(&bits, "%s%u", bits.size ? ", " : "", cap);
	}
	if (bits.size || bits.failed)
		line_buf(w, "unknown bits", &bits);
}

static void explain_set(struct writer *w, uint64_t set)
{
	const uint64_t known = set & ((1ULL << CAP_COUNT) - 1);
	const char *fame = cap_set_fame(set);
	int n = __builtin_popcountll(set);

	begin(w);
	buf_addf(w->out, "%016" PRIx64 ": set of %d %s\n", set, n, n == 1 ? "capability" : "capabilities");
	if (fame)
		line(w, "known as", fame);
	if (known)
		explain_members(w, known);
	explain_unknown_bits(w, set);
}

static void explain_numbers(struct writer *w, const struct sysno_info *info)
{
	_buf_ struct buf numbers = BUF_INIT;

	for (int arch = 0; arch < SYSNO_ARCHES; arch++) {
		if (info->number[arch] >= 0)
			buf_addf(&numbers, "%s%s %d", numbers.size ? ", " : "", explain_arch_names[arch],
				 info->number[arch]);
	}
	if (!numbers.size)
		buf_add(&numbers, "none on the architectures known here");
	line_buf(w, "number", &numbers);
}

static void explain_group(struct writer *w, const struct sysno_info *info)
{
	_buf_ struct buf group = BUF_INIT;

	for (size_t i = 0; i < sysno_count(); i++) {
		const struct sysno_info *other = sysno_at(i);

		if (other != info && !strcmp(other->group, info->group))
			buf_addf(&group, "%s%s", group.size ? ", " : "", other->name);
	}
	if (group.size || group.failed)
		line_buf(w, "same group", &group);
}

static void explain_sites(struct writer *w, const struct sysno_info *info)
{
	const struct site *site;
	size_t next = 0;

	while ((site = explain_site(info, &next))) {
		_buf_ struct buf text = BUF_INIT;
		char room[32];

		buf_addf(&text, "%s, %s; without it: %s", cap_name((unsigned int)site->cap, room),
			 check_class_name(site->class), site->without);
		line_buf(w, "asks for", &text);
	}
}

static void explain_users(struct writer *w, const struct sysno_info *info)
{
	_buf_ struct buf text = BUF_INIT;

	for (size_t i = 0; i < EXPLAIN_RUNTIMES; i++) {
		if (info->runtime & explain_runtimes[i].flag)
			buf_addf(&text, "%s%s", text.size ? ", " : "", explain_runtimes[i].name);
	}
	if (text.size || text.failed)
		line_buf(w, "used by", &text);
}

static void explain_libc(struct writer *w, const struct sysno_info *info)
{
	_buf_ struct buf text = BUF_INIT;

	explain_libcs(info->libc, &text);
	if (text.size || text.failed)
		line_buf(w, "C libraries", &text);
}

static void explain_risk(struct writer *w, const struct risk *risk)
{
	line(w, "danger", risk->danger);
	if (risk->instead[0])
		line(w, "instead", risk->instead);
}

/* What generate leaves out unless it is accepted, and what exploits were built of. */
static void explain_dangers(struct writer *w, const struct sysno_info *info)
{
	const struct risk *risk = risk_of(info->name);
	const struct primitive *p;
	size_t next = 0;

	if (risk) {
		line(w, "class", risk->id);
		if (risk != w->later)
			explain_risk(w, risk);
	}
	while ((p = explain_primitive(info, &next))) {
		_buf_ struct buf text = BUF_INIT;

		buf_addf(&text, "%s%s: %s%s%s%s", p->id, p->args ? ", by some arguments" : "", p->use,
			 p->known[0] ? " (" : "", p->known, p->known[0] ? ")" : "");
		line_buf(w, "exploits", &text);
	}
}

static void explain_operations(struct writer *w, const struct sysno_info *info)
{
	_buf_ struct buf text = BUF_INIT;
	const struct uring_op *op;
	uint64_t next = 0;

	while ((op = explain_operation(info, &next)))
		buf_addf(&text, "%s%s", text.size ? ", " : "", op->name);
	if (text.size || text.failed)
		line_buf(w, "io_uring", &text);
}

static void explain_since(struct writer *w, const struct sysno_info *info)
{
	_buf_ struct buf text = BUF_INIT;

	if (info->kernel[0] == '?')
		return;
	buf_addf(&text, "%s%s", info->kernel, strcmp(info->kernel_source, "man") ? ", by no manual page" : "");
	line_buf(w, "since Linux", &text);
}

static void explain_engine(struct writer *w, const char *engine, const char *membership)
{
	_buf_ struct buf text = BUF_INIT;

	explain_membership(membership, &text);
	line_buf(w, engine, &text);
}

static void explain_systemd(struct writer *w, const struct sysno_info *info)
{
	_buf_ struct buf text = BUF_INIT;

	if (!strcmp(info->systemd, "-"))
		return;
	buf_add(&text, "@");
	for (const char *c = info->systemd; *c; c++) {
		if (*c == ',')
			buf_add(&text, ", @");
		else
			buf_add_bytes(&text, c, 1);
	}
	line_buf(w, "systemd sets", &text);
}

/* abi: the one whose number was asked for, or LC_ABIS. */
static void explain_call(struct writer *w, const struct sysno_info *info, enum lc_abi abi)
{
	begin(w);
	if (abi < LC_ABIS)
		buf_addf(w->out, "%s: syscall %d on %s\n", info->name, info->number[sysno_arch_of(abi)],
			 sysno_abi_name(abi));
	else
		buf_addf(w->out, "%s: syscall\n", info->name);
	explain_numbers(w, info);
	explain_since(w, info);
	explain_group(w, info);
	explain_sites(w, info);
	explain_engine(w, "Docker", info->docker);
	explain_engine(w, "Podman", info->podman);
	explain_systemd(w, info);
	line(w, "@system-service", explain_service(info));
	explain_libc(w, info);
	explain_users(w, info);
	explain_dangers(w, info);
	explain_operations(w, info);
	if (info->note[0])
		line(w, "note", info->note);
}

static void explain_class(struct writer *w, const struct risk *risk)
{
	_buf_ struct buf calls = BUF_INIT, accept = BUF_INIT;

	begin(w);
	buf_addf(w->out, "%s: class of dangerous calls\n", risk->id);
	for (size_t i = 0; risk->calls[i]; i++)
		buf_addf(&calls, "%s%s", i ? ", " : "", risk->calls[i]);
	line_buf(w, "calls", &calls);
	explain_risk(w, risk);
	buf_addf(&accept, "generate leaves them out unless --accept names them or %s", risk->id);
	line_buf(w, "review", &accept);
	line(w, "source", risk->source);
}

static void explain_uring(struct writer *w, const struct uring_op *op)
{
	_buf_ struct buf calls = BUF_INIT;

	begin(w);
	buf_addf(w->out, "%s: operation %" PRIu64 " of io_uring\n", op->name, uring_opcode(op));
	for (size_t i = 0; op->calls[i]; i++)
		buf_addf(&calls, "%s%s", i ? ", " : "", op->calls[i]);
	if (op->calls[0] || calls.failed)
		line_buf(w, "stands for", &calls);
	line(w, "seccomp", "no filter sees it: what may make a ring may do this");
}

static void explain_action(struct writer *w, const struct action_info *action)
{
	_buf_ struct buf names = BUF_INIT;

	begin(w);
	buf_addf(w->out, "%s: seccomp action\n", action->name);
	buf_addf(&names, "%s (0x%08x), since Linux %s", action->kernel, action->value, action->since);
	line_buf(w, "kernel", &names);
	line(w, "happens", action->happens);
	line(w, "program sees", action->sees);
}

static void explain_word(struct writer *w, const struct word *word)
{
	w->later = word->risk;
	if (word->cap >= 0)
		explain_cap(w, (unsigned int)word->cap);
	if (word->is_set)
		explain_set(w, word->set);
	if (word->named)
		explain_call(w, word->named, LC_ABIS);
	for (int abi = 0; abi < LC_ABIS; abi++) {
		if (word->numbered[abi])
			explain_call(w, word->numbered[abi], abi);
	}
	if (word->action)
		explain_action(w, word->action);
	if (word->risk)
		explain_class(w, word->risk);
	if (word->operation)
		explain_uring(w, word->operation);
}

int emit_explain_text(const struct word *words, size_t n, const struct emit_style *style, struct buf *out)
{
	struct writer w = { style, out, false, NULL };

	for (size_t i = 0; i < n; i++)
		explain_word(&w, &words[i]);
	return buf_error(out);
}
