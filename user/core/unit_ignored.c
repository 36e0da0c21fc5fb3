// SPDX-License-Identifier: BSD-2-Clause
/*
 * Settings of a service that recording without systemd does not apply, and that change what the service needs, may do
 * or finds (systemd.exec(5), systemd.service(5), systemd.resource-control(5)). What only concerns how it is watched,
 * restarted or logged is not among them.
 */
#include <string.h>

#include "core/unit_exec.h"

static const char *const keys[] = {
	/* commands around it */
	"ExecCondition", "ExecStartPre", "ExecStartPost",
	/* its file systems */
	"BindPaths", "BindReadOnlyPaths", "CacheDirectory", "ConfigurationDirectory", "ExecPaths",
	"ExtensionDirectories", "ExtensionImages", "InaccessibleDirectories", "InaccessiblePaths",
	"LogsDirectory", "MountAPIVFS", "MountFlags", "MountImages", "NoExecPaths", "PrivateDevices",
	"PrivateMounts", "PrivateTmp", "ProcSubset", "ProtectControlGroups", "ProtectHome", "ProtectProc",
	"ProtectSystem", "ReadOnlyDirectories", "ReadOnlyPaths", "ReadWriteDirectories", "ReadWritePaths",
	"RootDirectory", "RootImage", "RuntimeDirectory", "StateDirectory", "TemporaryFileSystem",
	/* other namespaces, devices, networks */
	"DeviceAllow", "DevicePolicy", "IPAddressAllow", "IPAddressDeny", "IPCNamespacePath",
	"NetworkNamespacePath", "PrivateIPC", "PrivateNetwork", "PrivatePIDs", "PrivateUsers",
	"RestrictNetworkInterfaces", "SocketBindAllow", "SocketBindDeny",
	/* filters and the like */
	"LockPersonality", "MemoryDenyWriteExecute", "Personality", "ProtectClock", "ProtectHostname",
	"ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables", "RestrictAddressFamilies",
	"RestrictFileSystems", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID",
	"SystemCallArchitectures", "SystemCallFilter", "SystemCallLog",
	/* who it is to others */
	"AppArmorProfile", "KeyringMode", "PAMName", "SELinuxContext", "SmackProcessLabel",
	/* what it is handed */
	"LoadCredential", "LoadCredentialEncrypted", "OpenFile", "SetCredential", "SetCredentialEncrypted",
	"Sockets", "StandardInput", "StandardInputData", "StandardInputText", "TTYPath", "WatchdogSec",
	/* how it is scheduled */
	"CPUAffinity", "CPUSchedulingPolicy", "CPUSchedulingPriority", "IOSchedulingClass", "NUMAPolicy",
	"Nice", "OOMScoreAdjust",
};

/* What asks for nothing. */
static bool says_no(const char *value)
{
	return unit_truth(value) == 0 || !strcmp(value, "null");
}

int unit_exec_ignored(const struct unit *unit, struct unit_exec *exec)
{
	int r = 0;

	for (size_t i = 0; !r && i < ARRAY_SIZE(keys); i++) {
		const struct unit_setting *s = unit_last(unit, "Service", keys[i]);

		if (s && !says_no(s->value))
			r = unit_list_add(&exec->ignored, keys[i]);
	}
	return r;
}
