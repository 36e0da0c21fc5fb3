// SPDX-License-Identifier: BSD-2-Clause
/* Knows how a row of the truth table is held against a case: the call, its error, the settings. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/layer_rule.h"
#include "core/site.h"
#include "core/weigh.h"

static bool is_word_of(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = words; n && (at = strstr(at, word)); at += n)
		if ((at == words || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

bool layer_call_in(const struct inquiry *q, const char *names)
{
	return is_word_of(names, q->call);
}

/* What the kernel is asked for by each call, or known of the machine. */
static const char *const settings[] = {
	"lsm", "lockdown", "kernel.yama.ptrace_scope", "kernel.dmesg_restrict", "kernel.perf_event_paranoid",
	"kernel.unprivileged_bpf_disabled", "kernel.io_uring_disabled", "kernel.unprivileged_userns_clone",
	"kernel.apparmor_restrict_unprivileged_userns", "kernel.kexec_load_disabled", "kernel.modules_disabled",
	"kernel.threads-max", "kernel.pid_max", "vm.unprivileged_userfaultfd", "vm.mmap_min_addr",
	"vm.hugetlb_shm_group", "fs.protected_hardlinks", "fs.protected_symlinks", "fs.protected_regular",
	"fs.protected_fifos", "fs.nr_open", "fs.file-max", "fs.pipe-max-size", "fs.inotify.max_user_instances",
	"fs.inotify.max_user_watches", "fs.epoll.max_user_watches", "net.ipv4.ping_group_range",
	"net.ipv4.ip_unprivileged_port_start", "user.max_user_namespaces", "user.max_mnt_namespaces",
	"user.max_net_namespaces", "user.max_pid_namespaces", "user.max_uts_namespaces", "user.max_ipc_namespaces",
	"user.max_cgroup_namespaces", "user.max_time_namespaces",
};

const char *layer_setting(size_t index)
{
	return index < ARRAY_SIZE(settings) ? settings[index] : NULL;
}

const char *layer_value(const struct inquiry *q, const char *setting)
{
	return q->c->setting ? q->c->setting(q->c->ctx, setting) : NULL;
}

bool layer_number(const struct inquiry *q, const char *setting, long *out)
{
	const char *text = layer_value(q, setting);
	char *end;
	long n;

	if (!text || !*text)
		return false;
	n = strtol(text, &end, 10);
	if (*end && *end != '\n')
		return false;
	*out = n;
	return true;
}

bool layer_is(const struct inquiry *q, const char *setting, long value)
{
	long n;

	return layer_number(q, setting, &n) && n == value;
}

bool layer_lsm_active(const struct inquiry *q, const char *module)
{
	const char *list = layer_value(q, "lsm");
	size_t n = strlen(module);

	for (const char *at = list; at && (at = strstr(at, module)); at += n)
		if ((at == list || at[-1] == ',') && (at[n] == ',' || at[n] == '\0' || at[n] == '\n'))
			return true;
	return false;
}

bool layer_in_user_ns(const struct inquiry *q)
{
	return q->d->creds.user_ns_level > 0;
}

bool layer_holds(const struct inquiry *q, int cap)
{
	return cap >= 0 && cap < 64 && q->d->creds.effective >> cap & 1;
}

static bool error_fits(const struct rule *rule, uint32_t error)
{
	return rule->error ? rule->error == error : error_is_forbidden(error);
}

static bool check_fits(const struct inquiry *q, const struct rule *rule, bool with_check)
{
	if (!with_check)
		return !rule->of_cap && !rule->site;
	if (!q->check || (!rule->of_cap && !rule->site))
		return false;
	if (rule->of_cap && q->check->cap != (uint32_t)rule->of_cap - 1)
		return false;
	return !rule->site || site_is(q->check->site, rule->site);
}

const struct rule *layer_rule(const struct inquiry *q, const struct rules *rules, bool with_check)
{
	for (size_t i = 0; i < rules->n; i++) {
		const struct rule *rule = &rules->row[i];

		if (error_fits(rule, q->d->error) && check_fits(q, rule, with_check) &&
		    (!rule->calls || layer_call_in(q, rule->calls)) && (!rule->holds || rule->holds(q)))
			return rule;
	}
	return NULL;
}

void layer_follow(struct inquiry *q, const struct rule *rule, enum confidence confidence)
{
	q->f.layer = rule->layer;
	q->f.confidence = confidence;
	q->f.setting = rule->setting;
	q->f.limit = rule->of_limit - 1;
	if (rule->lacks)
		q->f.cap = rule->lacks - 1;
	q->f.detail = rule->detail;
	q->f.fix = rule->fix;
}
