/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows how `explain` reads for a program: one array, one object a meaning,
 * each with "word" and "kind".
 */
#include "emit/explain.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/cap.h"
#include "core/site.h"
#include "emit/jsonout.h"

#define KNOWN ((UINT64_C(1) << CAP_COUNT) - 1)

static json_t *pack_cap(const char *word, unsigned int cap)
{
	const struct cap_info *info = cap_info(cap);
	char room[32];

	if (!info)
		return json_pack("{s:s, s:s, s:s, s:i, s:b}", "word", word, "kind", "capability", "name",
				 cap_name(cap, room), "number", (int)cap, "known", 0);
	return json_pack("{s:s, s:s, s:s, s:i, s:b, s:s, s:s, s:s, s:s}", "word", word, "kind", "capability",
			 "name", info->name, "number", (int)cap, "known", 1,
			 "risk", cap_risk_name(info->risk), "permits", info->permits,
			 "attack", info->attack, "instead", info->instead);
}

/* Members that no capability has, by number. */
static json_t *pack_unknown(uint64_t set)
{
	_json_ json_t *members = json_array();
	int r = 0;

	for (unsigned int cap = CAP_COUNT; cap < CAP_ROOM; cap++) {
		if (set >> cap & 1)
			r |= json_array_append_new(members, json_integer(cap));
	}
	return r < 0 ? NULL : TAKE(members);
}

static json_t *pack_set(const char *word, uint64_t set)
{
	char text[17];

	snprintf(text, sizeof(text), "%016" PRIx64, set);
	return json_pack("{s:s, s:s, s:s, s:s?, s:o, s:o}", "word", word, "kind", "capability_set",
			 "set", text, "known_as", cap_set_fame(set), "capabilities", jsonout_caps(set & KNOWN),
			 "unknown_bits", pack_unknown(set));
}

static json_t *pack_numbers(const struct sysno_info *info)
{
	_json_ json_t *numbers = json_object();
	int r = 0;

	for (int arch = 0; arch < SYSNO_ARCHES; arch++) {
		if (info->number[arch] >= 0)
			r |= json_object_set_new(numbers, explain_arch_names[arch],
						 json_integer(info->number[arch]));
	}
	return r < 0 ? NULL : TAKE(numbers);
}

static json_t *pack_group(const struct sysno_info *info)
{
	_json_ json_t *group = json_array();
	int r = 0;

	for (size_t i = 0; i < sysno_count(); i++) {
		const struct sysno_info *other = sysno_at(i);

		if (other != info && !strcmp(other->group, info->group))
			r |= json_array_append_new(group, json_string(other->name));
	}
	return r < 0 ? NULL : TAKE(group);
}

static json_t *pack_sites(const struct sysno_info *info)
{
	_json_ json_t *sites = json_array();
	int r = 0;
	const struct site *site;
	size_t next = 0;
	char room[32];

	while ((site = explain_site(info, &next)))
		r |= json_array_append_new(
			sites, json_pack("{s:s, s:s, s:s}", "capability", cap_name((unsigned int)site->cap, room),
					 "class", check_class_name(site->class), "without", site->without));
	return r < 0 ? NULL : TAKE(sites);
}

/* "a,b" as an array of strings; "-" is none. */
static json_t *pack_list(const char *text)
{
	_json_ json_t *list = json_array();
	int r = 0;

	while (strcmp(text, "-") && *text) {
		size_t n = strcspn(text, ",");

		r |= json_array_append_new(list, json_stringn(text, n));
		text += n + (text[n] == ',');
	}
	return r < 0 ? NULL : TAKE(list);
}

static json_t *pack_runtimes(const struct sysno_info *info)
{
	_json_ json_t *names = json_array();
	int r = 0;

	for (size_t i = 0; i < EXPLAIN_RUNTIMES; i++) {
		if (info->runtime & explain_runtimes[i].flag)
			r |= json_array_append_new(names, json_string(explain_runtimes[i].name));
	}
	return r < 0 ? NULL : TAKE(names);
}

static json_t *pack_libcs(const struct sysno_info *info)
{
	_buf_ struct buf text = BUF_INIT;

	explain_libcs(info->libc, &text);
	return text.failed ? NULL : jsonout_list(buf_text(&text));
}

