// SPDX-License-Identifier: BSD-2-Clause
/*
 * Knows the kinds of findings. Sources: capabilities(7), seccomp(2), user_namespaces(7), Kubernetes' Pod Security
 * Standards, systemd.exec(5), docker-run(1), the OCI runtime specification.
 */
#include "core/finding.h"

#include <string.h>

static const struct finding_rule rules[] = {
	/* of running processes */
	{ "capability-unused", "a capability is held and was not used",
	  "What a process never uses serves only whoever takes it over. Held means permitted: a thread can "
	  "make it effective at any time (capabilities(7))." },
	{ "capability-dangerous", "a capability is held that gives more than its holder",
	  "Some capabilities amount to the whole machine or break the boundary to other users and containers "
	  "(capabilities(7), leastcap explain)." },
	{ "capability-ambient", "capabilities are ambient: every program it starts gets them",
	  "The ambient set survives execve of programs without file capabilities, so helpers and shells hold "
	  "it, too (capabilities(7))." },
	{ "capability-inheritable", "capabilities are inheritable",
	  "With them a program whose file has inheritable capabilities gains what its caller does not hold; "
	  "runtimes set them by mistake (CVE-2022-24769, CVE-2022-29162)." },
	{ "capability-bounding", "the bounding set lets a program without privileges gain some",
	  "A set-user-ID program or one with file capabilities gives what the bounding set holds, unless "
	  "no_new_privs is set (capabilities(7))." },
	{ "root-process", "a process runs as root",
	  "Uid 0 owns the system's files: it can change them without any capability, and execve gives it the "
	  "bounding set back (capabilities(7))." },
	{ "no-seccomp", "no seccomp filter is in force",
	  "Every system call of the kernel is within reach, also those the program never makes (seccomp(2))." },
	{ "no-new-privs-missing", "no_new_privs is not set",
	  "Set-user-ID programs and file capabilities within its reach give it privileges (prctl(2), "
	  "PR_SET_NO_NEW_PRIVS)." },
	{ "securebits", "securebits change what uid 0 means",
	  "Unlocked bits can be taken back by who holds CAP_SETPCAP; keep_caps keeps capabilities across "
	  "setuid (capabilities(7))." },
	{ "host-user-namespace", "a container's root is the machine's root",
	  "In the initial user namespace uid 0 and capabilities count for the whole machine; a user "
	  "namespace of its own makes them void outside (user_namespaces(7))." },
	{ "lsm-unconfined", "no security module confines it",
	  "AppArmor or SELinux is active on this machine, and this process is not confined by it "
	  "(apparmor(7), selinux(8))." },
	{ "host-namespace", "a container shares a namespace with the machine",
	  "What is shared is no boundary: processes of the host can be seen, signalled and traced by who may "
	  "(namespaces(7), Pod Security Standards, baseline)." },
	{ "partly-seen", "not everything of a process could be read",
	  "What was not seen may hold more than is told; as root everything can be read (proc(5))." },
	/* of files */
	{ "setuid-file", "a set-user-ID program runs with its owner's rights",
	  "Whoever may execute it decides its arguments and environment; a mistake in it gives its owner's "
	  "rights away (execve(2))." },
	{ "setgid-file", "a set-group-ID program runs with its group's rights",
	  "Whoever may execute it gets the group's access to files; shadow, disk or docker amount to root "
	  "(execve(2))." },
	{ "setuid-writable", "others than its owner may write to a program that gives privileges",
	  "Who may write to it decides what runs with its rights; the kernel clears the bits only when "
	  "somebody without CAP_FSETID writes (inode(7))." },
	{ "filecaps-file", "a program gets capabilities from its file",
	  "Whoever may execute it gets them, without being root (capabilities(7), file capabilities)." },
	{ "filecaps-interpreter", "an interpreter or shell gives privileges to whatever it is told to run",
	  "A shell, an interpreter or a tool that starts other programs hands its privileges to any script." },
	{ "filecaps-bad", "security.capability cannot be read",
	  "execve fails or ignores it; it was copied from another system or damaged (capabilities(7))." },
	{ "filecaps-void", "privileges of a file that have no effect",
	  "The mount is nosuid, or the capabilities are of another user namespace: execve passes over them "
	  "(execve(2))." },
	/* of manifests */
	{ "privileged-container", "a container is privileged",
	  "All capabilities, all devices, no seccomp filter, no AppArmor profile: root in it is root of the "
	  "machine (Pod Security Standards, baseline)." },
	{ "capability-added", "a capability is added",
	  "The baseline level allows only what container runtimes give by default, the restricted one "
	  "NET_BIND_SERVICE alone (Pod Security Standards)." },
	{ "capabilities-not-dropped", "capabilities are not dropped",
	  "Without drop ALL a container keeps what its runtime gives by default, CHOWN, DAC_OVERRIDE, SETUID "
	  "and more (Pod Security Standards, restricted)." },
	{ "capability-never-used", "it asks for a capability that was never used",
	  "The profile shows no use of it: it serves only whoever takes the container over." },
	{ "capability-void", "a capability is asked for that cannot take effect",
	  "Without an ambient set, a process that is not root loses what it is given at execve "
	  "(capabilities(7))." },
	{ "capability-missing", "a capability that was used is not granted",
	  "The profile shows that the workload needs it: under this manifest it would be refused." },
	{ "seccomp-unconfined", "seccomp is switched off",
	  "Every system call of the kernel is within reach (Pod Security Standards, baseline)." },
	{ "seccomp-not-set", "no seccomp profile is named",
	  "Kubernetes runs such containers unconfined unless the kubelet has SeccompDefault; name "
	  "RuntimeDefault or a profile (Pod Security Standards, restricted)." },
	{ "privilege-escalation-allowed", "no_new_privs is not asked for",
	  "allowPrivilegeEscalation is true unless it says false; set-user-ID programs and file capabilities "
	  "in the image then work (Pod Security Standards, restricted)." },
	{ "run-as-root", "it may run as root",
	  "Neither a user other than 0 nor runAsNonRoot is asked for: the image decides, and most say root "
	  "(Pod Security Standards, restricted)." },
	{ "device", "a device of the host is handed in",
	  "A disk, /dev/mem or /dev/kmsg is the machine itself; others reach rarely used driver code." },
	{ "host-path", "a directory of the host is mounted",
	  "Through it the host's files are changed, and through a runtime's socket the host is taken over "
	  "(Pod Security Standards, baseline)." },
	{ "host-port", "a port of the host is used",
	  "It goes around network policies (Pod Security Standards, baseline)." },
	{ "volume-type", "a kind of volume that the restricted level does not allow",
	  "Only configMap, csi, downwardAPI, emptyDir, ephemeral, persistentVolumeClaim, projected and "
	  "secret are (Pod Security Standards, restricted)." },
	{ "proc-mount", "parts of /proc are not masked",
	  "The default masks hide kernel settings and keys that root in a container could use (Pod Security "
	  "Standards, baseline)." },
	{ "sysctl", "a sysctl that is not namespaced is set",
	  "It changes the machine or other pods (Pod Security Standards, baseline)." },
	{ "selinux-options", "SELinux options ask for another type, user or role",
	  "Only the container types are allowed (Pod Security Standards, baseline)." },
	{ "pod-security", "what a manifest lacks for the next Pod Security level",
	  "Clusters enforce a level per namespace; a pod below it is refused (Pod Security Admission)." },
	{ "unknown-key", "a key that is misspelt or in the wrong place",
	  "A setting that the reader ignores protects nobody." },
	{ "capability-unknown", "a capability that is misspelt",
	  "Runtimes pass over such a name in silence or refuse the container; either way it does not do what "
	  "it says." },
	{ "manifest-conflict", "settings that contradict each other or what was recorded",
	  "One of them does not hold, or the manifest is refused as a whole." },
	{ "tun-device", "privileged only for a tunnel",
	  "CAP_NET_ADMIN and the one device /dev/net/tun do (Documentation/networking/tuntap.rst)." },
	{ "command-privileged", "a command of a unit runs past the unit's limits",
	  "A + before a command lifts user, capabilities and sandbox, a ! the user (systemd.service(5))." },
	{ "profile-elsewhere", "the profile belongs to no container of the manifest",
	  "What one program used says nothing about another container." },
	{ "manifest-shared", "settings that an anchor shares with others",
	  "Changing them here would change them elsewhere: that is for who wrote them." },
};

size_t finding_rules(void)
{
	return ARRAY_SIZE(rules);
}

const struct finding_rule *finding_rule_at(size_t index)
{
	return index < ARRAY_SIZE(rules) ? &rules[index] : NULL;
}

const struct finding_rule *finding_rule_find(const char *id)
{
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		if (!strcmp(rules[i].id, id))
			return &rules[i];
	return NULL;
}
