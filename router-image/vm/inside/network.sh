#!/bin/sh
# The router's links: br-lan with a cable to each client, wan with one to the internet, mgmt as the only card. Clients and
# the internet are namespaces, and what is sent to the internet ends there.
#
#   network.sh CLIENT...
#
# /run/shared/hosts holds the internet's, a line each: IPv4 IPv6 NAME.
set -eu

PREFIX6=2001:db8:1ab
hosts=/run/shared/hosts

quiet() {
	sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0
}

# namespace NAME: with nobody to ask for names yet.
namespace() {
	ip netns add "$1"
	ip -n "$1" link set lo up
	mkdir -p "/etc/netns/$1"
	echo "hosts: files dns" >"/etc/netns/$1/nsswitch.conf"
	echo "127.0.0.1 localhost" >"/etc/netns/$1/hosts"
	: >"/etc/netns/$1/resolv.conf"
	ip netns exec "$1" sysctl -qw net.ipv6.conf.default.accept_dad=0
}

quiet
hostname bordertap
ip link set lo up
ip link set eth0 name mgmt
ip link add br-lan address 94:83:c4:00:00:01 type bridge stp_state 0 forward_delay 0 mcast_snooping 0

port=0
for client in "$@"; do
	port=$((port + 1))
	namespace "$client"
	# The second is a private address.
	[ "$port" = 1 ] && mac=64:b4:73:00:01:01 || mac="d6:2a:5e:00:01:0$port"
	ip link add "lan$port" type veth peer name eth0 address "$mac" netns "$client"
	ip link set "lan$port" master br-lan up
	ip -n "$client" link set eth0 up
done

namespace internet
ip link add wan type veth peer name eth0 netns internet
ip -batch - <<-END
	addr add 10.0.2.15/24 dev mgmt
	addr add 192.168.1.1/24 dev br-lan
	addr add $PREFIX6:1::1/64 dev br-lan
	addr add 198.51.100.1/30 dev wan
	addr add $PREFIX6:ff::1/64 dev wan
	link set mgmt up
	link set br-lan up
	link set wan up
	route add default via 198.51.100.2
	route add default via $PREFIX6:ff::2
END
ip -n internet -batch - <<-END
	addr add 198.51.100.2/30 dev eth0
	addr add $PREFIX6:ff::2/64 dev eth0
	link set eth0 up
	route add $PREFIX6:1::/64 via $PREFIX6:ff::1
	$(awk '{ print "addr add " $1 "/32 dev lo"; print "addr add " $2 "/128 dev lo" }' "$hosts")
END
awk '{ print $1, $3; print $2, $3 }' "$hosts" >/run/hosts
sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
