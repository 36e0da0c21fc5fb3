/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows how `explain` reads for a program: one array, one object a meaning,
 * each with "word" and "kind".
 */
#include "emit/explain.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "base/guard.h"
#include "core/cap.h"
#include "core/site.h"

/* Adds an object to the array; takes it over, NULL is out of memory. */
static int append(json_t *array, json_t *object)
{
	return object && json_array_append_new(array, object) == 0 ? 0 : -ENOMEM;
}

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

/* A list or object that was filled with result r; NULL, and it is let go, if that failed. */
static json_t *filled(json_t *value, int r)
{
	if (r == 0)
		return value;
	json_decref(value);
	return NULL;
}

/* Names of the members below CAP_COUNT, numbers of the others. */
static json_t *pack_members(uint64_t set, bool known)
{
	json_t *members = json_array();
	int r = members ? 0 : -1;

	for (unsigned int cap = 0; cap < CAP_ROOM; cap++) {
		if (!(set >> cap & 1) || (cap < CAP_COUNT) != known)
			continue;
		r |= json_array_append_new(members,
					   known ? json_string(cap_info(cap)->name) : json_integer(cap));
	}
	return filled(members, r);
}

static json_t *pack_set(const char *word, uint64_t set)
{
	char text[17];

	snprintf(text, sizeof(text), "%016" PRIx64, set);
	return json_pack("{s:s, s:s, s:s, s:s?, s:o, s:o}", "word", word, "kind", "capability_set",
			 "set", text, "known_as", cap_set_fame(set), "capabilities", pack_members(set, true),
			 "unknown_bits", pack_members(set, false));
}

static json_t *pack_numbers(const struct sysno_info *info)
{
	json_t *numbers = json_object();
	int r = numbers ? 0 : -1;

	for (int arch = 0; arch < SYSNO_ARCHES; arch++) {
		if (info->number[arch] >= 0)
			r |= json_object_set_new(numbers, explain_arch_names[arch],
						 json_integer(info->number[arch]));
	}
	return filled(numbers, r);
}

static json_t *pack_group(const struct sysno_info *info)
{
	json_t *group = json_array();
	int r = group ? 0 : -1;

	for (size_t i = 0; i < sysno_count(); i++) {
		const struct sysno_info *other = sysno_at(i);

		if (other != info && !strcmp(other->group, info->group))
			r |= json_array_append_new(group, json_string(other->name));
	}
	return filled(group, r);
}

static json_t *pack_sites(const struct sysno_info *info)
{
	json_t *sites = json_array();
	int r = sites ? 0 : -1;
	const struct site *site;
	size_t next = 0;
	char room[32];

	while ((site = explain_site(info, &next)))
		r |= append(sites, json_pack("{s:s, s:s, s:s}", "capability",
					     cap_name((unsigned int)site->cap, room), "class",
					     check_class_name(site->class), "without", site->without));
	return filled(sites, r);
}

/* "a,b" as an array of strings; "-" is none. */
static json_t *pack_list(const char *text)
{
	json_t *list = json_array();
	int r = list ? 0 : -1;

	while (strcmp(text, "-") && *text) {
		size_t n = strcspn(text, ",");

		r |= json_array_append_new(list, json_stringn(text, n));
		text += n + (text[n] == ',');
	}
	return filled(list, r);
}

static json_t *pack_runtimes(const struct sysno_info *info)
{
	json_t *names = json_array();
	int r = names ? 0 : -1;

	for (size_t i = 0; i < EXPLAIN_RUNTIMES; i++) {
		if (info->runtime & explain_runtimes[i].flag)
			r |= json_array_append_new(names, json_string(explain_runtimes[i].name));
	}
	return filled(names, r);
}

/* abi: the one whose number was asked for, or LC_ABIS. */
static json_t *pack_call(const char *word, const struct sysno_info *info, enum lc_abi abi)
{
	return json_pack("{s:s, s:s, s:s, s:s?, s:o, s:s, s:o, s:o, s:s, s:s, s:o, s:o, s:s}", "word", word,
			 "kind", "syscall", "name", info->name,
			 "abi", abi < LC_ABIS ? sysno_abi_name(abi) : NULL, "numbers", pack_numbers(info),
			 "kernel", info->kernel, "group", pack_group(info),
			 "capabilities", pack_sites(info),
			 "docker", info->docker, "podman", info->podman, "systemd", pack_list(info->systemd),
			 "runtimes", pack_runtimes(info), "note", info->note);
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
		r |= append(array, pack_cap(w->text, (unsigned int)w->cap));
	if (w->is_set)
		r |= append(array, pack_set(w->text, w->set));
	if (w->named)
		r |= append(array, pack_call(w->text, w->named, LC_ABIS));
	for (int abi = 0; abi < LC_ABIS; abi++) {
		if (w->numbered[abi])
			r |= append(array, pack_call(w->text, w->numbered[abi], abi));
	}
	if (w->action)
		r |= append(array, pack_action(w->text, w->action));
	return r ? -ENOMEM : 0;
}

int emit_explain_json(const struct word *words, size_t n, struct buf *out)
{
	json_t *array = json_array();
	_free_ char *text = NULL;
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++)
		r = append_word(array, &words[i]);
	if (r == 0)
		text = json_dumps(array, JSON_INDENT(2));
	json_decref(array);
	if (!text)
		return -ENOMEM;
	buf_addf(out, "%s\n", text);
	return buf_error(out);
}
