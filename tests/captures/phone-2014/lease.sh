#!/bin/sh
# What udhcpc calls: $1 is the event, the lease is in the environment. Sets address, route and
# name server of a namespace; RESOLV_CONF is the file that stands for its /etc/resolv.conf.
# shellcheck disable=SC2154   # interface, ip, mask, router and dns come from udhcpc
set -eu
case $1 in
  bound | renew)
    ip addr replace "$ip/$mask" dev "$interface"
    ip route replace default via "$router" dev "$interface"
    # In place: the namespace sees this very file.
    printf 'nameserver %s\noptions timeout:2\n' "$dns" >"$RESOLV_CONF"
    ;;
  deconfig) ip link set "$interface" up ;;
esac
