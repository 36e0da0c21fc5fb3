// SPDX-License-Identifier: BSD-2-Clause
/* Opens, sizes, loads and attaches the BPF object, and takes it down again. */
#include "kern/load.h"

#include <errno.h>
#include <linux/membarrier.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "base/fail.h"
#include "kern/evidence.h"
#include "kern/feature.h"
#include "kern/hot.h"
#include "kern/object.h"
#include "kern/recorder.h"
#include "kern/types.h"

/* include/uapi/linux/capability.h */
#define BIT_SYS_ADMIN (1ull << 21)
#define BIT_PERFMON (1ull << 38)
#define BIT_BPF (1ull << 39)

#define RING_DEFAULT (1u << 20)
#define RING_OF_MANY (4u << 20) /* containers that run already come all at once */
#define COUNT_ENTRIES (1u << 18)
#define DRAIN_MAX 4096 /* records at once: more than we can take must not keep us from signals and deadlines */

static bool verbose_log;

static int log_print(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	return verbose_log ? vfprintf(stderr, format, args) : 0;
}

void load_verbose(bool verbose)
{
	verbose_log = verbose;
	libbpf_set_print(log_print);
}

int load_allowed(void)
{
	struct features f;
	bool may;

	features_read(&f);
	may = f.effective & BIT_SYS_ADMIN || (f.effective & BIT_BPF && f.effective & BIT_PERFMON);
	if (!may) {
		fail_hint("Run it as root, or give it CAP_BPF and CAP_PERFMON (before Linux 5.8: CAP_SYS_ADMIN).");
		return fail(-EPERM, "not privileged: loading BPF programs needs %s%s%s",
			    f.effective & BIT_BPF ? "" : "CAP_BPF",
			    f.effective & (BIT_BPF | BIT_PERFMON) ? "" : " and ",
			    f.effective & BIT_PERFMON ? "" : "CAP_PERFMON");
	}
	if (!f.btf) {
		fail_hint("The kernel must be built with CONFIG_DEBUG_INFO_BTF=y, and /sys must be mounted.");
		return fail(-ENOENT, "cannot read " FEATURE_BTF ": the kernel's own types are not available");
	}
	return 0;
}

uint64_t recorder_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static uint64_t realtime_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* The ring wants a power of two of pages. */
static uint32_t ring_size(size_t asked, enum lc_scope scope)
{
	uint32_t wanted = scope == LC_SCOPE_CGROUP || scope == LC_SCOPE_ALL ? RING_OF_MANY : RING_DEFAULT;
	uint32_t size = sysconf(_SC_PAGESIZE);

	while (size < (asked ? asked : wanted) && size < 1u << 30)
		size *= 2;
	return size;
}

/* Where no task comes between; in a trampoline one may. */
static bool is_at_tracepoint(const struct hook_choice *choice, int role)
{
	int chosen = choice->chosen[role];

	return chosen >= 0 && !strncmp(hook_roles[role].candidates[chosen].hook, "tp_btf/", 7);
}

static int set_sizes(struct recorder *r)
{
	struct leastcap_bpf *skel = r->skel;
	int e;

	/* Ids go up to pid_max; one more, since the table starts at 0. */
	e = bpf_map__set_max_entries(skel->maps.slot_of, feature_pid_max() + 1);
	if (!e)
		e = bpf_map__set_max_entries(skel->maps.ring, ring_size(r->options.ring_bytes, r->options.scope));
	if (!e)
		e = bpf_map__set_max_entries(skel->maps.tallies, LC_MAX_CHECKS * libbpf_num_possible_cpus());
	if (!e && r->options.count)
		e = bpf_map__set_max_entries(skel->maps.call_counts, COUNT_ENTRIES);
	if (!e && r->options.results)
		e = bpf_map__set_max_entries(skel->maps.results, LC_MAX_RESULTS);
	if (!e && r->options.results)
		e = bpf_map__set_max_entries(skel->maps.privileges, LC_MAX_PRIVILEGES);
	if (!e && r->options.values)
		e = bpf_map__set_max_entries(skel->maps.value_sets, LC_MAX_VALUES);
	if (!e && r->options.refusals)
		e = bpf_map__set_max_entries(skel->maps.tried_calls, LC_MAX_TRIED);
	if (!e && r->options.refusals)
		e = bpf_map__set_max_entries(skel->maps.refusals, LC_MAX_REFUSALS);
	else if (!e)
		e = bpf_map__set_max_entries(skel->maps.shapes, 1);
	/* Of other hooks, and of other scopes. */
	if (!e && is_at_tracepoint(&r->choice, ROLE_CAPABILITY))
		e = bpf_map__set_max_entries(skel->maps.answers, 1);
	if (!e && is_at_tracepoint(&r->choice, ROLE_CAPABILITY))
		e = bpf_map__set_max_entries(skel->maps.asking, 1);
	if (!e && !members_given(&r->options.members))
		e = bpf_map__set_max_entries(skel->maps.scope_members, 1);
	return e;
}

