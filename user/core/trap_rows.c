/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows the traps: when a plan walks into one, and what to say then. */
#include <linux/capability.h>
#include <string.h>

#include "base/guard.h"
#include "core/device.h"
#include "core/interpreter.h"
#include "core/remedy.h"
#include "core/trap_table.h"

#define BIT(cap) (UINT64_C(1) << (cap))
#define FOR(target) (1u << TRAP_##target)
#define DOCKERS (FOR(DOCKER) | FOR(COMPOSE))
#define CONTAINERS (DOCKERS | FOR(PODMAN) | FOR(KUBERNETES) | FOR(OCI))
#define ANYWHERE (((1u << TRAP_TARGETS) - 1) & ~FOR(FILTER))
#define ALL_BUT(target) (ANYWHERE & ~FOR(target))

/* --- what a plan says ------------------------------------------------------------- */

static const struct program *root_of(const struct plan *plan)
{
	return plan_root(plan);
}

static bool is_nonroot(const struct plan *plan)
{
	const struct program *root = root_of(plan);

	return plan->options.nonroot || (root && root->uid != 0);
}

static bool is_nonroot_with_caps(const struct plan *plan)
{
	return is_nonroot(plan) && plan->keep;
}

/* Whether a setting stands behind the need, as core/remedy.h has it. */
static bool is_remedied(const struct plan *plan, unsigned int cap, const char *setting)
{
	const struct cap_plan *c = plan_cap(plan, cap);
	const struct remedy *remedy;
	const char *value;

	if (!c || c->advice != ADVICE_KEEP)
		return false;
	for (size_t i = 0; (remedy = remedy_for(plan, c, i, &value)); i++)
		if (!strcmp(remedy->setting, setting))
			return true;
	return false;
}

static bool binds_low_ports(const struct plan *plan)
{
	return is_remedied(plan, CAP_NET_BIND_SERVICE, "net.ipv4.ip_unprivileged_port_start");
}

static bool may_only_ping(const struct plan *plan)
{
	return is_remedied(plan, CAP_NET_RAW, "net.ipv4.ping_group_range");
}

static bool keeps_net_raw(const struct plan *plan)
{
	return plan->keep & BIT(CAP_NET_RAW);
}

static bool keeps_net_raw_for_more(const struct plan *plan)
{
	return keeps_net_raw(plan) && !may_only_ping(plan);
}

static bool keeps_sys_admin(const struct plan *plan)
{
	return plan->keep & BIT(CAP_SYS_ADMIN);
}

static bool keeps_sys_admin_without_gains(const struct plan *plan)
{
	return keeps_sys_admin(plan) && plan->no_new_privs;
}

static uint64_t of_files(const struct plan *plan)
{
	return plan->keep & (BIT(CAP_DAC_OVERRIDE) | BIT(CAP_DAC_READ_SEARCH) | BIT(CAP_FOWNER) | BIT(CAP_CHOWN));
}

static bool overrides_files(const struct plan *plan)
{
	return of_files(plan);
}

static bool is_root_without_caps(const struct plan *plan)
{
	const struct program *root = root_of(plan);

	return root && !is_nonroot(plan) && !plan->keep && !plan->ask;
}

/* --- privileges by execve --------------------------------------------------------- */

static void mark(const struct plan *plan, uint32_t id, bool *in)
{
	const struct program *program = profile_program(plan->profile, id);

	if (program)
		in[program - plan->profile->programs] = true;
}

static void mark_gainers(const struct plan *plan, bool *in)
{
	for (size_t i = 0; i < plan->profile->nprograms; i++)
		in[i] = plan->profile->programs[i].flags & LC_PROGRAM_GAINED;
}

static bool somebody_gains(const struct plan *plan)
{
	return !plan->no_new_privs;
}

static bool ambient_is_lost(const struct plan *plan)
{
	return is_nonroot_with_caps(plan) && somebody_gains(plan);
}

static bool systemd_may_set_it(const struct plan *plan)
{
	return is_nonroot(plan) && somebody_gains(plan);
}

#define VOID \
	(LC_STANCE_VOID_NNP | LC_STANCE_VOID_NOSUID | LC_STANCE_VOID_CAPS_NNP | LC_STANCE_VOID_CAPS_NOSUID | \
	 LC_STANCE_VOID_CAPS_BOUNDING)

/* Of programs that were executed and whose file gave less than it is meant to. */
static bool is_void(const struct plan *plan, const struct privilege *e)
{
	return (e->flags & VOID) && profile_program(plan->profile, e->program);
}

static void mark_void(const struct plan *plan, bool *in)
{
	for (size_t i = 0; i < plan->profile->nprivileges; i++)
		if (is_void(plan, &plan->profile->privileges[i]))
			mark(plan, plan->profile->privileges[i].program, in);
}

