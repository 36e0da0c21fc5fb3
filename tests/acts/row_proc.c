/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows about /proc and /proc/sys: what shows more to the privileged. */
#include <sys/socket.h>

#include "row.h"

static void net_ctl(void)
{
	ROW(CAP_NET_ADMIN, "openat net_ctl_permissions probe drop free");
	read_file("/proc/sys/net/ipv4/ip_forward");
}

static void user_ctl(void)
{
	ROW(CAP_SYS_RESOURCE, "openat set_permissions probe drop free");
	read_file("/proc/sys/user/max_user_namespaces");
}

static void ipc_ctl(void)
{
	ROW(CAP_CHECKPOINT_RESTORE, "openat ipc_permissions probe drop free");
	read_file("/proc/sys/kernel/shm_next_id");
}

static void pid_ctl(void)
{
	ROW(CAP_SYS_ADMIN, "openat pid_table_root_permissions probe drop free");
	read_file("/proc/sys/kernel/pid_max");
}

static void kallsyms(void)
{
	ROW(CAP_SYSLOG, "openat kallsyms_show_value probe drop|ask free");
	read_file("/proc/kallsyms");
}

/* kptr_restrict is 1 as long as the stage is there. */
static void restrict_pointers(void)
{
	const char *path = "/proc/sys/kernel/kptr_restrict";
	pid_t keeper;

	if (sysctl_number(path) != 0)
		return;
	write_file(path, "1");
	keeper = must("fork", fork());
	if (keeper)
		return;
	for (int fd = 0; fd < 1024; fd++)
		close(fd);
	for (int tenth = 0; tenth < TARGET_SECONDS * 10; tenth++) {
		char here[1];

		if (!getcwd(here, sizeof(here)) && errno == ENOENT)
			break;
		usleep(20000);
	}
	write_file(path, "0");
	_exit(0);
}

static void restricted_pointer(void)
{
	if (sysctl_number("/proc/sys/kernel/kptr_restrict") != 1)
		cannot("kernel.kptr_restrict is not 1");
	must("socket", socket(AF_UNIX, SOCK_DGRAM, 0)); /* to be listed */
	ROW(CAP_SYSLOG, "read restricted_pointer probe drop|ask free");
	read_file("/proc/net/unix");
}

static void pagemap(void)
{
	char eight[8];
	int fd = must("open", open("/proc/self/pagemap", O_RDONLY));

	ROW(CAP_SYS_ADMIN, "read pagemap_read early drop|ask free");
	must("read", syscall(SYS_read, fd, eight, sizeof(eight)));
}

static void iomem(void)
{
	ROW(CAP_SYS_ADMIN, "read r_show early drop|ask free");
	read_file("/proc/iomem");
}

static void oom_raise(void)
{
	ROW(CAP_SYS_RESOURCE, "write __set_oom_adj early drop free");
	write_file("/proc/self/oom_score_adj", "100");
}

static void oom_lower(void)
{
	ROW(CAP_SYS_RESOURCE, "write __set_oom_adj early keep needed");
	write_file("/proc/self/oom_score_adj", "-500");
}

static void foreign(void)
{
	stage_target("target", NULL);
}

static void task_stat(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%ld/stat", stage_number("target"));
	ROW(CAP_SYS_PTRACE, "read __ptrace_may_access probe drop free");
	read_file(path);
}

static void timerslack(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%ld/timerslack_ns", stage_number("target"));
	ROW(CAP_SYS_NICE, "write timerslack_ns_write alternative keep needed");
	write_file(path, "60000");
}

static void dmesg(void)
{
	ROW(CAP_SYSLOG, "syslog check_syslog_permissions|do_syslog alternative keep needed");
	tried("syslog", syscall(SYS_syslog, 10, NULL, 0));
	if (sysctl_number("/proc/sys/kernel/dmesg_restrict") == 0)
		cannot("kernel.dmesg_restrict is 0");
}

ROWS({ "net_ctl", NULL, net_ctl }, { "user_ctl", NULL, user_ctl }, { "ipc_ctl", NULL, ipc_ctl },
     { "pid_ctl", NULL, pid_ctl }, { "kallsyms", NULL, kallsyms },
     { "restricted_pointer", restrict_pointers, restricted_pointer }, { "pagemap", NULL, pagemap },
     { "iomem", NULL, iomem }, { "oom_raise", NULL, oom_raise }, { "oom_lower", NULL, oom_lower },
     { "task_stat", foreign, task_stat }, { "timerslack", foreign, timerslack }, { "dmesg", NULL, dmesg })