static void choose_programs(struct recorder *r)
{
	bpf_program__set_autoload(r->skel->progs.name_self, true);
	bpf_program__set_autoload(r->skel->progs.arm_self, r->options.scope == LC_SCOPE_COMMAND);
	bpf_program__set_autoload(r->skel->progs.adopt,
				  r->options.scope == LC_SCOPE_PIDS || r->options.scope == LC_SCOPE_CGROUP);
	members_choose(r->skel, &r->options.members);
	r->names_itself = libbpf_probe_bpf_helper(BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_FUNC_snprintf, NULL) == 1;
	bpf_program__set_autoload(r->skel->progs.name_it, r->names_itself);
	for (int role = 0; role < ROLES; role++) {
		const struct hook_candidate *c;

		if (r->choice.chosen[role] < 0 || role_is_refusal(role))
			continue;
		c = &hook_roles[role].candidates[r->choice.chosen[role]];
		for (int i = 0; i < HOOK_PROGRAMS && c->programs[i]; i++)
			bpf_program__set_autoload(hot_program(r, c->programs[i]), true);
	}
}

static void set_live(struct leastcap_bpf__rodata *rodata, const struct recorder_live *live)
{
	rodata->tell_checks = 1;
	rodata->live_caps = live->caps;
	rodata->live_by_uid = live->by_uid;
	rodata->live_uid = live->uid;
	rodata->live_denied = live->denied;
	rodata->live_unique = live->unique;
	if (!live->comm)
		return;
	rodata->live_by_comm = 1;
	snprintf(rodata->live_comm, sizeof(rodata->live_comm), "%s", live->comm); /* cut as the kernel cuts */
}

/* What is constant while it runs. */
static void set_constants(struct recorder *r)
{
	struct leastcap_bpf__rodata *rodata = r->skel->rodata;

	rodata->scope_all = r->options.scope == LC_SCOPE_ALL;
	rodata->count_calls = r->options.count;
	rodata->follow_results = r->choice.chosen[ROLE_RESULT] >= 0;
	rodata->follow_refusals = r->options.refusals;
	rodata->calls_are_missed = rodata->follow_results && feature_preempts();
	rodata->checks_are_alone = !feature_preempts() && is_at_tracepoint(&r->choice, ROLE_CAPABILITY);
	rodata->tell_refusals = r->options.each_refusal;
	rodata->follow_stances = rodata->follow_results;
	rodata->tell_stances = r->options.stances;
	rodata->scope_pids = r->options.npids > 0;
	rodata->look_for_boundary = r->options.scope == LC_SCOPE_COMMAND && !r->options.no_boundary;
	rodata->learn_values = r->options.values;
	rodata->tell_user_stacks = r->options.user_stacks;
	if (r->options.live)
		set_live(rodata, r->options.live);
}

/* What the arguments of calls mean. */
static int tell_shapes(struct recorder *r)
{
	int fd = bpf_map__fd(r->skel->maps.shapes);

	if (!r->options.refusals || !r->options.shapes)
		return 0;
	for (uint32_t abi = 0; abi < LC_ABIS; abi++) {
		for (uint32_t nr = 0; nr < LC_SHAPES; nr++) {
			uint32_t at = abi * LC_SHAPES + nr, word = r->options.shapes->word[abi][nr];

			if (word && bpf_map_update_elem(fd, &at, &word, BPF_ANY))
				return fail(-errno, "cannot tell the kernel side of syscalls: %s", strerror(errno));
		}
	}
	return 0;
}

/* *steps: how many hooks of refusals are to be loaded. */
static int try_load(struct recorder *r, int *steps)
{
	int e;

	*steps = 0;
	r->skel = object_open();
	if (!r->skel)
		return fail(-errno, "cannot open the BPF object: %s", strerror(errno));
	/* libbpf leaves these NULL when its probe for mmapable arrays fails. */
	if (!r->skel->rodata || !r->skel->bss || !r->skel->data)
		return fail(-ENOMEM, "cannot map the BPF object's variables");
	set_constants(r);
	choose_programs(r);
	if (r->options.refusals)
		*steps = step_choose(r->skel, r->options.each_refusal, &r->choice);
	if (*steps < 0)
		return fail(*steps, "cannot read the kernel's types: %s", strerror(-*steps));
	r->skel->rodata->have_steps = r->choice.chosen[ROLE_FILE_REFUSAL] >= 0 && *steps;
	types_forget();
	e = set_sizes(r);
	if (!e)
		e = leastcap_bpf__load(r->skel);
	if (e)
		return fail(e, "cannot load the BPF programs: %s", strerror(-e));
	if (!r->skel->rodata || !r->skel->bss || !r->skel->data)
		return fail(-ENOMEM, "cannot map the BPF object's variables");
	return 0;
}