static bool some_were_void(const struct plan *plan)
{
	for (size_t i = 0; i < plan->profile->nprivileges; i++)
		if (is_void(plan, &plan->profile->privileges[i]))
			return true;
	return false;
}

static bool is_of_file(const struct check *c)
{
	return site_is(c->site, "bprm_caps_from_vfs_caps");
}

/* Kept because the file of a program insists on it. */
static uint64_t of_file_capabilities(const struct plan *plan)
{
	uint64_t set = 0;

	for (size_t i = 0; i < plan->profile->nchecks; i++)
		if (is_of_file(&plan->profile->checks[i]) && plan->profile->checks[i].cap < CAP_ROOM)
			set |= BIT(plan->profile->checks[i].cap);
	return set & plan->keep;
}

static bool has_file_capabilities(const struct plan *plan)
{
	return of_file_capabilities(plan);
}

static void mark_by_file(const struct plan *plan, bool *in)
{
	for (size_t i = 0; i < plan->profile->nchecks; i++)
		if (is_of_file(&plan->profile->checks[i]))
			mark(plan, plan->profile->checks[i].program, in);
}

static bool keeps_any(const struct plan *plan)
{
	return plan->keep;
}

/* Whether somebody was seen to use it. */
static bool is_use(const struct plan *plan, const struct check *c)
{
	const struct program *program = profile_program(plan->profile, c->program);

	return program && !(c->flags & LC_CHECK_DENIED) && interpreter_is(program->exe);
}

/* Where only a replay showed a capability, nobody was seen to use it: the workload's own program, then. */
static bool only_root_uses(const struct plan *plan, const struct cap_plan *c)
{
	return !c->decider && root_of(plan) && interpreter_is(root_of(plan)->exe);
}

/* in NULL: only whether there are any. */
static bool mark_interpreters_with_caps(const struct plan *plan, bool *in)
{
	bool any = false;

	for (size_t i = 0; i < plan->ncaps; i++) {
		const struct cap_plan *c = &plan->caps[i];

		if (c->advice != ADVICE_KEEP)
			continue;
		if (only_root_uses(plan, c)) {
			any = true;
			if (in)
				mark(plan, root_of(plan)->id, in);
		}
		for (size_t k = 0; k < c->nevidence; k++) {
			if (!is_use(plan, c->evidence[k]))
				continue;
			any = true;
			if (in)
				mark(plan, c->evidence[k]->program, in);
		}
	}
	return any;
}

static void mark_interpreters(const struct plan *plan, bool *in)
{
	mark_interpreters_with_caps(plan, in);
}

static bool interpreter_has_caps(const struct plan *plan)
{
	return mark_interpreters_with_caps(plan, NULL);
}

/* --- what no flag gives, what nobody asked for ------------------------------------- */

static uint64_t of_other_namespaces(const struct plan *plan)
{
	uint64_t set = 0;

	for (size_t i = 0; i < plan->ncaps; i++)
		if (plan->caps[i].reason == REASON_DENIED_NAMESPACE)
			set |= BIT(plan->caps[i].cap);
	return set;
}

static bool asks_other_namespaces(const struct plan *plan)
{
	return of_other_namespaces(plan);
}

/* A set that somebody chose: with SYS_MODULE it is what root of the machine has, or a privileged container. */
static bool is_chosen(uint64_t set)
{
	return set && !(set & BIT(CAP_SYS_MODULE));
}

static bool held_sys_admin_for_nothing(const struct plan *plan)
{
	const struct outcome *o = &plan->profile->outcome;
	uint64_t held = is_chosen(o->permitted) ? o->permitted : 0;

	held |= is_chosen(o->bounding) ? o->bounding : 0;
	return (held & BIT(CAP_SYS_ADMIN)) && !((plan->keep | plan->ask) & BIT(CAP_SYS_ADMIN));
}

static bool has_device(const struct plan *plan)
{
	return device_for(plan, 0);
}

static uint64_t of_start(const struct plan *plan)
{
	return plan->keep_init & ~plan->keep_serving & (BIT(CAP_SETUID) | BIT(CAP_SETGID));
}

static bool only_starts_with_ids(const struct plan *plan)
{
	return of_start(plan);
}

/* --- the table -------------------------------------------------------------------- */

