#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# nginx on port 80 as a user other than root.
# shellcheck source=docs/examples/lib.sh
. "$(dirname "$0")/lib.sh"
stage
need "no nginx" command -v nginx
need "no runc" command -v runc
need "no jq, setcap or curl" command -v jq setcap curl

mkdir run && chown www-data run
cat > nginx.conf <<'END'
daemon off; worker_processes 1; pid /srv/run/nginx.pid; error_log stderr;
events { worker_connections 16; }
http { access_log off; client_body_temp_path /srv/run; proxy_temp_path /srv/run; fastcgi_temp_path /srv/run;
uwsgi_temp_path /srv/run; scgi_temp_path /srv/run;
server { listen 80; location / { return 200 "hello\n"; } } }
END
cat > web.service <<'END'
[Service]
User=www-data
ExecStart=/usr/sbin/nginx -c /srv/nginx.conf
AmbientCapabilities=CAP_NET_BIND_SERVICE
END

step question
show 'leastcap trace --denied --user www-data -- nginx -c /srv/nginx.conf' lines 'TIME|bind|emerg'

step record
show 'cat web.service' whole
show "leastcap record -o web.json --unit-file web.service --ready 'curl -fs localhost' --drive 'curl -fs localhost'" \
	lines 'least|serving|complete'

step systemd
show 'leastcap generate -q systemd web.json' lines '^\[Service|^Cap|^Amb|^NoNew|Errno'

step kubernetes
show 'leastcap generate -q kubernetes web.json' lines 'Pod Security:|TRAP|^[a-z ]|- "'

# What containerd and CRI-O make of that for runc: the capability in the bounding, permitted and effective sets, none
# of it inheritable or ambient. The filter and no_new_privs stay as generated.
leastcap generate -q oci web.json > oci.json
as_user='.process.user = {uid: 33, gid: 33}'
as_kubernetes="$as_user | .process.capabilities |= (.ambient = [] | .inheritable = [])"
low_ports='.linux.sysctl = {"net.ipv4.ip_unprivileged_port_start": "80"}'
cp /usr/sbin/nginx nginx && setcap cap_net_bind_service=ep nginx
bundle ambient "$as_user" nginx -t -q -c /srv/nginx.conf
bundle plain "$as_kubernetes" nginx -t -q -c /srv/nginx.conf
bundle sysctl "$as_kubernetes | $low_ports" nginx -t -q -c /srv/nginx.conf
bundle file "$as_kubernetes" /srv/nginx -t -q -c /srv/nginx.conf
bundle shell "$as_kubernetes" sh -c '/srv/nginx -t -q -c /srv/nginx.conf'

step tried
# nginx -t binds the port and ends; -q: silent when it could.
for what in ambient plain sysctl file shell; do
	if contained $what > said 2>&1; then
		echo "$what: binds port 80"
	else
		echo "$what: $(grep -m 1 emerg said || head -n 1 said)"
	fi
done
