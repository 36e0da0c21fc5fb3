/* SPDX-License-Identifier: BSD-2-Clause */
/* The recorder that a hook leaves behind: it follows one container to its end and writes its profile. */
#ifndef LC_CMD_OCI_RECORD_H
#define LC_CMD_OCI_RECORD_H

#include <sys/types.h>

struct oci_recording {
	pid_t pid;	  /* of the container's first process, which waits */
	const char *path; /* of the profile; what went wrong is in PATH.log */
};

/*
 * Starts it in the background, in a session of its own, with nothing of the caller's open, and returns once it follows:
 * 0, or -errno with fail(), after `seconds` at the latest; then it is gone.
 */
int oci_record_start(const struct oci_recording *recording, double seconds);

#endif
