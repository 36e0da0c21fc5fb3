/* SPDX-License-Identifier: BSD-2-Clause */
/* Records of owners, and a recording of two containers and a unit made of them. */
#ifndef LC_TESTS_UNIT_SAMPLE_OWNER_H
#define LC_TESTS_UNIT_SAMPLE_OWNER_H

#include "sample.h"

#define WEB_ID "4fd1a1c2b7b9e2b4e6f5a4c0f9d8e7b6a5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0"
#define DB_ID "a0a1a2a3a4a5a6a7a8a9b0b1b2b3b4b5b6b7b8b9c0c1c2c3c4c5c6c7c8c9d0d1"

static inline struct lc_owner *sample_owner(struct sample *s, uint32_t id, const char *path, uint64_t ms)
{
	struct lc_owner *o = &sample_add(s, LC_OWNER, 0, ms)->owner;
	struct lc_program p = { .path_len = 0 };

	sample_path(&p, path);
	o->id = id;
	o->cgroup = 1000 + id;
	o->pid_ns = 4026531836u + id;
	o->path_len = p.path_len;
	memcpy(o->path, p.path, p.path_len);
	return o;
}

static inline struct lc_label *sample_label(struct sample *s, uint32_t owner, enum lc_label_kind kind,
					    const char *text)
{
	struct lc_label *l = &sample_add(s, LC_LABEL, 0, 3)->label;

	l->owner = owner;
	l->kind = kind;
	l->size = strlen(text);
	memcpy(l->text, text, l->size);
	return l;
}

static inline void sample_labels(struct sample *s, uint32_t owner, const char *id, const char *name,
				 const char *image)
{
	sample_label(s, owner, LC_LABEL_RUNTIME, "docker");
	sample_label(s, owner, LC_LABEL_ID, id);
	sample_label(s, owner, LC_LABEL_NAME, name);
	sample_label(s, owner, LC_LABEL_IMAGE, image);
}

/* What they do, so that each has a capability and a call of its own. */
static inline void sample_owned_facts(struct sample *s)
{
	sample_check(s, 2, CAP_NET_BIND_SERVICE, 0x1000, 0x2000)->flags = LC_CHECK_EFFECTIVE;
	sample_check(s, 3, CAP_CHOWN, 0x1000, 0x2000)->flags = LC_CHECK_EFFECTIVE;
	sample_check(s, 4, CAP_SYS_TIME, 0x1000, 0x2000)->flags = LC_CHECK_EFFECTIVE;
	sample_call(s, 1, 56, 2);
	sample_call(s, 2, 49, 1);
	sample_call(s, 3, 92, 4);
	sample_call(s, 4, 227, 1);
	for (uint32_t slot = 1; slot <= 4; slot++)
		sample_values(s, slot, 41, 0, (const uint64_t[]){ slot }, 1);
	sample_refusal(s, 2, 165, EPERM);
	sample_refusal(s, 3, 101, EPERM);
	sample_symbol(s, 0x1000, "inet_bind");
	sample_symbol(s, 0x2000, "__sys_bind");
}

/* 1 containerd-shim (containerd.service), 2 nginx (web), 3 postgres (db), 4 chronyd (chrony.service) */
static inline void sample_containers(struct sample *s)
{
	struct lc_owner *web;

	memset(s, 0, sizeof(*s));
	sample_session(s, LC_SCOPE_ALL);
	sample_hook(s, "capability", "tp_btf/cap_capable", "opts");
	sample_hook(s, "syscall", "tp_btf/sys_enter", "");
	sample_hook(s, "process", "tp_btf/sched_process_*", "");
	sample_owner(s, 1, "/system.slice/containerd.service", 1)->flags = LC_OWNER_HOST_PIDS;
	web = sample_owner(s, 2, "/system.slice/docker-" WEB_ID ".scope", 2);
	web->entered = 1;
	web->left = 3;
	sample_owner(s, 3, "/docker/" DB_ID, 2);
	sample_owner(s, 4, "/system.slice/chrony.service", 2)->flags = LC_OWNER_HOST_PIDS;
	sample_owner(s, 5, "/system.slice/idle.service", 2);
	sample_labels(s, 2, WEB_ID, "web", "nginx:1.25");
	sample_labels(s, 3, DB_ID, "db", "images.example/postgres:16");
	sample_program(s, 1, 0, "/usr/bin/containerd-shim", 1)->owner = 1;
	sample_program(s, 2, 1, "/usr/sbin/nginx", 4)->owner = 2;
	sample_program(s, 3, 1, "/usr/bin/postgres", 5)->owner = 3;
	sample_program(s, 4, 0, "/usr/sbin/chronyd", 6)->owner = 4;
	sample_owned_facts(s);
	sample_add(s, LC_END, 0, 50);
}

#endif