/* Versions of systemd whose @system-service has it. */
static json_t *pack_service(const struct sysno_info *info)
{
	_json_ json_t *versions = json_array();
	int r = versions ? 0 : -1;

	if (strchr(info->service, '2'))
		r |= json_array_append_new(versions, json_integer(252));
	if (strchr(info->service, '6'))
		r |= json_array_append_new(versions, json_integer(262));
	return r < 0 ? NULL : TAKE(versions);
}

static json_t *pack_primitives(const struct sysno_info *info)
{
	_json_ json_t *list = json_array();
	const struct primitive *p;
	size_t next = 0;
	int r = list ? 0 : -1;

	while ((p = explain_primitive(info, &next)))
		r |= json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:b}", "id", p->id, "use", p->use, "known",
							   jsonout_list(p->known), "by_arguments", p->args != NULL));
	return r < 0 ? NULL : TAKE(list);
}

static json_t *pack_operations(const struct sysno_info *info)
{
	_json_ json_t *list = json_array();
	const struct uring_op *op;
	uint64_t next = 0;
	int r = list ? 0 : -1;

	while ((op = explain_operation(info, &next)))
		r |= json_array_append_new(list, json_string(op->name));
	return r < 0 ? NULL : TAKE(list);
}

static json_t *pack_class(const char *word, const struct risk *risk)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:s}", "word", word, "kind", "risk_class", "name", risk->id,
			 "calls", jsonout_names(risk->calls), "danger", risk->danger, "instead", risk->instead,
			 "source", risk->source);
}

static json_t *pack_uring(const char *word, const struct uring_op *op)
{
	return json_pack("{s:s, s:s, s:s, s:I, s:o}", "word", word, "kind", "io_uring_operation", "name", op->name,
			 "number", (json_int_t)uring_opcode(op), "calls", jsonout_names(op->calls));
}

/* abi: the one whose number was asked for, or LC_ABIS. */
static json_t *pack_call(const char *word, const struct sysno_info *info, enum lc_abi abi)
{
	const struct risk *risk = risk_of(info->name);

	return json_pack("{s:s, s:s, s:s, s:s?, s:o, s:s, s:o, s:o, s:s, s:s, s:o, s:o, s:s, s:s, s:o, s:o, s:s?, s:s?,"
			 " s:s?, s:o, s:o}", "word", word,
			 "kind", "syscall", "name", info->name,
			 "abi", abi < LC_ABIS ? sysno_abi_name(abi) : NULL, "numbers", pack_numbers(info),
			 "kernel", info->kernel, "group", pack_group(info),
			 "capabilities", pack_sites(info),
			 "docker", info->docker, "podman", info->podman, "systemd", pack_list(info->systemd),
			 "runtimes", pack_runtimes(info), "note", info->note,
			 "kernel_source", info->kernel_source, "system_service", pack_service(info),
			 "libc", pack_libcs(info), "class", risk ? risk->id : NULL,
			 "danger", risk ? risk->danger : NULL, "instead", risk ? risk->instead : NULL,
			 "primitives", pack_primitives(info), "io_uring", pack_operations(info));
}

static json_t *pack_action(const char *word, const struct action_info *action)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:s, s:s}", "word", word, "kind", "seccomp_action",
			 "name", action->name, "kernel_name", action->kernel,
			 "value", (json_int_t)action->value, "since", action->since,
			 "happens", action->happens, "program_sees", action->sees);
}

static int append_word(json_t *array, const struct word *w)
{
	int r = 0;

	if (w->cap >= 0)
		r |= json_array_append_new(array, pack_cap(w->text, (unsigned int)w->cap));
	if (w->is_set)
		r |= json_array_append_new(array, pack_set(w->text, w->set));
	if (w->named)
		r |= json_array_append_new(array, pack_call(w->text, w->named, LC_ABIS));
	for (int abi = 0; abi < LC_ABIS; abi++) {
		if (w->numbered[abi])
			r |= json_array_append_new(array, pack_call(w->text, w->numbered[abi], abi));
	}
	if (w->action)
		r |= json_array_append_new(array, pack_action(w->text, w->action));
	if (w->risk)
		r |= json_array_append_new(array, pack_class(w->text, w->risk));
	if (w->operation)
		r |= json_array_append_new(array, pack_uring(w->text, w->operation));
	return r;
}

int emit_explain_json(const struct word *words, size_t n, struct buf *out)
{
	_json_ json_t *array = json_array();
	int r = 0;

	for (size_t i = 0; i < n; i++)
		r |= append_word(array, &words[i]);
	return jsonout_write(r < 0 ? NULL : TAKE(array), out);
}
