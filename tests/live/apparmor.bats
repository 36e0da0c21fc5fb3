#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# AppArmor enforcing a profile: what it refuses is told as its own, with profile and path, and what file modes refuse
# before it is asked is not.

bats_require_minimum_version 1.5.0
load lib.bash
load trace.bash

setup() {
	need_hook
	grep -qx Y /sys/module/apparmor/parameters/enabled 2> /dev/null || skip "this kernel does not use AppArmor"
	[ -e /sys/kernel/security/apparmor/.load ] || skip "AppArmor cannot be told a profile: no securityfs"
	command -v apparmor_parser > /dev/null || skip "no apparmor_parser"
	command -v nginx > /dev/null || skip "no nginx"
	# Services that drop to another user must reach it, so not below BATS_TEST_TMPDIR.
	stage=$(mktemp -d /tmp/lc-apparmor.XXXXXX) && chmod 755 "$stage" && cd "$stage" || return
	profile=leastcap_test_$$
	www=/var/www/lc-$$
	mkdir -p "$www" && chmod 755 /var/www "$www"
	web_server
}

teardown() {
	[ -z "$profile" ] || [ ! -e policy ] || apparmor_parser -R policy 2> /dev/null
	[ -z "$www" ] || rm -rf "$www"
	[ -z "$stage" ] || { cd / && rm -rf "$stage"; }
}

# A server that writes two ways: its log of a host, per request, and what is PUT.
web_server() {
	mkdir logs body
	chown www-data body
	cat > nginx.conf <<-END
		daemon off; user www-data; worker_processes 1; pid $stage/nginx.pid; error_log $stage/logs/error.log;
		events { worker_connections 64; }
		http { access_log $www/\$host.log; client_body_temp_path $stage/body; proxy_temp_path $stage/proxy;
		fastcgi_temp_path $stage/fcgi; uwsgi_temp_path $stage/uwsgi; scgi_temp_path $stage/scgi;
		server { listen 127.0.0.1:80; root $www; location / { dav_methods PUT; } } }
	END
	nginx=(nginx -p "$stage" -e "$stage/logs/error.log" -c "$stage/nginx.conf")
}

# confine RULE...: the server may do all but write below /var/www, and what the rules say.
confine() {
	cat > policy <<-END
		profile $profile /usr/sbin/nginx {
			capability, network, unix, signal, ptrace,
			/** rmix,
			/tmp/** rwk, /run/** rwk, /dev/** rwk, /proc/** rw, /var/log/** rw,
			$*
		}
	END
	apparmor_parser -r -K -T policy
	grep -qx "$profile (enforce)" /sys/kernel/security/apparmor/profiles
}

# serve COMMAND: what is told while the server runs and the command asks it something.
serve() {
	cat > serve.sh <<-END
		${nginx[*]} &
		for _ in \$(seq 100); do ss -Htln | grep -q ":80 " && break; sleep 0.1; done
		$1
		kill \$!
		wait
	END
	trace_denied -- sh serve.sh
}

@test "a log nginx may not append to: one line with profile, path, and what the file modes would have said" {
	confine
	install -o www-data -m 0644 /dev/null "$www/guest.log"
	serve 'curl -s -o /dev/null -H "Host: guest" http://127.0.0.1/'
	told_once ".object == \"$www/guest.log\""
	is_told '.layer == "lsm:apparmor" and .confidence == "seen" and .errno == "EACCES"'
	is_told '.comm == "nginx" and .uid != 0'
	is_told '.syscall == "openat" or .syscall == "open"'
	is_told ".detail | test(\"$profile\") and test(\"mode\")"
	is_told '.fix | test("/var/www/")'
	as_text "$www/guest.log" "$profile" lsm:apparmor
}

@test "the same log with modes that refuse: told as file modes, and that AppArmor was never asked" {
	confine
	install -o root -m 0600 /dev/null "$www/guest.log"
	serve 'curl -s -o /dev/null -H "Host: guest" http://127.0.0.1/'
	told_once ".object == \"$www/guest.log\""
	is_told '.layer == "dac" and .errno == "EACCES" and .uid != 0'
	is_told '.detail | test("0600") and test("(not|never) asked")'
	as_text "$www/guest.log" dac 0600
}

@test "with a rule for it, nothing is told" {
	confine "$www/*.log w,"
	install -o www-data -m 0644 /dev/null "$www/guest.log"
	serve 'curl -s -o /dev/null -H "Host: guest" http://127.0.0.1/'
	grep -q . "$www/guest.log"
	not_told ".object == \"$www/guest.log\""
}

@test "a file that is PUT: the rename that AppArmor refuses" {
	confine "$www/*.log w,"
	chown www-data "$www"
	serve 'curl -s -o /dev/null -T nginx.conf http://127.0.0.1/new'
	[ ! -e "$www/new" ]
	told_once ".syscall | test(\"^rename\")"
	is_told '.layer == "lsm:apparmor" and .errno == "EACCES" and (.object | test("^(/var/www|/tmp/lc-apparmor)"))'
	is_told ".detail | test(\"$profile\")"
}

@test "a capability that the profile leaves out is told as AppArmor's, not as missing" {
	cp "$(command -v chroot)" ./changes_root
	cat > policy <<-END
		profile $profile $stage/changes_root { /** rmix, capability chown, }
	END
	apparmor_parser -r -K -T policy
	trace_denied -- ./changes_root / true
	told_once '.syscall == "chroot"'
	is_told '.layer == "lsm:apparmor" and .errno == "EPERM"'
	is_told ".detail | test(\"$profile\") and test(\"(?i)sys_chroot\")"
}

@test "a rule that denies in silence is AppArmor's all the same where its hooks can be seen" {
	"$LEASTCAP" doctor --format json |
		jq -e 'any(.roles[]; (.role | test("step|lsm")) and .hook != null)' > /dev/null ||
		skip "no hook on security modules works here"
	confine "deny $www/** w,"
	install -o www-data -m 0644 /dev/null "$www/guest.log"
	serve 'curl -s -o /dev/null -H "Host: guest" http://127.0.0.1/'
	told_once ".object == \"$www/guest.log\""
	is_told '.layer == "lsm:apparmor"'
}

@test "a profile that only complains refuses nothing, and nothing is told" {
	confine
	sed -i 's|nginx {|nginx flags=(complain) {|' policy
	apparmor_parser -r -K -T policy
	install -o www-data -m 0644 /dev/null "$www/guest.log"
	serve 'curl -s -o /dev/null -H "Host: guest" http://127.0.0.1/'
	grep -q . "$www/guest.log"
	not_told ".object == \"$www/guest.log\""
}