const struct trap trap_rows[] = {
	{ .id = "kubernetes-no-ambient", .targets = FOR(KUBERNETES) | FOR(REPORT), .walks_into = is_nonroot_with_caps,
	  .text = "Kubernetes sets no ambient capabilities: a container that runs as another user than root starts "
		  "without {caps}, though added. What helps: a setting in place of the capability where there is "
		  "one; file capabilities (=ep) on the container's first program, which containerd and CRI-O let it "
		  "have even with allowPrivilegeEscalation: false, but not what a shell or wrapper then starts; or "
		  "runAsUser: 0 with these capabilities alone.",
	  .source = "KEP-2763 (open); capabilities(7); tried with runc 1.1.5 and crun 1.8.1" },
	{ .id = "kubernetes-low-ports", .targets = FOR(KUBERNETES), .walks_into = binds_low_ports,
	  .text = "Low ports need no capability where the pod's securityContext.sysctls sets "
		  "net.ipv4.ip_unprivileged_port_start, a safe sysctl, to the port (containerd 2 sets it to 0 by "
		  "itself), or where it listens above 1023 behind a Service.",
	  .source = "kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster; containerd, "
		    "enable_unprivileged_ports" },
	{ .id = "docker-no-ambient", .targets = DOCKERS | FOR(REPORT), .walks_into = is_nonroot_with_caps,
	  .text = "With --user (user:), docker leaves {caps} in the bounding set only: the program gets that from "
		  "file capabilities, which no-new-privileges turns off, or not at all. Run it as root of the "
		  "container with these capabilities alone, or drop the need. podman makes them ambient.",
	  .source = "moby: daemon/pkg/oci/oci.go, SetCapabilities; tried as its config.json with runc 1.1.5" },
	{ .id = "docker-low-ports", .targets = DOCKERS, .walks_into = binds_low_ports,
	  .text = "docker since 20.10 sets net.ipv4.ip_unprivileged_port_start=0 in a container's own network: "
		  "there, without --network=host, low ports need no NET_BIND_SERVICE.",
	  .source = "moby: daemon/oci_linux.go, WithSysctls" },
	{ .id = "docker-ping", .targets = DOCKERS, .walks_into = may_only_ping,
	  .text = "docker since 20.10 sets net.ipv4.ping_group_range to all groups in a container's own network: a "
		  "ping that takes SOCK_DGRAM sockets needs no NET_RAW there.",
	  .source = "moby: daemon/oci_linux.go, WithSysctls" },
	{ .id = "podman-ambient", .targets = FOR(PODMAN), .walks_into = is_nonroot_with_caps,
	  .text = "With --user, podman makes capabilities named by --cap-add ambient, so that the program has them, "
		  "and whatever it starts. docker does not: there these flags alone are not enough.",
	  .source = "tried with podman 4.3.1 and runc 1.1.5" },
	{ .id = "filecaps-drop-all", .targets = ALL_BUT(SETCAP), .walks_into = has_file_capabilities,
	  .caps = of_file_capabilities, .programs = mark_by_file,
	  .text = "{programs} has {caps} as a file capability with the effective bit (=ep): where the bounding set "
		  "lacks it, as after --cap-drop=ALL, execve itself fails with EPERM. If the program does without, "
		  "take it off the file (setcap -r) and out of the set.",
	  .source = "security/commoncap.c:bprm_caps_from_vfs_caps" },
	{ .id = "nnp-setuid", .targets = ALL_BUT(SETCAP) | FOR(FILTER), .walks_into = somebody_gains,
	  .programs = mark_gainers,
	  .text = "no_new_privs must stay unset: set-user-ID bits or file capabilities gave privileges to {programs}.",
	  .source = "Documentation/userspace-api/no_new_privs.rst" },
	{ .id = "gain-void", .targets = ANYWHERE | FOR(FILTER), .walks_into = some_were_void, .programs = mark_void,
	  .text = "The set-user-ID bits or file capabilities of {programs} were void while it was recorded "
		  "(no_new_privs, a nosuid mount, or not in the bounding set): what it does with them is not in here.",
	  .source = "security/commoncap.c:cap_bprm_creds_from_file" },
	{ .id = "systemd-implied-nnp", .targets = FOR(SYSTEMD), .walks_into = systemd_may_set_it,
	  .text = "With User= and a SystemCallFilter= systemd may set no_new_privs all the same: see NoNewPrivs in "
		  "/proc/PID/status.",
	  .source = "systemd.exec(5), SystemCallFilter=" },
	{ .id = "ambient-lost", .targets = FOR(PODMAN) | FOR(SYSTEMD) | FOR(OCI) | FOR(LAUNCHER),
	  .walks_into = ambient_is_lost, .programs = mark_gainers,
	  .text = "Ambient capabilities are gone in a program with set-user-ID bits or file capabilities, as "
		  "{programs} has, and in what it starts.",
	  .source = "capabilities(7), Ambient" },
	{ .id = "userns-no-flag", .targets = ANYWHERE, .walks_into = asks_other_namespaces, .caps = of_other_namespaces,
	  .text = "{caps}: asked of a user namespace in which nothing that the workload holds counts, so that no "
		  "flag grants it. Run it without a user namespace of its own (--userns=host, hostUsers: true, "
		  "PrivateUsers=no), or do this part outside.",
	  .source = "user_namespaces(7); security/commoncap.c:cap_capable" },
	{ .id = "net-raw-baseline", .targets = FOR(KUBERNETES), .walks_into = keeps_net_raw_for_more,
	  .text = "A namespace that enforces the Pod Security level baseline refuses a pod that adds NET_RAW.",
	  .source = "kubernetes.io/docs/concepts/security/pod-security-standards" },
	{ .id = "net-raw-ping", .targets = FOR(KUBERNETES) | FOR(REPORT), .walks_into = may_only_ping,
	  .text = "A namespace that enforces the Pod Security level baseline refuses a pod that adds NET_RAW. If it "
		  "only pings it needs none: set net.ipv4.ping_group_range, a safe sysctl, in the pod's "
		  "securityContext.sysctls.",
	  .source = "kubernetes.io/docs/concepts/security/pod-security-standards; icmp(7)" },
	{ .id = "sys-admin-wide", .targets = ANYWHERE, .walks_into = keeps_sys_admin,
	  .text = "CAP_SYS_ADMIN is most of what root is. What it was used for, and what does instead: {instead}.",
	  .source = "capabilities(7), Notes to kernel developers" },
	{ .id = "sys-admin-just-in-case", .targets = ANYWHERE, .walks_into = held_sys_admin_for_nothing,
	  .text = "CAP_SYS_ADMIN was among the capabilities that it was given while it was recorded, and nothing "
		  "needed it: leave it out.",
	  .source = "the recording" },
	{ .id = "kubernetes-sys-admin", .targets = FOR(KUBERNETES), .walks_into = keeps_sys_admin_without_gains,
	  .text = "SYS_ADMIN makes allowPrivilegeEscalation: false a formality; the API refuses the pair when it is "
		  "spelled CAP_SYS_ADMIN.",
	  .source = "kubernetes: pkg/apis/core/validation, ValidateSecurityContext" },
	{ .id = "privileged-for-device", .targets = DOCKERS | FOR(PODMAN) | FOR(OCI) | FOR(SYSTEMD) | FOR(REPORT),
	  .walks_into = has_device,
	  .text = "{devices}: give it that node and no more (--device, devices:, DeviceAllow=). --privileged would "
		  "add every device and every capability.",
	  .source = "docker-run(1), --device, --privileged" },
	{ .id = "kubernetes-device", .targets = FOR(KUBERNETES), .walks_into = has_device,
	  .text = "{devices}: Kubernetes has no field for a device, yet privileged: true is not needed: take the "
		  "node from a device plugin, or mount it from the host (hostPath, type: CharDevice), which the "
		  "default rules of runc admit for /dev/net/tun alone (not of 1.2.0 to 1.2.3).",
	  .source = "runc: libcontainer/specconv, AllowedDevices; its change log, 1.2.4" },
	{ .id = "file-owner", .targets = CONTAINERS | FOR(SYSTEMD) | FOR(REPORT), .walks_into = overrides_files,
	  .caps = of_files,
	  .text = "{caps}: because files belong to somebody else, or their mode leaves it out. With the right owner "
		  "and mode when the image is built (COPY --chown), by fsGroup: or StateDirectory=, it can go.",
	  .source = "capabilities(7); inode(7)" },
	{ .id = "root-without-caps", .targets = CONTAINERS | FOR(SYSTEMD) | FOR(REPORT),
	  .walks_into = is_root_without_caps,
	  .text = "It runs as root and needs no capability: let it run as a user of its own (USER, runAsUser:, "
		  "User=), who owns none of root's files. Record it again so first (record --user NAME): files that "
		  "it owned as root may be out of its reach then.",
	  .source = "capabilities(7); inode(7)" },
	{ .id = "setuid-to-drop", .targets = FOR(OCI) | FOR(LAUNCHER), .walks_into = only_starts_with_ids,
	  .caps = of_start,
	  .text = "{caps}: used only while it started, to become another user. Start it as that user and it can go.",
	  .source = "the recording" },
	{ .id = "filecaps-void", .targets = FOR(SETCAP), .walks_into = keeps_any,
	  .text = "File capabilities serve users other than root, and are void under no_new_privs and on nosuid "
		  "mounts; where the bounding set lacks one (--cap-drop=ALL) the file cannot be executed at all. "
		  "Whoever may execute the file has them: see to its mode.",
	  .source = "security/commoncap.c:cap_bprm_creds_from_file" },
	{ .id = "setcap-interpreter", .targets = FOR(SETCAP), .walks_into = interpreter_has_caps,
	  .programs = mark_interpreters,
	  .text = "An interpreter ({programs}) with file capabilities gives them to every script. Prefer "
		  "AmbientCapabilities= (systemd), setpriv or capsh.",
	  .source = "capabilities(7), File capabilities" },
};
const size_t trap_row_count = ARRAY_SIZE(trap_rows);
