/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What systemd-analyze makes of the settings that `generate systemd` writes.
 */
#ifndef LC_CMD_EXPOSURE_H
#define LC_CMD_EXPOSURE_H

#include <stddef.h>

#include "emit/contrast.h"

/*
 * Asks it about a service without any settings, and about the same with those of the drop-in, in a directory of its own
 * that is gone afterwards. Leaves what is not known at -1: no systemd-analyze, one before 250 (it knows no --offline),
 * or it takes longer than a few seconds. Never an error.
 */
void exposure_measure(const char *dropin, size_t n, struct exposure *out);

#endif
