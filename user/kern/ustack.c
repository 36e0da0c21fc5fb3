// SPDX-License-Identifier: BSD-2-Clause
/* Knows which file a user address belongs to, by /proc/PID/maps, and what libdw calls it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#ifdef HAVE_LIBDW
#include <elfutils/libdwfl.h>
#endif

#include "base/guard.h"
#include "kern/ustack.h"

/* A word of a frame: no byte in it may end a line, or the name of a file could. */
static void put(char frame[LC_FRAME_LEN], const char *file, const char *symbol, uint64_t offset)
{
	const char *slash = strrchr(file, '/');

	snprintf(frame, LC_FRAME_LEN, "%.40s%s%.32s+0x%" PRIx64, slash ? slash + 1 : file, symbol ? "!" : "",
		 symbol ? symbol : "", offset);
}

/* --- by the maps alone ------------------------------------------------------------ */

struct mapping {
	uint64_t start, end, offset;
	int path; /* where in the line it begins */
};

static bool read_mapping(const char *line, struct mapping *m)
{
	return sscanf(line, "%" SCNx64 "-%" SCNx64 " %*s %" SCNx64 " %*s %*s %n", &m->start, &m->end, &m->offset,
		      &m->path) == 3;
}

static void name_by_maps(const struct lc_addresses *a, struct lc_stack *stack)
{
	char name[32], line[512];
	struct mapping m;
	FILE *maps;

	snprintf(name, sizeof(name), "/proc/%u/maps", a->pid);
	maps = fopen(name, "re");
	while (maps && fgets(line, sizeof(line), maps)) {
		line[strcspn(line, "\n")] = '\0';
		if (!read_mapping(line, &m))
			continue;
		for (uint32_t i = 0; i < stack->nframes; i++)
			if (a->ip[i] >= m.start && a->ip[i] < m.end && line[m.path])
				put(stack->frame[i], line + m.path, NULL, a->ip[i] - m.start + m.offset);
	}
	if (maps)
		fclose(maps);
}

/* --- by libdw ------------------------------------------------------------------------ */

#ifdef HAVE_LIBDW
static void name_symbol(Dwfl *dwfl, uint64_t ip, char frame[LC_FRAME_LEN])
{
	/* A return address lies behind its call. */
	Dwfl_Module *module = dwfl_addrmodule(dwfl, ip - 1);
	const char *file, *symbol;
	GElf_Off offset = 0;
	GElf_Sym sym;

	if (!module)
		return;
	symbol = dwfl_module_addrinfo(module, ip - 1, &offset, &sym, NULL, NULL, NULL);
	file = dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
	if (symbol && file)
		put(frame, file, symbol, offset + 1);
}

static void name_by_symbols(const struct lc_addresses *a, struct lc_stack *stack)
{
	static char *no_debuginfo = "";
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_linux_proc_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
		.debuginfo_path = &no_debuginfo, /* what has been stripped stays so: no search, no download */
	};
	Dwfl *dwfl = dwfl_begin(&callbacks);

	if (dwfl && !dwfl_linux_proc_report(dwfl, a->pid) && !dwfl_report_end(dwfl, NULL, NULL))
		for (uint32_t i = 0; i < stack->nframes; i++)
			name_symbol(dwfl, a->ip[i], stack->frame[i]);
	dwfl_end(dwfl);
}
#else
static void name_by_symbols(const struct lc_addresses *a, struct lc_stack *stack)
{
	(void)a;
	(void)stack;
}
#endif

bool ustack_has_symbols(void)
{
#ifdef HAVE_LIBDW
	return true;
#else
	return false;
#endif
}

void ustack_name(const struct lc_addresses *a, struct lc_stack *stack)
{
	*stack = (struct lc_stack){
		.h = { .kind = LC_STACK, .len = sizeof(*stack), .ns = a->h.ns },
		.check = a->check,
		.nframes = a->nframes < LC_STACK_FRAMES ? a->nframes : LC_STACK_FRAMES,
	};
	for (uint32_t i = 0; i < stack->nframes; i++)
		snprintf(stack->frame[i], LC_FRAME_LEN, "0x%" PRIx64, (uint64_t)a->ip[i]);
	if (!a->pid)
		return;
	name_by_maps(a, stack);
	name_by_symbols(a, stack);
}
