# SPDX-License-Identifier: BSD-2-Clause
# The workloads that filters are proven on. Each: cmd, how it is seen to be ready, what drives it, and join, which
# others execute in its container as health checks do.
# shellcheck shell=bash disable=SC2016,SC2034,SC2086,SC2154,SC2206

workloads=(nginx redis postgres python3 node sshd busybox go jvm i386 io_uring)
nobody=$(id -u nobody 2> /dev/null || echo 65534)

# For those that serve pages on port 8000: many requests, and some that have a program started.
pages() {
	ready='curl -sf http://127.0.0.1:8000/ | grep -q served'
	drive='curl -sf "http://127.0.0.1:8000/?[1-'"$1"']" > pages && [ "$(grep -o served pages | wc -l)" = '"$1"' ]'
}
runs=' && curl -sf "http://127.0.0.1:8000/run?[1-5]" > pages && [ "$(grep -c served pages)" = 5 ]'

workload_nginx() {
	needs='nginx curl'
	server_nginx
	drive='curl -sf "http://127.0.0.1/?[1-200]" > pages && [ "$(grep -c "served by nginx" pages)" = 200 ] &&
		[ "$(curl -s -o /dev/null -w "%{http_code}" http://127.0.0.1/nowhere)" = 404 ]'
	join=(/usr/bin/curl -sf http://127.0.0.1/)
}

workload_redis() {
	needs='redis-server redis-benchmark'
	uid=$nobody
	server_redis
	build='chmod 777 .'
	drive='redis-cli set key value | grep -q OK && redis-cli get key | grep -q value &&
		redis-benchmark -q -n 500 -t set,get,lpush > /dev/null && redis-cli bgsave | grep -q started &&
		until redis-cli info persistence | grep -q rdb_bgsave_in_progress:0; do sleep 0.02; done
		redis-cli info persistence | grep -q rdb_last_bgsave_status:ok'
	join=(/usr/bin/redis-cli ping)
}

postgres_programs() {
	local at

	for at in /usr/lib/postgresql/*/bin /usr/local/bin /usr/bin; do
		[ -x "$at/postgres" ] && [ -x "$at/initdb" ] && echo "$at" && return
	done
	echo /usr/lib/postgresql/none/bin
}

build_postgres() {
	install -d -m 700 -o "$nobody" data
	if [ ! -e "$work/data" ]; then
		(cd / && setpriv --reuid "$nobody" --clear-groups "$bin/initdb" -D $stage/data -U postgres -A trust) \
			> "$work/initdb.log" 2>&1 || return
		"$bin/postgres" --version > /dev/null && cp -a data "$work/data"
	else
		cp -a "$work/data/." data
	fi
}

workload_postgres() {
	bin=$(postgres_programs)
	needs="$bin/postgres $bin/initdb $bin/psql $bin/pgbench"
	uid=$nobody build=build_postgres
	cmd=("$bin/postgres" -D $stage/data -k $stage/tmp -c listen_addresses=127.0.0.1)
	ready="$bin/psql -h 127.0.0.1 -U postgres -qAtc 'select 1' | grep -q 1"
	drive="$bin/pgbench -h 127.0.0.1 -U postgres -i -q -s 1 postgres > pgbench.log 2>&1 &&
		$bin/pgbench -h 127.0.0.1 -U postgres -c 2 -t 100 postgres > pgbench.log 2>&1 &&
		grep -q '^number of failed transactions: 0\\|processed: 200/200' pgbench.log"
	join=("$bin/psql" -h 127.0.0.1 -U postgres -qAtc 'select 1')
}

workload_python3() {
	needs='/usr/bin/python3 curl'
	uid=$nobody
	build='cp '$filters'/server.py .'
	cmd=(/usr/bin/python3 $stage/server.py $stage/tmp)
	pages 200
	drive+=$runs
	join=(/usr/bin/python3 -c 'import urllib.request as r; print(r.urlopen("http://127.0.0.1:8000/").read())')
}

workload_node() {
	needs='/usr/bin/node curl'
	uid=$nobody patience=15
	build='cp '$filters'/server.js .'
	cmd=(/usr/bin/node $stage/server.js $stage/tmp)
	pages 200
	drive+=$runs
	join=(/usr/bin/node -e 'require("http").get("http://127.0.0.1:8000/", r => r.pipe(process.stdout))')
}

workload_sshd() {
	needs='sshd ssh ssh-keygen'
	server_sshd > /dev/null
	drive="for i in 1 2; do ${drive%% | grep*} | grep -q 'logged in' || exit 1; done"
	join=(/usr/sbin/sshd -t -f $stage/sshd_config)
}

workload_busybox() {
	needs='/usr/bin/busybox curl'
	uid=$nobody
	build='install -D '$filters'/applets.sh www/cgi-bin/applets'
	cmd=(/usr/bin/busybox sh -c
		'trap "kill \$!; exit 0" TERM; /usr/bin/busybox httpd -f -p 127.0.0.1:8000 -h /mnt/www & wait')
	ready='curl -sf http://127.0.0.1:8000/cgi-bin/applets | grep -q served'
	drive='curl -sf "http://127.0.0.1:8000/cgi-bin/applets?[1-10]" > pages && [ "$(grep -c served pages)" = 10 ]'
	join=(/usr/bin/busybox wget -q -O - http://127.0.0.1:8000/cgi-bin/applets)
}

# runc where it starts nothing.
workload_go() {
	needs=runc
	build='cp '$filters'/go.sh .'
	cmd=(/bin/sh $stage/go.sh $stage/tmp)
	ready='[ -e tmp/rounds ]'
	drive='n=$(wc -l < tmp/rounds); until [ "$(wc -l < tmp/rounds)" -ge $((n + 5)) ] || [ -e tmp/failed ]; do
		sleep 0.02; done; [ ! -e tmp/failed ]'
	join=("$(command -v runc)" --version)
}

build_jvm() {
	[ -e "$work/java" ] || javac -d "$work/java" "$filters/Server.java" || return
	cp -r "$work/java" java
}

workload_jvm() {
	needs='java javac curl'
	uid=$nobody patience=15 build=build_jvm ends=143
	cmd=(/usr/bin/java -Xmx128m -cp $stage/java Server $stage/tmp)
	pages 200
	drive+=$runs
	join=(/usr/bin/java -version)
}

workload_i386() {
	needs='gcc curl i386'
	uid=$nobody abi=i386
	build="gcc -m32 -O2 -pthread -o threads $filters/threads.c"
	cmd=($stage/threads $stage/tmp)
	pages 200
	join=($stage/threads --check)
}

workload_io_uring() {
	needs='gcc curl'
	uid=$nobody accept=io_uring
	build="gcc -O2 -o ring $filters/ring.c"
	cmd=($stage/ring $stage/tmp/file)
	pages 200
	join=($stage/ring --check)
}

# Why workload $name cannot run here; nothing if it can.
why_not() {
	local word

	for word in $needs; do
		case $word in
		i386) echo 'int main(void) { return 0; }' | gcc -m32 -x c -o /dev/null - 2> /dev/null ||
			echo "gcc cannot build for i386" ;;
		*/*) [ -e "$word" ] || echo "no $word" ;;
		*) command -v "$word" > /dev/null || echo "no $word" ;;
		esac
	done | head -n 1
}