static int load_object(struct recorder *r)
{
	int steps, e = try_load(r, &steps);

	if (e && (steps > 0 || r->choice.chosen[ROLE_IO_URING] >= 0)) {
		/* One that this kernel does not take: without all that can be done without it may go. */
		leastcap_bpf__destroy(r->skel);
		r->skel = NULL;
		fail_clear();
		if (steps > 0)
			step_forget(&r->choice);
		r->choice.chosen[ROLE_IO_URING] = -1;
		e = try_load(r, &steps);
	}
	return e ? e : tell_shapes(r);
}

int recorder_run(const struct bpf_program *program)
{
	LIBBPF_OPTS(bpf_test_run_opts, run);
	int e = bpf_prog_test_run_opts(bpf_program__fd(program), &run);

	return e ? e : run.retval ? -ENOSPC : 0;
}

static int attach_role(struct recorder *r, const struct hook_candidate *c)
{
	for (int i = 0; i < HOOK_PROGRAMS && c->programs[i]; i++) {
		struct bpf_program *program = hot_program(r, c->programs[i]);
		struct bpf_link *link = bpf_program__attach(program);

		if (!link)
			return fail(-errno, "cannot attach %s: %s", c->hook, strerror(errno));
		r->links[r->nlinks++] = link;
	}
	return 0;
}

/* Process life first: nobody may be forked unseen while the others attach. */
static int attach_all(struct recorder *r)
{
	static const int order[] = { ROLE_PROCESS, ROLE_RESULT, ROLE_CAPABILITY, ROLE_IO_URING, ROLE_SYSCALL };

	hot_begin(r);
	r->nsteps = step_attach(r->skel, r->steps); /* takes long, and sees nothing yet */
	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		int chosen = r->choice.chosen[order[i]], e;

		if (chosen < 0)
			continue;
		e = attach_role(r, &hook_roles[order[i]].candidates[chosen]);
		if (e)
			return e;
	}
	return 0;
}

static int take_record(void *ctx, void *bytes, size_t n)
{
	struct recorder *r = ctx;
	int e;

	r->delivered++;
	e = r->evidence ? evidence_take(r->evidence, bytes, n) : r->sink(r->ctx, bytes, n);
	if (!e && n == sizeof(struct lc_owner) && ((const struct lc_head *)bytes)->kind == LC_OWNER)
		e = labels_take(r->labels, bytes);
	if (e && e != -EBADMSG)
		r->sink_error = e;
	return ++r->drained == DRAIN_MAX ? -EAGAIN : 0; /* stops behind this one */
}

static int want_pids(struct recorder *r, const pid_t *pids, size_t n)
{
	int fd = bpf_map__fd(r->skel->maps.wanted);

	for (size_t i = 0; i < n; i++) {
		uint32_t pid = pids[i];

		if (bpf_map_update_elem(fd, &pid, &pid, BPF_ANY))
			return fail(-errno, "cannot follow process %d: %s", pids[i], strerror(errno));
	}
	return 0;
}

int recorder_open(const struct recorder_options *options, const struct hook_choice *choice, record_sink sink, void *ctx,
		  struct recorder **out)
{
	_recorder_ struct recorder *r = calloc(1, sizeof(*r));
	int e;

