/* SPDX-License-Identifier: BSD-2-Clause */
/* A machine to audit, as records: two containers, a unit, processes of its own, one with hostile names, files. */
#ifndef LC_TESTS_UNIT_AUDIT_INPUT_H
#define LC_TESTS_UNIT_AUDIT_INPUT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <linux/capability.h>

#include "core/audit.h"

#define BIT(cap) (1ull << (cap))
#define EVERY_CAP 0x1ffffffffffull
#define DOCKER_CAPS 0xa80425fbull /* what docker gives by default: moby/oci/caps/defaults.go */
#define HERE 4026531837u
#define ELSEWHERE 4026532999u
#define WEB_ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define WEB_CGROUP "/system.slice/docker-" WEB_ID ".scope"
#define POD_CGROUP                                                                                         \
	"/kubepods/burstable/pod7f3e9a52-0b1c-4c55-9d8e-1c2d3e4f5a6b/"                                     \
	"fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

static inline void feed(struct audit *a, const void *record, size_t n)
{
	assert_int_equal(audit_feed(a, record, n), 0);
}

/* path "/a/b" to "b\0a\0" */
static inline void feed_owner(struct audit *a, uint32_t id, const char *path)
{
	struct lc_owner o = { .h = { .kind = LC_OWNER, .len = sizeof(o) }, .id = id };

	for (size_t end = strlen(path); end > 0;) {
		size_t start = end;

		while (start && path[start - 1] != '/')
			start--;
		memcpy(o.path + o.path_len, path + start, end - start);
		o.path_len += end - start + 1;
		end = start ? start - 1 : 0;
	}
	feed(a, &o, sizeof(o));
}

static inline void feed_label(struct audit *a, uint32_t owner, uint32_t kind, const char *text)
{
	struct lc_label l = { .h = { .kind = LC_LABEL, .len = sizeof(l) }, .owner = owner, .kind = kind };

	l.size = strlen(text);
	memcpy(l.text, text, l.size);
	feed(a, &l, sizeof(l));
}

/* Ordinary root of the machine with nothing at all; the test changes what it is about. */
static inline struct lc_holder holder(uint32_t pid, const char *exe, const char *cgroup)
{
	struct lc_holder h = {
		.h = { .kind = LC_HOLDER, .len = sizeof(h) },
		.pid = pid,
		.ppid = 1,
		.threads = 1,
		.flags = LC_HOLDER_SECUREBITS | LC_HOLDER_FILTERS,
		.pid_ns = 1001,
		.mnt_ns = 1002,
		.creds = { .user_ns = HERE, .bounding = EVERY_CAP },
	};
	const char *name = strrchr(exe, '/');

	snprintf(h.comm, sizeof(h.comm), "%s", name ? name + 1 : exe);
	h.exe_size = strlen(exe);
	memcpy(h.exe, exe, h.exe_size);
	h.cgroup_size = strlen(cgroup);
	memcpy(h.cgroup, cgroup, h.cgroup_size);
	strcpy(h.uid_map, "         0          0 4294967295");
	return h;
}

static inline void hold(struct lc_holder *h, uint64_t caps)
{
	h->creds.permitted = h->creds.effective = h->creds.bounding = caps;
}

static inline void set_ids(struct lc_holder *h, uint32_t id)
{
	h->creds.uid = h->creds.euid = h->creds.suid = h->creds.fsuid = id;
	h->creds.gid = h->creds.egid = h->creds.sgid = h->creds.fsgid = id;
}

static inline void feed_file(struct audit *a, const char *path, uint32_t mode, uint32_t flags, uint64_t caps)
{
	struct lc_file f = { .h = { .kind = LC_FILE, .len = sizeof(f) }, .flags = flags, .mode = 0100000 | mode };

	f.permitted = caps;
	f.path_size = strlen(path);
	memcpy(f.path, path, f.path_size);
	feed(a, &f, sizeof(f));
}

static inline void feed_web(struct audit *a)
{
	struct lc_holder master = holder(812, "/usr/sbin/nginx", WEB_CGROUP), worker = holder(820, "/usr/sbin/nginx",
											      WEB_CGROUP);

	feed_owner(a, 1, WEB_CGROUP);
	feed_label(a, 1, LC_LABEL_RUNTIME, "docker");
	feed_label(a, 1, LC_LABEL_ID, WEB_ID);
	feed_label(a, 1, LC_LABEL_NAME, "web");
	feed_label(a, 1, LC_LABEL_IMAGE, "nginx:1.25");
	hold(&master, DOCKER_CAPS);
	master.seccomp_mode = 2;
	master.seccomp_filters = 1;
	strcpy(master.lsm, "docker-default (enforce)");
	feed(a, &master, sizeof(master));
	worker.creds = master.creds;
	worker.creds.permitted = worker.creds.effective = 0;
	set_ids(&worker, 101);
	worker.seccomp_mode = 2;
	worker.seccomp_filters = 1;
	strcpy(worker.lsm, master.lsm);
	feed(a, &worker, sizeof(worker));
	worker.pid = 821;
	feed(a, &worker, sizeof(worker));
}

