# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # tmp, bin, n, record: of run
# Servers, followed with their children, driven from outside over loopback: a load of its own starts them.

# X_load PORT [REQUESTS-AT-ONCE]

# A static file with an access log: what nginx does when it serves.
nginx_load() {
	mkdir -p "$tmp/www"
	chmod 755 "$tmp" "$tmp/www"
	head -c 1024 /dev/zero | tr '\0' 'x' >"$tmp/www/page"
	cat >"$tmp/nginx.conf" <<-END
		daemon off;
		worker_processes 1;
		pid $tmp/nginx.pid;
		error_log $tmp/nginx.log;
		events { worker_connections 64; }
		http {
			access_log $tmp/access.log;
			keepalive_requests 1000000000;
			server { listen 127.0.0.1:$1; root $tmp/www; }
		}
	END
	printf '%s %s %s %s\n' 'drive_server GET_/page_HTTP/1.1\r\nHost:_a\r\n\r\n' "$1" "${2:-1}" \
		"nginx -c $tmp/nginx.conf"
}

redis_load() {
	printf 'port %s\nbind 127.0.0.1\ndir %s\nsave ""\nlogfile %s\n' "$1" "$tmp" "$tmp/redis.log" >"$tmp/redis.conf"
	printf '%s %s %s %s\n' 'drive_server SET_key_0123456789\r\n|GET_key\r\n' "$1" "${2:-1}" \
		"redis-server $tmp/redis.conf"
}

# A port that nobody listens on, now; the load refuses to start where somebody answers.
some_port() { echo $((20000 + RANDOM % 9000)); }

group_servers() {
	local name all=$n n=$n

	for name in nginx redis; do
		if ! command -v "$name" >/dev/null && ! command -v "$name-server" >/dev/null; then
			unmeasured "P8.$name" "no $name"
			continue
		fi
		pairs "$("${name}_load" "$(some_port)")" enter,check target results bystander
		without target | row '' ns "$name, CPU a request, no tracer"
		ratio target | goal "P8.$name"
		ratio results | row '' x "$name, CPU a request, followed with results"
		ratio bystander | row '' x "$name, CPU a request, bystander"
		ratio enter,check | row '' x "$name, CPU a request, both empties"
		n=$((n < 3 ? n : 3))
		pairs "$("${name}_load" "$(some_port)" 8)" enter,check target
		n=$all
		without target | row '' ns "$name, 8 requests at once: CPU a request, no tracer"
		ratio target | row '' x "$name, 8 requests at once: followed"
		ratio enter,check | row '' x "$name, 8 requests at once: both empties"
	done
}
