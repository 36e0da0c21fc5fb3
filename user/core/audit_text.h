/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One line of the kernel's audit log, read: AppArmor (AUDIT_AVC with
 * apparmor=), SELinux (AUDIT_AVC with avc:), Landlock, seccomp. Hostile input:
 * names in it are the workload's (quoted, or in hexadecimal).
 */
#ifndef LC_CORE_AUDIT_TEXT_H
#define LC_CORE_AUDIT_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/guard.h"
#include "bpf/event.h"

enum audit_source { AUDIT_FROM_APPARMOR, AUDIT_FROM_SELINUX, AUDIT_FROM_LANDLOCK, AUDIT_FROM_SECCOMP };

/* Texts are escaped, "" where the line has none. */
struct audit_entry {
	enum audit_source source;
	bool denied;	  /* else only logged: complain mode, permissive, SECCOMP_RET_LOG */
	uint64_t ns;	  /* CLOCK_REALTIME of the event, to the millisecond */
	uint64_t serial;
	uint32_t pid;	  /* as the initial pid namespace counts; 0: not told */
	char *comm;
	char *kind;	  /* AppArmor: what the rule is about: "file", "cap", "net", "signal", "ptrace", "mount",
		"userns" */
	char *profile;	  /* AppArmor: profile */
	char *operation;  /* AppArmor: "open", "capable"; Landlock: blockers */
	char *name;	  /* the object: path, capname, "inet raw", peer, ... */
	char *asked, *denied_mask; /* AppArmor: requested_mask, denied_mask; SELinux: .asked: "{ sys_chroot "
		"}" without braces */
	char *scontext, *tcontext, *tclass; /* SELinux */
	int64_t syscall;  /* seccomp: number as that ABI counts; -1 */
	uint32_t arch;	  /* seccomp: AUDIT_ARCH_* */
	uint32_t code;	  /* seccomp: the action, SECCOMP_RET_* */
	uint32_t signal;  /* seccomp */
};

/* 0; -ENOENT: a line about something else; -EBADMSG: not a line of the audit log; -ENOMEM. */
int audit_parse(const struct lc_audit *record, struct audit_entry *out);
void audit_entry_free(struct audit_entry *entry);
#define _audit_entry_ _cleanup_(audit_entry_free)

#endif