static inline void feed_pod(struct audit *a)
{
	struct lc_holder agent = holder(900, "/agent", POD_CGROUP);

	feed_owner(a, 2, POD_CGROUP);
	feed_label(a, 2, LC_LABEL_POD, "agent-x1");
	feed_label(a, 2, LC_LABEL_POD_NAMESPACE, "kube-system");
	feed_label(a, 2, LC_LABEL_POD_CONTAINER, "agent");
	hold(&agent, EVERY_CAP);
	agent.pid_ns = 1; /* the machine's */
	strcpy(agent.lsm, "unconfined");
	feed(a, &agent, sizeof(agent));
}

static inline void feed_unit(struct audit *a)
{
	struct lc_holder dns = holder(700, "/usr/sbin/unbound", "/system.slice/unbound.service");

	feed_owner(a, 3, "/system.slice/unbound.service");
	hold(&dns, BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_SYS_ADMIN));
	dns.creds.ambient = dns.creds.inheritable = dns.creds.permitted;
	set_ids(&dns, 105);
	dns.flags |= LC_HOLDER_NO_NEW_PRIVS;
	feed(a, &dns, sizeof(dns));
}

static inline void feed_host(struct audit *a)
{
	struct lc_holder h = holder(1, "/usr/lib/systemd/systemd", "/init.scope");

	hold(&h, EVERY_CAP);
	feed_owner(a, 4, "/init.scope");
	feed(a, &h, sizeof(h));
	for (uint32_t pid = 300; pid < 306; pid++) {
		h = holder(pid, "/usr/sbin/sshd", "/");
		hold(&h, EVERY_CAP);
		feed(a, &h, sizeof(h));
	}
	h = holder(400, "/usr/bin/podman", "/user.slice/user-1000.slice/session-3.scope");
	set_ids(&h, 100000);
	h.flags |= LC_HOLDER_OWN_USER_NS;
	h.creds.user_ns = ELSEWHERE;
	h.creds.user_ns_level = 1;
	hold(&h, EVERY_CAP);
	strcpy(h.uid_map, "         0     100000      65536\n     65536       1000          1");
	feed(a, &h, sizeof(h));
}

static inline void feed_hostile(struct audit *a)
{
	struct lc_holder h = holder(666, "/tmp/\033[2J\n<b>\"a\xff", "/a\033]0;x\a/b\n1");

	strcpy(h.comm, "\033[31mred\n");
	strcpy(h.lsm, "x\033[0m (enforce)");
	hold(&h, BIT(CAP_SYS_ADMIN));
	h.flags |= LC_HOLDER_PARTLY | LC_HOLDER_MIXED;
	set_ids(&h, 4294967294u);
	feed(a, &h, sizeof(h));
}

static inline void feed_files(struct audit *a)
{
	feed_file(a, "/usr/bin/sudo", 04755, LC_FILE_SETUID, 0);
	feed_file(a, "/usr/bin/ping", 0755, LC_FILE_CAPS | LC_FILE_EFFECTIVE, BIT(CAP_NET_RAW));
	feed_file(a, "/opt/python3.11", 0755, LC_FILE_CAPS, BIT(CAP_SETUID));
	feed_file(a, "/srv/x/helper", 04777, LC_FILE_SETUID | LC_FILE_WRITABLE, 0);
	feed_file(a, "/mnt/void", 04755, LC_FILE_SETUID | LC_FILE_NOSUID, 0);
	feed_file(a, "/srv/bad", 0755, LC_FILE_CAPS | LC_FILE_BAD_CAPS, 0);
}

static inline void feed_all(struct audit *a)
{
	feed_web(a);
	feed_pod(a);
	feed_unit(a);
	feed_host(a);
	feed_hostile(a);
	feed_files(a);
}

static inline const struct audit_options *of_machine(void)
{
	static const struct audit_options options = { .pid_ns = 1, .mnt_ns = 2, .user_ns = HERE, .cap_last = 40 };

	return &options;
}

/* The subject of the process, which must be there. */
static inline const struct audit_subject *subject_of(const struct audit *a, uint32_t pid)
{
	for (size_t i = 0; i < a->nsubjects; i++)
		for (size_t k = 0; k < a->subjects[i].npids; k++)
			if (a->subjects[i].pids[k] == pid)
				return &a->subjects[i];
	fail_msg("no subject of %u", pid);
	return NULL;
}

/* NULL if there is none of the rule, and of the capability unless that is -1. */
static inline const struct finding *find(const struct findings *f, const char *rule, int cap)
{
	for (size_t i = 0; i < f->n; i++)
		if (!strcmp(f->at[i].rule->id, rule) && (cap < 0 || f->at[i].cap == cap))
			return &f->at[i];
	return NULL;
}

#endif
