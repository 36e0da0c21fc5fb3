/* SPDX-License-Identifier: BSD-2-Clause */
/* Refusals by limits: of the process, of its cgroup, of the number of namespaces. */
#include <linux/bpf.h>
#include <mqueue.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#include "refusal.h"

static void limit(int resource, rlim_t value)
{
	const struct rlimit both = { value, value };

	must("setrlimit", setrlimit(resource, &both));
}

static void processes(void)
{
	limit(RLIMIT_NPROC, 1);
	as_nobody();
	REFUSED(clone, EAGAIN, SIGCHLD, 0L, 0L, 0L, 0L);
}

static void descriptors(void)
{
	limit(RLIMIT_NOFILE, 3);
	REFUSED(openat, EMFILE, AT_FDCWD, "/", O_RDONLY);
}

static void descriptors_socket(void)
{
	limit(RLIMIT_NOFILE, 3);
	REFUSED(socket, EMFILE, AF_UNIX, SOCK_STREAM, 0);
}

static void descriptors_copy(void)
{
	limit(RLIMIT_NOFILE, 3);
	REFUSED(dup, EMFILE, 0);
}

static char page[8 * 4096] __attribute__((aligned(4096)));

static void locked(void)
{
	limit(RLIMIT_MEMLOCK, 4096);
	as_nobody();
	REFUSED(mlock, ENOMEM, page, sizeof(page));
}

static void locked_none(void)
{
	limit(RLIMIT_MEMLOCK, 0);
	as_nobody();
	REFUSED(mlock, EPERM, page, 4096L);
}

static void file_size(void)
{
	int fd = must("open", open("plain", O_CREAT | O_WRONLY, 0600));

	struct rlimit old;
	long r;

	signal(SIGXFSZ, SIG_IGN);
	must("getrlimit", getrlimit(RLIMIT_FSIZE, &old));
	must("setrlimit", setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 0, old.rlim_max }));
	r = syscall(SYS_write, fd, "text", 4L);
	setrlimit(RLIMIT_FSIZE, &old); /* stdout may be a file, too */
	refused("write", EFBIG, r);
}

static void address_space(void)
{
	limit(RLIMIT_AS, 1 << 28);
	REFUSED(mmap, ENOMEM, 0L, 1L << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L);
}

static void queues(void)
{
	struct mq_attr attr = { .mq_maxmsg = 1, .mq_msgsize = 64 };

	limit(RLIMIT_MSGQUEUE, 1);
	as_nobody();
	REFUSED(mq_open, EMFILE, "leastcap-act", O_CREAT | O_EXCL | O_RDWR, 0600, &attr);
}

static void signals(void)
{
	timer_t timer;

	limit(RLIMIT_SIGPENDING, 0);
	as_nobody();
	REFUSED(timer_create, EAGAIN, CLOCK_MONOTONIC, NULL, &timer);
}

static void namespaces(void)
{
	own_users(0);
	put_text("/proc/sys/user/max_user_namespaces", "0");
	REFUSED(unshare, ENOSPC, CLONE_NEWUSER);
}

/* --- cgroups --------------------------------------------------------------- */

static char group[256];

static bool has_word(const char *path, const char *word)
{
	char text[512] = "";
	FILE *file = fopen(path, "r");

	if (!file)
		return false;
	if (!fgets(text, sizeof(text), file))
		*text = 0;
	fclose(file);
	return strstr(text, word);
}

/* A cgroup of ours with this controller: of the first version, if that has it. */
static void new_group(const char *controller)
{
	char parent[128], path[256];

	snprintf(parent, sizeof(parent), "/sys/fs/cgroup/%s", controller);
	if (access(parent, F_OK)) {
		strcpy(parent, "/sys/fs/cgroup");
		snprintf(path, sizeof(path), "%s/cgroup.subtree_control", parent);
		if (!has_word("/sys/fs/cgroup/cgroup.controllers", controller))
			cannot("no cgroups with %s", controller);
		if (!has_word(path, controller)) {
			snprintf(group, sizeof(group), "+%s", controller);
			put_text(path, group);
		}
	}
	snprintf(group, sizeof(group), "%s/leastcap-act-%d", parent, getpid());
	must(group, mkdir(group, 0755));
}

static void set_group(const char *file, const char *text)
{
	char path[320];

	snprintf(path, sizeof(path), "%s/%s", group, file);
	put_text(path, text);
}

/* The act in a child that joins the group; then the group goes. */
static void in_group(void (*act)(void))
{
	int end = in_child(act);

	for (int tenth = 0; tenth < 50 && rmdir(group) && errno == EBUSY; tenth++)
		usleep(100000);
	_exit(end);
}

static void one_more(void)
{
	set_group("cgroup.procs", "0");
	lingers = true;
	REFUSED(clone, EAGAIN, SIGCHLD, 0L, 0L, 0L, 0L);
}

static void cgroup_processes(void)
{
	new_group("pids");
	set_group("pids.max", "1");
	in_group(one_more);
}

static void open_null(void)
{
	set_group("cgroup.procs", "0");
	REFUSED(openat, EPERM, AT_FDCWD, "/dev/null", O_RDWR);
}

/* The device controller of the first version. */
static void cgroup_device(void)
{
	if (access("/sys/fs/cgroup/devices", F_OK))
		cannot("no cgroups with devices");
	new_group("devices");
	set_group("devices.deny", "c 1:3 rwm");
	in_group(open_null);
}

/* A program that says no to every device. */
static int device_program(void)
{
	const struct bpf_insn code[] = { { .code = BPF_ALU64 | BPF_MOV | BPF_K }, { .code = BPF_JMP | BPF_EXIT } };
	union bpf_attr attr = { .prog_type = BPF_PROG_TYPE_CGROUP_DEVICE, .expected_attach_type = BPF_CGROUP_DEVICE };

	attr.insns = (uintptr_t)code;
	attr.insn_cnt = 2;
	attr.license = (uintptr_t) "BSD";
	return must("program", syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr)));
}

static void cgroup_device_program(void)
{
	const char *root = access("/sys/fs/cgroup/unified", F_OK) ? "/sys/fs/cgroup" : "/sys/fs/cgroup/unified";
	union bpf_attr attr = { .attach_type = BPF_CGROUP_DEVICE };

	snprintf(group, sizeof(group), "%s/cgroup.procs", root);
	if (access(group, F_OK))
		cannot("no cgroups of the second version");
	snprintf(group, sizeof(group), "%s/leastcap-act-%d", root, getpid());
	must(group, mkdir(group, 0755));
	attr.target_fd = must(group, open(group, O_RDONLY | O_DIRECTORY));
	attr.attach_bpf_fd = device_program();
	must("attach", syscall(SYS_bpf, BPF_PROG_ATTACH, &attr, sizeof(attr)));
	in_group(open_null);
}

ROWS({ "processes", NULL, processes }, { "descriptors", NULL, descriptors },
     { "descriptors_socket", NULL, descriptors_socket }, { "descriptors_copy", NULL, descriptors_copy },
     { "locked", NULL, locked }, { "locked_none", NULL, locked_none }, { "file_size", NULL, file_size },
     { "address_space", NULL, address_space }, { "queues", NULL, queues }, { "signals", NULL, signals },
     { "namespaces", NULL, namespaces }, { "cgroup_processes", NULL, cgroup_processes },
     { "cgroup_device", NULL, cgroup_device }, { "cgroup_device_program", NULL, cgroup_device_program })
