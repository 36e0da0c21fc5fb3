/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The capabilities: their names in each spelling, what each one really lets a
 * process do, how dangerous it is and what to use instead.
 * Source of numbers: include/uapi/linux/capability.h; of meanings: man 7 capabilities.
 */
#ifndef LC_CORE_CAP_H
#define LC_CORE_CAP_H

#include <stdbool.h>
#include <stdint.h>

#define CAP_COUNT 41 /* CAP_CHOWN .. CAP_CHECKPOINT_RESTORE, Linux 5.9 and later */
#define CAP_ROOM 64  /* bits a set can hold; the kernel may know more than we do */

enum cap_risk {
	CAP_RISK_HOST,	  /* whoever has it owns the machine */
	CAP_RISK_HIGH,	  /* breaks a boundary: other users, files, containers, the network */
	CAP_RISK_MEDIUM,
	CAP_RISK_LOW,
	CAP_RISKS
};

struct cap_info {
	const char *name;    /* "CAP_NET_RAW" */
	enum cap_risk risk;
	const char *permits; /* what it lets a process do; one or two sentences */
	const char *attack;  /* what an attacker does with it; one sentence */
	const char *instead; /* what to try before granting it; one sentence */
};

/* NULL for a number we do not know. */
const struct cap_info *cap_info(unsigned int cap);

/*
 * Number of a name, in any case, with or without "CAP_", or a plain number
 * below CAP_ROOM. -EINVAL if it is none of these. (libcap has cap_from_name().)
 */
int cap_parse(const char *name);

/* Spellings; a number without a name becomes "CAP_45", "45", "cap_45". room: >= 32. */
const char *cap_name(unsigned int cap, char *room);	/* CAP_NET_RAW */
const char *cap_short_name(unsigned int cap, char *room);	/* NET_RAW */
const char *cap_lower_name(unsigned int cap, char *room);	/* cap_net_raw */

const char *cap_risk_name(enum cap_risk risk); /* "host", "high", "medium", "low" */

#endif
