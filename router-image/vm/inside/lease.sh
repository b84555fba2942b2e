#!/bin/sh
# What udhcpc calls in a client: takes the address, the way out and the name server that it was given.
[ "$1" = bound ] || [ "$1" = renew ] || exit 0
# shellcheck disable=SC2154 # udhcpc's
{
	ip addr replace "$ip/$mask" dev "$interface"
	ip route replace default via "$router"
	echo "nameserver ${dns%% *}" >/etc/resolv.conf
}
