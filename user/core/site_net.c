/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Knows the kernel functions that ask for a capability on sockets and the
 * network; see core/site_task.c for how to read a row.
 */
#include <linux/capability.h>

#include "base/guard.h"
#include "core/site_table.h"

#define LOW_PORT "EACCES below net.ipv4.ip_unprivileged_port_start"
#define RAW_SOCKET "EPERM for raw sockets"
#define DIAG "socket marks, cgroups and filters are left out of the listing"
#define INFLIGHT "ETOOMANYREFS with more descriptors in flight than RLIMIT_NOFILE"
#define CONFIGURE(symbol, source) NEED(symbol, CAP_NET_ADMIN, EPERM_TEXT, source)
/* Marks, priorities above 6, transparent sockets: the narrow one is asked first (5.10: only the wide). */
#define MARKING(symbol, without, source)                          \
	EITHER(symbol, CAP_NET_RAW, without, source),             \
	NEED(symbol, CAP_NET_ADMIN, without, source)
#define FORCED "EPERM for marks, high priorities and forced buffer sizes"

static const struct site rows[] = {
	/* Sockets. */
	NEED("__inet_bind", CAP_NET_BIND_SERVICE, LOW_PORT, "net/ipv4/af_inet.c:__inet_bind"),
	NEED("inet_bind", CAP_NET_BIND_SERVICE, LOW_PORT, "net/ipv4/af_inet.c:__inet_bind"),
	NEED("inet_bind_sk", CAP_NET_BIND_SERVICE, LOW_PORT, "net/ipv4/af_inet.c:__inet_bind"),
	NEED("__inet6_bind", CAP_NET_BIND_SERVICE, LOW_PORT, "net/ipv6/af_inet6.c:__inet6_bind"),
	NEED("inet6_bind", CAP_NET_BIND_SERVICE, LOW_PORT, "net/ipv6/af_inet6.c:__inet6_bind"),
	NEED("inet6_bind_sk", CAP_NET_BIND_SERVICE, LOW_PORT, "net/ipv6/af_inet6.c:__inet6_bind"),
	NEED("sctp_do_bind", CAP_NET_BIND_SERVICE, LOW_PORT, "net/sctp/socket.c:sctp_do_bind"),
	NEED("sctp_connect_new_asoc", CAP_NET_BIND_SERVICE, LOW_PORT,
	     "net/sctp/socket.c:sctp_connect_new_asoc"),
	NEED("__vsock_bind_connectible", CAP_NET_BIND_SERVICE, "EACCES below port 1024",
	     "net/vmw_vsock/af_vsock.c:__vsock_bind_connectible"),
	NEED("__vsock_bind", CAP_NET_BIND_SERVICE, "EACCES below port 1024",
	     "net/vmw_vsock/af_vsock.c:__vsock_bind_connectible"),
	NEED("inet_create", CAP_NET_RAW, RAW_SOCKET, "net/ipv4/af_inet.c:inet_create"),
	NEED("inet6_create", CAP_NET_RAW, RAW_SOCKET, "net/ipv6/af_inet6.c:inet6_create"),
	NEED("packet_create", CAP_NET_RAW, "EPERM for packet sockets",
	     "net/packet/af_packet.c:packet_create"),
	NEED("xsk_create", CAP_NET_RAW, "EPERM for XDP sockets", "net/xdp/xsk.c:xsk_create"),
	NEED("llc_ui_create", CAP_NET_RAW, EPERM_TEXT, "net/llc/af_llc.c:llc_ui_create"),
	CONFIGURE("pfkey_create", "net/key/af_key.c:pfkey_create"),
	PROBE("__vsock_create", CAP_NET_ADMIN, "the socket is not marked as trusted",
	      "net/vmw_vsock/af_vsock.c:__vsock_create"),
	PROBE("vsock_create", CAP_NET_ADMIN, "the socket is not marked as trusted",
	      "net/vmw_vsock/af_vsock.c:__vsock_create"),

	/* Socket options. */
	/* Alone, the wide one is mostly asked for SO_SNDBUFFORCE and the like, with SO_SNDBUF to fall back on. */
	EITHER("sk_setsockopt", CAP_NET_RAW, FORCED, "net/core/sock.c:sk_setsockopt"),
	EITHER_THAT("sk_setsockopt", TRAIT_FALLBACK, CAP_NET_ADMIN, FORCED, "net/core/sock.c:sk_setsockopt"),
	MARKING("sock_setsockopt", FORCED, "net/core/sock.c:sock_setsockopt (5.10)"),
	MARKING("__sock_cmsg_send", "EPERM for marks", "net/core/sock.c:__sock_cmsg_send"),
	MARKING("do_ip_setsockopt", "EPERM for transparent sockets",
		"net/ipv4/ip_sockglue.c:do_ip_setsockopt"),
	MARKING("do_ipv6_setsockopt", "EPERM for transparent sockets",
		"net/ipv6/ipv6_sockglue.c:do_ipv6_setsockopt"),
	NEED("sock_bindtoindex_locked", CAP_NET_RAW, "EPERM to change the interface of a bound socket",
	     "net/core/sock.c:sock_bindtoindex_locked"),
	NEED("ip_options_get", CAP_NET_RAW, EPERM_TEXT, "net/ipv4/ip_options.c:ip_options_get"),
	NEED("__ip_options_compile", CAP_NET_RAW, EPERM_TEXT, "net/ipv4/ip_options.c:__ip_options_compile"),
	NEED("ip6_datagram_send_ctl", CAP_NET_RAW, EPERM_TEXT, "net/ipv6/datagram.c:ip6_datagram_send_ctl"),
	NEED("ipv6_set_opt_hdr", CAP_NET_RAW, EPERM_TEXT, "net/ipv6/ipv6_sockglue.c:ipv6_set_opt_hdr"),
	/* TCP_CONGESTION asks in advance, TCP_REPAIR decides. */
	EARLY("do_tcp_setsockopt", CAP_NET_ADMIN, "EPERM for TCP_REPAIR and algorithms that are not allowed",
	      "net/ipv4/tcp.c:do_tcp_setsockopt"),
	NEED("tcp_can_repair_sock", CAP_NET_ADMIN, EPERM_TEXT, "net/ipv4/tcp.c:tcp_can_repair_sock"),
	EARLY("tcp_ca_find_autoload", CAP_NET_ADMIN, "the algorithm's module is not loaded",
	      "net/ipv4/tcp_cong.c:tcp_ca_find_autoload"),
	EARLY("tcp_set_congestion_control", CAP_NET_ADMIN, "the algorithm's module is not loaded",
	      "net/ipv4/tcp_cong.c:tcp_ca_find_autoload"),
	EARLY("__tcp_ulp_find_autoload", CAP_NET_ADMIN, "the protocol's module is not loaded",
	      "net/ipv4/tcp_ulp.c:__tcp_ulp_find_autoload"),
	EARLY("tcp_set_ulp", CAP_NET_ADMIN, "the protocol's module is not loaded",
	      "net/ipv4/tcp_ulp.c:__tcp_ulp_find_autoload"),
	LIMIT_PAIR("too_many_unix_fds", CAP_SYS_RESOURCE, INFLIGHT, "net/unix/af_unix.c:too_many_unix_fds"),
	LIMIT_PAIR("unix_attach_fds", CAP_SYS_RESOURCE, INFLIGHT, "net/unix/af_unix.c:too_many_unix_fds"),
	LIMIT_PAIR("unix_prepare_fpl", CAP_SYS_RESOURCE, INFLIGHT, "net/unix/garbage.c:too_many_unix_fds (6.12)"),
	LIMIT_PAIR("unix_scm_to_skb", CAP_SYS_RESOURCE, INFLIGHT, "net/unix/af_unix.c:unix_attach_fds (6.18)"),

	/* Listings of sockets. */
	EARLY_OK("inet_diag_dump_one_icsk", CAP_NET_ADMIN, DIAG,
		 "net/ipv4/inet_diag.c:inet_diag_dump_one_icsk"),
	EARLY_OK("inet_diag_dump_icsk", CAP_NET_ADMIN, DIAG, "net/ipv4/inet_diag.c:inet_diag_dump_icsk"),
	EARLY_OK("tcp_diag_dump", CAP_NET_ADMIN, DIAG, "net/ipv4/tcp_diag.c:tcp_diag_dump (7.2)"),
	EARLY_OK("inet_diag_cmd_exact", CAP_NET_ADMIN, DIAG, "net/ipv4/inet_diag.c:inet_diag_dump_one_icsk"),
	EARLY_OK("tcp_diag_dump_one", CAP_NET_ADMIN, DIAG, "net/ipv4/inet_diag.c:inet_diag_dump_one_icsk"),
	EARLY_OK("inet_diag_handler_cmd", CAP_NET_ADMIN, DIAG, "net/ipv4/inet_diag.c (7.2)"),
	EARLY_OK("__inet_diag_dump_start", CAP_NET_ADMIN, DIAG, "net/ipv4/inet_diag.c (7.2)"),
	EARLY("inet_diag_bc_audit", CAP_NET_ADMIN, "EPERM for filters on socket marks",
	      "net/ipv4/inet_diag.c:inet_diag_bc_audit"),
	EARLY_OK("raw_diag_dump_one", CAP_NET_ADMIN, DIAG, "net/ipv4/raw_diag.c:raw_diag_dump_one"),
	EARLY_OK("raw_diag_dump", CAP_NET_ADMIN, DIAG, "net/ipv4/raw_diag.c:raw_diag_dump"),
	EARLY_OK("udp_dump_one", CAP_NET_ADMIN, DIAG, "net/ipv4/udp_diag.c:udp_dump_one"),
	EARLY_OK("udp_dump", CAP_NET_ADMIN, DIAG, "net/ipv4/udp_diag.c:udp_dump"),
	EARLY_OK("udp_diag_dump", CAP_NET_ADMIN, DIAG, "net/ipv4/udp_diag.c:udp_dump"),
	EARLY_OK("udplite_diag_dump", CAP_NET_ADMIN, DIAG, "net/ipv4/udp_diag.c:udp_dump"),
	EARLY_OK("mptcp_diag_dump_one", CAP_NET_ADMIN, DIAG, "net/mptcp/mptcp_diag.c:mptcp_diag_dump_one"),
	EARLY_OK("mptcp_diag_dump", CAP_NET_ADMIN, DIAG, "net/mptcp/mptcp_diag.c:mptcp_diag_dump"),
	EARLY_OK("sctp_diag_dump", CAP_NET_ADMIN, DIAG, "net/sctp/diag.c:sctp_diag_dump"),
	EARLY_OK("packet_diag_handler_dump", CAP_NET_ADMIN, DIAG, "net/packet/diag.c:packet_diag_dump"),
	EARLY_OK("packet_diag_dump", CAP_NET_ADMIN, DIAG, "net/packet/diag.c:packet_diag_dump"),

	/* Configuration. Netlink asks for the opener's credentials and for the sender's: both must pass. */
	CONFIGURE("rtnetlink_rcv_msg", "net/core/rtnetlink.c:rtnetlink_rcv_msg"),
	CONFIGURE("rtnl_get_net_ns_capable", "net/core/rtnetlink.c:rtnl_get_net_ns_capable"),
	CONFIGURE("rtnl_link_get_net_capable", "net/core/rtnetlink.c:rtnl_link_get_net_capable"),
	CONFIGURE("rtnl_newlink", "net/core/rtnetlink.c:rtnl_newlink"),
	CONFIGURE("genl_family_rcv_msg", "net/netlink/genetlink.c:genl_family_rcv_msg"),
	CONFIGURE("genl_rcv_msg", "net/netlink/genetlink.c:genl_family_rcv_msg"),
	CONFIGURE("nfnetlink_rcv", "net/netfilter/nfnetlink.c:nfnetlink_rcv"),
	CONFIGURE("xfrm_user_rcv_msg", "net/xfrm/xfrm_user.c:xfrm_user_rcv_msg"),
	CONFIGURE("tc_ctl_action", "net/sched/act_api.c:tc_ctl_action"),
	CONFIGURE("sock_diag_destroy", "net/core/sock_diag.c:sock_diag_destroy"),
	CONFIGURE("netlink_allowed", "net/netlink/af_netlink.c:netlink_allowed"),
	CONFIGURE("rtnetlink_bind", "net/core/rtnetlink.c:rtnetlink_bind"),
	CONFIGURE("genl_bind", "net/netlink/genetlink.c:genl_bind"),
	CONFIGURE("ip_mroute_setsockopt", "net/ipv4/ipmr.c:ip_mroute_setsockopt"),
	CONFIGURE("ip6_mroute_setsockopt", "net/ipv6/ip6mr.c:ip6_mroute_setsockopt"),
	CONFIGURE("devinet_sysctl_forward", "net/ipv4/devinet.c:devinet_sysctl_forward"),
	CONFIGURE("netlink_bind", "net/netlink/af_netlink.c:netlink_allowed"),
	CONFIGURE("netlink_connect", "net/netlink/af_netlink.c:netlink_allowed"),
	CONFIGURE("netlink_sendmsg", "net/netlink/af_netlink.c:netlink_allowed"),
	CONFIGURE("netlink_setsockopt", "net/netlink/af_netlink.c:netlink_allowed"),
	NEED("netlink_setsockopt", CAP_NET_BROADCAST, EPERM_TEXT,
	     "net/netlink/af_netlink.c:netlink_setsockopt"),
	NEED("audit_netlink_ok", CAP_AUDIT_CONTROL, EPERM_TEXT, "kernel/audit.c:audit_netlink_ok"),
	NEED("audit_netlink_ok", CAP_AUDIT_WRITE, EPERM_TEXT, "kernel/audit.c:audit_netlink_ok"),
	NEED("audit_receive_msg", CAP_AUDIT_CONTROL, EPERM_TEXT, "kernel/audit.c:audit_netlink_ok"),
	NEED("audit_receive_msg", CAP_AUDIT_WRITE, EPERM_TEXT, "kernel/audit.c:audit_netlink_ok"),
	NEED("audit_receive", CAP_AUDIT_CONTROL, EPERM_TEXT, "kernel/audit.c:audit_netlink_ok"),
	NEED("audit_receive", CAP_AUDIT_WRITE, EPERM_TEXT, "kernel/audit.c:audit_netlink_ok"),
	NEED("audit_multicast_bind", CAP_AUDIT_READ, EPERM_TEXT, "kernel/audit.c:audit_multicast_bind"),
	NEED("audit_bind", CAP_AUDIT_READ, EPERM_TEXT, "kernel/audit.c:audit_multicast_bind"),
	EARLY_OK("dev_load", CAP_NET_ADMIN, "no module is loaded for an unknown interface name",
		 "net/core/dev_ioctl.c:dev_load"),
	EARLY_OK("dev_load", CAP_SYS_MODULE, "no module is loaded for an unknown interface name",
		 "net/core/dev_ioctl.c:dev_load"),
	EARLY_OK("dev_ioctl", CAP_SYS_MODULE, "no module is loaded for an unknown interface name",
		 "net/core/dev_ioctl.c:dev_load"),
	CONFIGURE("dev_ioctl", "net/core/dev_ioctl.c:dev_ioctl"),
	CONFIGURE("devinet_ioctl", "net/ipv4/devinet.c:devinet_ioctl"),
	CONFIGURE("arp_ioctl", "net/ipv4/arp.c:arp_ioctl"),
	CONFIGURE("ip_rt_ioctl", "net/ipv4/fib_frontend.c:ip_rt_ioctl"),
	CONFIGURE("ipv6_route_ioctl", "net/ipv6/route.c:ipv6_route_ioctl"),
	CONFIGURE("addrconf_add_ifaddr", "net/ipv6/addrconf.c:addrconf_add_ifaddr"),
	CONFIGURE("addrconf_del_ifaddr", "net/ipv6/addrconf.c:addrconf_del_ifaddr"),
	CONFIGURE("__dev_ethtool", "net/ethtool/ioctl.c:__dev_ethtool"),
	CONFIGURE("dev_ethtool", "net/ethtool/ioctl.c:__dev_ethtool"),
	CONFIGURE("do_ipt_set_ctl", "net/ipv4/netfilter/ip_tables.c:do_ipt_set_ctl"),
	CONFIGURE("do_ipt_get_ctl", "net/ipv4/netfilter/ip_tables.c:do_ipt_get_ctl"),
	CONFIGURE("do_ip6t_set_ctl", "net/ipv6/netfilter/ip6_tables.c:do_ip6t_set_ctl"),
	CONFIGURE("do_ip6t_get_ctl", "net/ipv6/netfilter/ip6_tables.c:do_ip6t_get_ctl"),
	CONFIGURE("sock_ioctl", "net/socket.c:sock_ioctl"),
	CONFIGURE("vlan_ioctl_handler", "net/8021q/vlan.c:vlan_ioctl_handler"),
	CONFIGURE("br_ioctl_stub", "net/bridge/br_ioctl.c:br_ioctl_stub"),
	CONFIGURE("__tun_chr_ioctl", "drivers/net/tun.c:tun_set_iff, tun_not_capable"),
	CONFIGURE("tun_chr_ioctl", "drivers/net/tun.c:tun_set_iff, tun_not_capable"),
	CONFIGURE("tun_set_iff", "drivers/net/tun.c:tun_set_iff"),
	CONFIGURE("tun_not_capable", "drivers/net/tun.c:tun_not_capable"),
	CONFIGURE("ip_tunnel_ctl", "net/ipv4/ip_tunnel.c:ip_tunnel_ctl"),
};

const struct site_part site_net_part = { rows, ARRAY_SIZE(rows) };
