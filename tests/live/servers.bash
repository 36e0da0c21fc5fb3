# SPDX-License-Identifier: BSD-2-Clause
# Real servers: how each is set up in ./, started, seen to be ready, and used. shellcheck shell=bash
# server_NAME sets: cmd (array), ready, drive; and need (program that must be installed).
# shellcheck disable=SC2034

server_nginx() {
	need=nginx
	mkdir -p www logs
	echo "served by nginx" > www/index.html
	chmod 755 . www logs
	cat > nginx.conf <<-END
		daemon off; user www-data; worker_processes 2; pid $PWD/nginx.pid; error_log $PWD/logs/error.log;
		events { worker_connections 64; }
		http { access_log $PWD/logs/access.log; client_body_temp_path $PWD/body; proxy_temp_path $PWD/proxy;
		fastcgi_temp_path $PWD/fcgi; uwsgi_temp_path $PWD/uwsgi; scgi_temp_path $PWD/scgi;
		server { listen 127.0.0.1:80; root $PWD/www; } }
	END
	cmd=(/usr/sbin/nginx -p "$PWD" -e "$PWD/logs/error.log" -c "$PWD/nginx.conf")
	ready='curl -sf http://127.0.0.1/ >/dev/null'
	drive='for i in $(seq 50); do curl -sf http://127.0.0.1/ | grep -q "served by nginx" || exit 1; done; curl -s -o /dev/null http://127.0.0.1/nowhere'
}

server_redis() {
	need=redis-server
	cmd=(/usr/bin/redis-server --port 6379 --bind 127.0.0.1 --dir "$PWD" --save '' --appendonly no)
	ready='redis-cli ping | grep -q PONG'
	drive='redis-cli set key value | grep -q OK && redis-cli get key | grep -q value && redis-benchmark -q -n 500 -t set,get,lpush >/dev/null && redis-cli bgsave | grep -q started && sleep 0.3'
}

server_sshd() {
	need=sshd
	mkdir -p /run/sshd
	rm -f key key.pub host host.pub
	ssh-keygen -q -t ed25519 -N '' -f host && ssh-keygen -q -t ed25519 -N '' -f key
	cp key.pub authorized
	chmod 755 . && chmod 644 authorized
	cat > sshd_config <<-END
		Port 2222
		ListenAddress 127.0.0.1
		HostKey $PWD/host
		AuthorizedKeysFile $PWD/authorized
		StrictModes no
		UsePAM no
		PidFile none
		PermitRootLogin yes
	END
	cmd=(/usr/sbin/sshd -D -e -f "$PWD/sshd_config")
	ready='bash -c "exec 3<>/dev/tcp/127.0.0.1/2222"'
	drive="ssh -n -T -i $PWD/key -p 2222 -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR root@127.0.0.1 'echo logged in' | grep -q 'logged in'"
}

server_dnsmasq() {
	need=dnsmasq
	cmd=(/usr/sbin/dnsmasq -k -C /dev/null --no-resolv --no-hosts --listen-address=127.0.0.1 --bind-interfaces
		--pid-file= --address=/name.test/192.0.2.1 --log-facility=-)
	ready='busybox nslookup -type=a name.test 127.0.0.1 | grep -q 192.0.2.1'
	drive='for i in 1 2 3 4 5; do busybox nslookup -type=a name.test 127.0.0.1 | grep -q 192.0.2.1 || exit 1; done'
}

server_chronyd() {
	need=chronyd
	cat > chrony.conf <<-END
		local stratum 8
		allow 127.0.0.0/8
		bindaddress 127.0.0.1
		bindcmdaddress 127.0.0.1
		bindcmdaddress /
		driftfile $PWD/drift
		pidfile $PWD/chronyd.pid
	END
	rm -f chronyd.pid
	chmod 777 .
	cmd=(/usr/sbin/chronyd -d -x -u _chrony -f "$PWD/chrony.conf")
	ready='chronyc -n -h 127.0.0.1 tracking | grep -q "Leap status"'
	drive='for i in 1 2 3; do chronyc -n -h 127.0.0.1 tracking | grep -q "Leap status" || exit 1; done'
}

server_tcpdump() {
	need=tcpdump
	rm -f packets.pcap
	chmod 777 .
	cmd=(/usr/bin/tcpdump --immediate-mode -i lo -n -U -w "$PWD/packets.pcap" icmp)
	ready="ping -q -c1 127.0.0.1 >/dev/null; test -s $PWD/packets.pcap"
	drive="ping -q -c 10 -i 0.01 127.0.0.1 >/dev/null; sleep 0.3; test \$(wc -c < $PWD/packets.pcap) -gt 1000"
}
