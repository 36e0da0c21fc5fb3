/* SPDX-License-Identifier: BSD-2-Clause */
/* Security modules and other hooks. For layer_table.c. */
#define STAMP "audit(1700000000.123:45): "
#define APPARMOR_OPEN \
	STAMP "apparmor=\"DENIED\" operation=\"open\" class=\"file\" profile=\"/usr/sbin/nginx\" " \
	      "name=\"/var/www/index.html\" pid=5 comm=\"nginx\" requested_mask=\"wc\" denied_mask=\"wc\" fsuid=33 " \
	      "ouid=33"
#define WEB_FILE(mode_) DIR("/var/www", 0755), LAST("/var/www/index.html", mode_, .uid = 33)
#define STEP(kind_, hook_) .step = { { kind_, EACCES, .hook = hook_ } }
#define STEP_PERM(kind_, hook_) .step = { { kind_, EPERM, .hook = hook_ } }

static const struct given lsm_rows[] = {
	{ "AppArmor, which modes would have allowed", "openat", EACCES, .uid = 33, .arg = { AT_CWD, 0, 1 },
	  .audit = APPARMOR_OPEN,
	  .object = { WEB_FILE(0100644) }, .settings = "lsm=capability,apparmor", .layer = LAYER_APPARMOR,
	  .confidence = SEEN,
	  .object_is = "/var/www/index.html", .detail_has = "/usr/sbin/nginx refuses \"open\" (wc) of "
	  "/var/www/index.html, which "
	  "file modes would have allowed", .fix_has = "\"/var/www/index.html w,\" to the profile /usr/sbin/nginx" },
	{ "AppArmor, nothing looked at", "openat", EACCES, .uid = 33, .arg = { AT_CWD, 0, 1 }, .audit = APPARMOR_OPEN,
	  .layer = LAYER_APPARMOR, .confidence = SEEN, .detail_has = "(wc) of /var/www/index.html" },
	{ "AppArmor, complaining only", "openat", EACCES, .uid = 33, .arg = { AT_CWD, 0, 1 }, WITH_DAC,
	  .object = { WEB_FILE(0100444) },
	  .audit = STAMP "apparmor=\"ALLOWED\" operation=\"open\" profile=\"x\" name=\"/var/www/index.html\" pid=5 "
	  "comm=\"nginx\" requested_mask=\"w\" denied_mask=\"w\"",
	  .layer = LAYER_DAC, .confidence = SEEN, .cap = CAP(DAC_OVERRIDE) },
	{ "AppArmor's line is of another call: modes refused this one", "openat", EACCES, .uid = 33,
	  .arg = { AT_CWD, 0, 1 }, WITH_DAC, .object = { WEB_FILE(0100444) }, .audit = APPARMOR_OPEN,
	  .layer = LAYER_DAC, .confidence = SEEN, .cap = CAP(DAC_OVERRIDE) },
	{ "AppArmor, a capability", "chroot", EPERM, .check = { { CAP(SYS_CHROOT),
	  LC_CHECK_LSM_DENIED | LC_CHECK_EFFECTIVE, "sys_chroot" } },
	  .audit = STAMP "apparmor=\"DENIED\" operation=\"capable\" class=\"cap\" profile=\"demo\" pid=5 comm=\"x\" "
	  "capability=18 capname=\"sys_chroot\"",
	  .layer = LAYER_APPARMOR, .confidence = SEEN, .detail_has = "the capability sys_chroot",
	  .fix_has = "\"capability sys_chroot,\"" },
	{ "AppArmor, a socket", "socket", EACCES, .audit = STAMP "apparmor=\"DENIED\" operation=\"create\" "
	  "class=\"net\" profile=\"demo\" "
	  "pid=5 comm=\"x\" family=\"inet\" sock_type=\"raw\" protocol=1 requested_mask=\"create\" "
	  "denied_mask=\"create\"",
	  .layer = LAYER_APPARMOR, .confidence = SEEN, .fix_has = "\"network inet raw,\"" },
	{ "AppArmor, a signal", "kill", EACCES, .arg = { 7, 9 }, .audit = STAMP "apparmor=\"DENIED\" "
	  "operation=\"signal\" class=\"signal\" "
	  "profile=\"demo\" pid=5 comm=\"x\" requested_mask=\"send\" denied_mask=\"send\" signal=kill "
	  "peer=\"unconfined\"",
	  .layer = LAYER_APPARMOR, .confidence = SEEN, .object_is = "pid 7",
	  .fix_has = "\"signal (send) peer=unconfined,\"" },
	{ "AppArmor, tracing", "ptrace", EACCES, .arg = { 16, 7 }, .audit = STAMP "apparmor=\"DENIED\" "
	  "operation=\"ptrace\" class=\"ptrace\" "
	  "profile=\"demo\" pid=5 comm=\"x\" requested_mask=\"trace\" denied_mask=\"trace\" peer=\"unconfined\"",
	  .layer = LAYER_APPARMOR, .confidence = SEEN, .fix_has = "\"ptrace (trace) peer=unconfined,\"" },
	{ "AppArmor, a mount", "mount", EACCES, .audit = STAMP "apparmor=\"DENIED\" operation=\"mount\" "
	  "class=\"mount\" info=\"failed mntpnt "
	  "match\" error=-13 profile=\"demo\" name=\"/mnt/\" pid=5 comm=\"mount\" fstype=\"tmpfs\" srcname=\"none\"",
	  .path = "/mnt", .layer = LAYER_APPARMOR, .confidence = SEEN, .fix_has = "\"mount -> /mnt/,\"" },
	{ "AppArmor, a program", "execve", EACCES, .audit = STAMP "apparmor=\"DENIED\" operation=\"exec\" "
	  "class=\"file\" profile=\"demo\" "
	  "name=\"/usr/bin/id\" pid=5 comm=\"x\" requested_mask=\"x\" denied_mask=\"x\" fsuid=0 ouid=0",
	  .path = "/usr/bin/id", .layer = LAYER_APPARMOR, .confidence = SEEN, .fix_has = "\"/usr/bin/id ix,\"" },
	{ "AppArmor, another kind", "unshare", EACCES, .audit = STAMP "apparmor=\"DENIED\" "
	  "operation=\"change_profile\" info=\"x\" "
	  "profile=\"demo\" pid=5 comm=\"x\" target=\"y\"", .layer = LAYER_APPARMOR, .confidence = SEEN,
	  .fix_has = "aa-logprof" },
	{ "AppArmor, in silence", "openat", EACCES, LC_DENIAL_STEPS, .arg = { AT_CWD, 0, 1 }, STEP(LC_STEP_MODULE,
		"aa_path_perm"),
	  .layer = LAYER_APPARMOR, .confidence = SEEN, .detail_has = "aa_path_perm" },
	{ "AppArmor's own hook", "mount", EACCES, LC_DENIAL_STEPS, STEP(LC_STEP_MODULE, "apparmor_sb_mount"),
	  .layer = LAYER_APPARMOR,
	  .confidence = SEEN },
	{ "SELinux", "openat", EACCES, .arg = { AT_CWD, 0, 0 }, .path = "/srv/f", .object = { DIR("/srv", 0755),
	  LAST("/srv/f", 0100644) },
	  .audit = STAMP "avc:  denied  { read } for  pid=5 comm=\"httpd\" name=\"f\" dev=\"vda1\" ino=9 "
			 "scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:var_t:s0 tclass=file "
			 "permissive=0",
	  .layer = LAYER_SELINUX, .confidence = SEEN, .detail_has = "which file modes would have allowed",
	  .fix_has = "allow httpd_t var_t:file {read};" },
	{ "SELinux, permissive", "openat", EACCES, .uid = 33, .arg = { AT_CWD, 0, 0 }, WITH_BOTH,
	  .object = { DIR("/", 0755), LAST("/f", 0100600) },
	  .audit = STAMP "avc:  denied  { read } for  pid=5 comm=\"x\" name=\"f\" scontext=a:b:c:s0 tcontext=a:b:d:s0 "
	  "tclass=file permissive=1",
	  .layer = LAYER_DAC, .confidence = SEEN, .cap = CAP(DAC_READ_SEARCH) },
	{ "SELinux, by its cache", "openat", EACCES, LC_DENIAL_STEPS, STEP(LC_STEP_MODULE, "avc_has_perm"),
	  .layer = LAYER_SELINUX,
	  .confidence = SEEN },
	{ "SELinux's own hook", "openat", EACCES, LC_DENIAL_STEPS, STEP(LC_STEP_MODULE, "selinux_file_open"),
	  .layer = LAYER_SELINUX,
	  .confidence = SEEN },
	{ "Landlock, by the log", "mkdir", EACCES, LC_DENIAL_LANDLOCKED, .audit_type = 1423, .path = "/d",
	  .audit = STAMP "domain=1a2 blockers=fs.make_dir path=\"/\" dev=\"vda1\" ino=2", .layer = LAYER_LANDLOCK,
	  .confidence = SEEN,
	  .detail_has = "fs.make_dir", .fix_has = "/d" },
	{ "Landlock, by a hook", "mkdir", EACCES, LC_DENIAL_LANDLOCKED | LC_DENIAL_STEPS, STEP(LC_STEP_MODULE,
		"hook_path_mkdir"),
	  .layer = LAYER_LANDLOCK, .confidence = SEEN },
	{ "Landlock, by another function", "mkdir", EACCES, LC_DENIAL_LANDLOCKED | LC_DENIAL_STEPS,
	  STEP(LC_STEP_MODULE, "current_check_access_path"), .layer = LAYER_LANDLOCK, .confidence = SEEN },
	{ "Yama, by a hook", "ptrace", EPERM, LC_DENIAL_STEPS, .arg = { 16, 7 }, STEP_PERM(LC_STEP_MODULE,
		"yama_ptrace_access_check"),
	  .settings = "kernel.yama.ptrace_scope=1", .layer = LAYER_YAMA, .confidence = SEEN,
	  .detail_has = "ptrace_scope=1" },
	{ "lockdown, by a hook", "openat", EPERM, LC_DENIAL_STEPS, STEP_PERM(LC_STEP_MODULE, "lockdown_is_locked_down"),
	  .path = "/dev/mem",
	  .layer = LAYER_LOCKDOWN, .confidence = SEEN },
	{ "lockdown, by all modules' hook", "openat", EPERM, LC_DENIAL_STEPS, STEP_PERM(LC_STEP_LSM,
		"security_locked_down"),
	  .layer = LAYER_LOCKDOWN, .confidence = SEEN },
	{ "a BPF program", "openat", EPERM, LC_DENIAL_STEPS, STEP_PERM(LC_STEP_MODULE, "bpf_lsm_file_open"),
	  .layer = LAYER_BPF_LSM,
	  .confidence = SEEN },
	{ "TOMOYO", "openat", EPERM, LC_DENIAL_STEPS, STEP_PERM(LC_STEP_MODULE, "tomoyo_file_open"),
	  .layer = LAYER_LSM_OTHER,
	  .confidence = SEEN },
	{ "some module, one candidate", "openat", EACCES, LC_DENIAL_STEPS, STEP(LC_STEP_LSM, "security_file_open"),
	  .settings = "lsm=lockdown,capability,landlock,yama,apparmor,tomoyo,bpf", .layer = LAYER_APPARMOR,
	  .confidence = INFERRED,
	  .detail_has = "security_file_open" },
	{ "some module, SELinux alone", "openat", EACCES, LC_DENIAL_STEPS, STEP(LC_STEP_LSM, "security_file_open"),
	  .settings = "lsm=capability,selinux,tomoyo", .layer = LAYER_SELINUX, .confidence = INFERRED },
	{ "some module, nobody knows", "openat", EACCES, LC_DENIAL_STEPS, STEP(LC_STEP_LSM, "security_file_open"),
	  .layer = LAYER_LSM_OTHER, .confidence = SEEN },
	{ "some module, two candidates", "openat", EACCES, LC_DENIAL_STEPS, STEP(LC_STEP_LSM, "security_file_open"),
	  .settings = "lsm=capability,smack,apparmor", .layer = LAYER_LSM_OTHER, .confidence = SEEN },
	{ "a capability that a module refused", "chroot", EPERM, .settings = "lsm=capability,apparmor",
	  .check = { { CAP(SYS_CHROOT), LC_CHECK_LSM_DENIED | LC_CHECK_EFFECTIVE, "sys_chroot" } },
	  .layer = LAYER_APPARMOR,
	  .confidence = INFERRED, .detail_has = "refused its use" },
	{ "a capability that was held", "chroot", EPERM, .settings = "lsm=capability,selinux",
	  .check = { { CAP(SYS_CHROOT), LC_CHECK_DENIED | LC_CHECK_EFFECTIVE, "sys_chroot" } }, .layer = LAYER_SELINUX,
	  .confidence = INFERRED },
	{ "the module's hook is the capability module's word", "ptrace", EPERM, LC_DENIAL_STEPS, .uid = 1000,
	  .arg = { 16, 7 },
	  STEP_PERM(LC_STEP_LSM, "security_ptrace_access_check"), .check = { { CAP(SYS_PTRACE),
		.site = "cap_ptrace_access_check" } },
	  .layer = LAYER_CAPABILITY, .confidence = SEEN, .cap = CAP(SYS_PTRACE) },
	{ "a step of another answer is not about it", "openat", EROFS, LC_DENIAL_STEPS, STEP(LC_STEP_LSM,
		"security_file_open"),
	  .path = "/f", .layer = LAYER_MOUNT_FLAG, .confidence = INFERRED },
	{ "the innermost of several steps", "openat", EACCES, LC_DENIAL_STEPS, .uid = 33, .arg = { AT_CWD, 0, 1 },
	  .step = {
	  { LC_STEP_LSM, EACCES, .hook = "security_inode_permission" },
	  { LC_STEP_FILE, EACCES, 2, "inode_permission", "f", .mode = 0100666 } }, .settings = "lsm=capability,selinux",
	  .layer = LAYER_SELINUX, .confidence = INFERRED },

	{ "hard links, by a hook", "linkat", EPERM, LC_DENIAL_STEPS, STEP_PERM(LC_STEP_OTHER, "may_linkat"),
	  .settings = "fs.protected_hardlinks=1", .path = "/f", .layer = LAYER_SYSCTL, .confidence = SEEN,
	  .detail_has = "=1 lets" },
	{ "device controller of version 1", "openat", EPERM, LC_DENIAL_STEPS, STEP_PERM(LC_STEP_OTHER,
		"devcgroup_check_permission"),
	  .path = "/dev/sda", .layer = LAYER_CGROUP_DEVICE, .confidence = SEEN, .fix_has = "--device /dev/sda" },
	{ "device controller of version 2", "mknod", EPERM, LC_DENIAL_STEPS, STEP_PERM(LC_STEP_OTHER,
		"__cgroup_bpf_check_dev_permission"),
	  .path = "/dev/x", .layer = LAYER_CGROUP_DEVICE, .confidence = SEEN },
	{ "device node, by the inode", "openat", EPERM, LC_DENIAL_STEPS, .path = "/dev/x", .step = { { LC_STEP_FILE,
	  EPERM, 2,
	  "inode_permission", "x", .mode = 0020666 } }, .layer = LAYER_CGROUP_DEVICE, .confidence = INFERRED },
	{ "pids controller, by a hook", "fork", EAGAIN, LC_DENIAL_STEPS, .step = { { LC_STEP_OTHER, EAGAIN,
	  .hook = "pids_can_fork" } },
	  .layer = LAYER_CGROUP_PIDS, .confidence = SEEN, .fix_has = "--pids-limit" },
	{ "netfilter, by a hook", "sendto", EPERM, LC_DENIAL_STEPS, STEP_PERM(LC_STEP_OTHER, "nf_hook_slow"),
	  .address = inet_80,
	  .address_size = 16, .layer = LAYER_NETFILTER, .confidence = SEEN, .detail_has = "0.0.0.0:80" },
	{ "seals, by a hook", "fcntl", EPERM, LC_DENIAL_STEPS, STEP_PERM(LC_STEP_OTHER, "memfd_fcntl"),
	  .layer = LAYER_FILE_SEAL,
	  .confidence = SEEN },
	{ "sealed, by a hook", "write", EPERM, LC_DENIAL_STEPS, STEP_PERM(LC_STEP_OTHER, "shmem_write_begin"),
	  .layer = LAYER_FILE_SEAL,
	  .confidence = SEEN },
};
