#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# One message, three layers: a missing capability, a seccomp filter and AppArmor all answer EPERM to chroot.
# shellcheck source=docs/examples/lib.sh
. "$(dirname "$0")/lib.sh"
stage
make_deny
cp "$(command -v chroot)" jailer # a path that the profile below is for

step same
show 'setpriv --bounding-set=-sys_chroot ./jailer / true' whole
show './deny chroot 1 ./jailer / true' whole

step capability
show 'leastcap trace --denied -- setpriv --bounding-set=-sys_chroot ./jailer / true' lines 'TIME|chroot|cannot'

step seccomp
show 'leastcap trace --denied -- ./deny chroot 1 ./jailer / true' lines 'TIME|chroot|cannot'

step apparmor
no_apparmor() {
	echo "skipped: $1"
	exit 0
}
grep -qx Y /sys/module/apparmor/parameters/enabled 2> /dev/null || no_apparmor "this kernel does not use AppArmor"
[ -e /sys/kernel/security/apparmor/.load ] || no_apparmor "AppArmor cannot be told a profile: no securityfs"
command -v apparmor_parser > /dev/null || no_apparmor "no apparmor_parser"
cat > policy <<'END'
profile example_jailer /srv/jailer { /** rmix, capability chown, }
END
trap 'apparmor_parser -R policy' EXIT
apparmor_parser -r -K -T policy || no_apparmor "the profile was not taken"
show 'uname -r' whole
show 'cat policy' whole
show './jailer / true' whole
show 'leastcap trace --denied -- ./jailer / true' lines 'TIME|chroot|cannot'
