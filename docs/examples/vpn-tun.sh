#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# A VPN's tunnel in a container: one capability and one device instead of --privileged.
# shellcheck source=docs/examples/lib.sh
. "$(dirname "$0")/lib.sh"
stage
need "no ip" command -v ip
need "no runc" command -v runc
need "no jq" command -v jq
if [ ! -e /dev/net/tun ]; then
	need "no /dev/net/tun, and it cannot be made" sh -c 'mkdir -p /dev/net && mknod /dev/net/tun c 10 200'
fi
need "this kernel has no tun driver" sh -c ': < /dev/net/tun'

# What a VPN does once it is connected.
cat > vpn <<'END'
#!/bin/sh
ip tuntap add dev vpn0 mode tun && ip addr add 10.8.0.1/24 dev vpn0 && ip link set vpn0 up &&
	ip route add 10.9.0.0/16 dev vpn0 && echo "tunnel is up" && ip tuntap del dev vpn0 mode tun
END
chmod +x vpn

step record
show 'tail -n 2 vpn' whole
show 'leastcap record -o vpn.json -- ./vpn' lines 'tunnel|least|complete'

step minimize
show 'leastcap minimize -q vpn.json -- ./vpn' lines 'needs|^ +CAP|NET_ADMIN'

step generate
show 'leastcap generate -q docker vpn.json' lines 'TRAP|^--'
show 'leastcap generate -q --name vpn compose vpn.json' lines '^[a-z]|^ '
show 'leastcap generate -q kubernetes vpn.json' lines 'TRAP'
show 'leastcap generate -q systemd vpn.json' lines 'Device|^Cap'

leastcap generate -q oci vpn.json > oci.json
bundle both . /srv/vpn
bundle device '.process.capabilities |= map_values([])' /srv/vpn
bundle capability 'del(.linux.devices)' /srv/vpn

step tried
# shellcheck disable=SC2016
show 'jq -c ".process.capabilities.bounding, .linux.devices" both/config.json' whole
for what in both device capability; do
	contained $what > said 2>&1
	printf '%s: %s\n' "$what" "$(grep -m 1 -E 'tunnel|tun|denied|permitted' said || head -n 1 said)"
done
show 'leastcap explain 000001ffffffffff' lines 'set of|known as'
