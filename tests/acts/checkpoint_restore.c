/* SPDX-License-Identifier: BSD-2-Clause */
/* Opens a file by the memory that maps it. */
#include "act.h"

static void act(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long start, end;
	char path[128];

	if (!maps || fscanf(maps, "%lx-%lx", &start, &end) != 2)
		act_end(ACT_BROKEN, "/proc/self/maps");
	fclose(maps);
	snprintf(path, sizeof(path), "/proc/self/map_files/%lx-%lx", start, end);
	need("CAP_CHECKPOINT_RESTORE", "openat", "proc_map_files_get_link",
	     syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, 0));
}

ACT(NULL, act)