	if (!r)
		return fail(-ENOMEM, "out of memory");
	r->hierarchy = -1;
	r->options = *options;
	r->choice = *choice;
	if (!options->results)
		r->choice.chosen[ROLE_RESULT] = -1;
	/* Both are seen where calls end. */
	r->options.refusals &= r->choice.chosen[ROLE_RESULT] >= 0;
	r->options.stances &= r->choice.chosen[ROLE_RESULT] >= 0;
	r->sink = sink;
	r->ctx = ctx;
	e = load_object(r);
	if (e)
		return e;
	e = recorder_run(r->skel->progs.name_self);
	if (e)
		return fail(e, "cannot run a BPF program: %s", strerror(-e));
	members_name_owners(r);
	if (labels_new(sink, ctx, &r->labels))
		return fail(-ENOMEM, "out of memory");
	e = want_pids(r, options->pids, options->npids);
	if (e)
		return e;
	e = window_open(r->skel->maps.programs, &r->programs);
	if (e)
		return e;
	r->ring = ring_buffer__new(bpf_map__fd(r->skel->maps.ring), take_record, r, NULL);
	if (!r->ring)
		return fail(-errno, "cannot open the ring buffer: %s", strerror(errno));
	r->start_ns = recorder_now();
	r->start_jiffies = r->skel->bss->jiffies_now;
	r->start_realtime_ns = realtime_now();
	if (options->refusals || options->live || options->stances)
		e = evidence_open(r, &r->evidence);
	if (!e)
		e = attach_all(r);
	if (!e && members_given(&options->members))
		e = members_follow(r);
	if (e)
		return e;
	*out = TAKE(r);
	return 0;
}

int recorder_arm_fd(const struct recorder *r)
{
	return bpf_program__fd(r->skel->progs.arm_self);
}

/* One walk over all tasks; the number taken in. */
static int adopt_walk(struct recorder *r, const struct bpf_link *link)
{
	_close_ int fd = bpf_iter_create(bpf_link__fd(link));
	char byte[64];
	ssize_t n;

	if (fd < 0)
		return -errno;
	r->skel->bss->adopted = 0;
	do
		n = read(fd, byte, sizeof(byte));
	while (n > 0 || (n < 0 && errno == EINTR));
	return n < 0 ? -errno : (int)r->skel->bss->adopted;
}

int recorder_adopt(struct recorder *r)
{
	struct bpf_link *link = bpf_program__attach(r->skel->progs.adopt);
	int total = 0, n;

	if (!link)
		return fail(-errno, "cannot walk the processes: %s", strerror(errno));
	r->skel->bss->walking = 1;
	/* Each walk may find children of those the last one took in. */
	while ((n = adopt_walk(r, link)) > 0)
		total += n;
	r->skel->bss->walking = 0;
	bpf_link__destroy(link);
	return n < 0 ? fail(n, "cannot walk the processes: %s", strerror(-n)) : total;
}

void recorder_serves(struct recorder *r, enum lc_boundary_sign sign)
{
	struct leastcap_bpf__bss *bss = r->skel->bss;

	/* The waits that were seen are better evidence than somebody who asked until he was answered. */
	if (bss->boundary_sign >= sign || (sign == LC_BOUNDARY_READY && bss->serving_from) ||
	    bss->chapter >= LC_CHAPTERS - 1)
		return;
	bss->boundary_ns = recorder_now();
	bss->boundary_slot = 0;
	bss->boundary_sign = sign;
	bss->boundary_drop_ns = bss->drop_ns;
	bss->boundary_drop_slot = bss->drop_slot;
	/* The last chapter: nothing that the programs see ends it. */
	bss->serving_from = LC_CHAPTERS - 1;
	bss->chapter = LC_CHAPTERS - 1;
	hot_forget(r);
}

int recorder_fd(const struct recorder *r)
{
	return ring_buffer__epoll_fd(r->ring);
}

int recorder_audit_fd(const struct recorder *r)
{
	return r->evidence ? evidence_fd(r->evidence) : -1;
}

bool recorder_impatient(const struct recorder *r)
{
	return labels_wait(r->labels);
}

int recorder_poll(struct recorder *r)
{
	int e;

	r->drained = 0;
	ring_buffer__consume(r->ring);
	e = r->evidence ? evidence_poll(r->evidence) : 0;
	if (!e)
		e = labels_tick(r->labels);
	e = r->sink_error ? r->sink_error : e;
	return e ? e : r->drained >= DRAIN_MAX;
}

void recorder_detach(struct recorder *r)
{
	step_detach(r->steps, r->nsteps);
	r->nsteps = 0;
	if (!r->nlinks)
		return;
	for (size_t i = 0; i < r->nlinks; i++)
		bpf_link__destroy(r->links[i]);
	r->nlinks = 0;
	/* Programs that were running when the links went end before this returns (synchronize_rcu). */
	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

void recorder_close(struct recorder **at)
{
	struct recorder *r = *at;

	if (!r)
		return;
	recorder_detach(r);
	evidence_close(&r->evidence);
	labels_free(&r->labels);
	close_guard(&r->hierarchy);
	ring_buffer__free(r->ring);
	window_close(&r->programs);
	leastcap_bpf__destroy(r->skel);
	free(r);
	*at = NULL;
}
