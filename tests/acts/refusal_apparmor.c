/* SPDX-License-Identifier: BSD-2-Clause */
/* Refusals by an AppArmor profile that denies one thing; root asks, so that nothing else refuses. */
#include <netinet/in.h>
#include <sys/ptrace.h>
#include <sys/socket.h>

#include "refusal.h"

#define PROFILE "leastcap-act"

static const char profile_begin[] = "profile " PROFILE " flags=(attach_disconnected,mediate_deleted) {\n"
				    " file, capability, network, mount, umount, ptrace, signal, unix,\n audit deny ";

static void stage(void)
{
	open_stage();
	stage_file("plain", 0, 0, 0755);
	stage_file("secret", 1, 1, 0600);
}

static void confine(void)
{
	static const char change[] = "changeprofile " PROFILE;
	int fd = open("/proc/self/attr/apparmor/current", O_WRONLY);

	if (fd < 0)
		fd = must("attr", open("/proc/self/attr/current", O_WRONLY));
	must("confine", write(fd, change, strlen(change)));
	close(fd);
}

static void (*confined_act)(void);

static void act_confined(void)
{
	confine();
	confined_act();
}

/* The act under a profile that has everything but this. */
static void denied(const char *rule, void (*act)(void))
{
	int end;

	if (access("/sys/kernel/security/apparmor/.load", F_OK))
		cannot("AppArmor is not on");
	text_file("profile", 0, 0600, profile_begin);
	FILE *file = fopen("profile", "a");

	if (!file || fprintf(file, "%s,\n}\n", rule) < 0 || fclose(file))
		act_end(ACT_BROKEN, "profile");
	if (!TOOL("apparmor_parser", "-r", "-K", "-T", "profile"))
		cannot("apparmor_parser");
	confined_act = act;
	end = in_child(act_confined);
	TOOL("apparmor_parser", "-R", "profile");
	_exit(end);
}

static void open_read(void)
{
	REFUSED(openat, EACCES, AT_FDCWD, "plain", O_RDONLY);
}

static void aa_read(void)
{
	denied("/**/plain r", open_read);
}

static void open_write(void)
{
	REFUSED(openat, EACCES, AT_FDCWD, "plain", O_WRONLY);
}

static void aa_write(void)
{
	denied("/**/plain w", open_write);
}

static void create(void)
{
	REFUSED(mkdir, EACCES, "made", 0700);
}

static void aa_create(void)
{
	denied("/**/made/ w", create);
}

static void execute(void)
{
	REFUSED(execve, EACCES, "plain", NULL, NULL);
}

static void aa_exec(void)
{
	denied("/**/plain x", execute);
}

static void hostname(void)
{
	REFUSED(sethostname, EPERM, "act", 3L);
}

static void aa_capable(void)
{
	must("unshare", unshare(CLONE_NEWUTS));
	denied("capability sys_admin", hostname);
}

static void open_socket(void)
{
	REFUSED(socket, EACCES, AF_INET, SOCK_DGRAM, 0);
}

static void aa_network(void)
{
	denied("network inet", open_socket);
}

static void mount_memory(void)
{
	REFUSED(mount, EACCES, "act", ".", "tmpfs", 0L, NULL);
}

static void aa_mount(void)
{
	own_mounts();
	denied("mount fstype=tmpfs", mount_memory);
}

static void trace_child(void)
{
	REFUSED(ptrace, EACCES, PTRACE_SEIZE, bystander(), 0L, 0L);
}

static void aa_ptrace(void)
{
	denied("ptrace", trace_child);
}

/* The modes refuse before the profile is asked, which would have refused, too. */
static void read_secret(void)
{
	as_nobody();
	REFUSED(openat, EACCES, AT_FDCWD, "secret", O_RDONLY);
}

static void aa_modes(void)
{
	denied("/**/secret r", read_secret);
}

ROWS({ "read", stage, aa_read }, { "write", stage, aa_write }, { "create", stage, aa_create },
     { "exec", stage, aa_exec }, { "capable", stage, aa_capable }, { "network", stage, aa_network },
     { "mount", stage, aa_mount }, { "ptrace", stage, aa_ptrace }, { "modes", stage, aa_modes })
