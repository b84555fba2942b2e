#!/bin/sh
# What the virtual machine runs: becomes a router, installs the package, lets clients live behind it, and ends when the
# port "control" says a line, or with its shell.
#
#   boot.sh PACKAGE KOFFI CLIENT...
#
# KOFFI is koffi's native half for this machine's libc: the package has OpenWrt's, which is musl. $DOOR is the port of the
# machine around that leads to the endpoint, $TERMINAL a device for the shell, or empty.
set -eu

here="$(dirname "$0")"
package="$1"
koffi="$2"
shift 2

say() { echo "$*"; }
logged() { /run/vm/bin/busybox logread 2>/dev/null; }

finish() {
	trap '' TERM
	[ ! -e /etc/init.d/bordertap ] || service bordertap stop
	exit 0
}
trap finish TERM
trap 'logged >/run/shared/log || true' EXIT
(read -r _ </dev/virtio-ports/control && kill $$) &

# A root as OpenWrt has it, as far as ours needs it; "cp" leaves links of Debian's alone that tar would replace.
(cd "$here/../openwrt" && find . -type f) | while read -r file; do
	mkdir -p "/$(dirname "$file")"
	cp "$here/../openwrt/$file" "/$file"
done
cp -r "$here/../root/etc/." /etc/
# A link, or a mount, of the machine around.
rm -f /etc/resolv.conf
echo "nameserver 127.0.0.1" >/etc/resolv.conf
mkdir -p /usr/lib/bordertap-node /usr/lib/bordertap/koffi /etc/bordertap /etc/rc.d /var/run
/run/vm/bin/busybox syslogd -C256

"$here/network.sh" "$@"
# On the machine around there is one port that surely answers; if it could be reached from here, so could others.
if timeout 5 bash -c "</dev/tcp/10.0.2.2/$DOOR" 2>/dev/null; then
	echo "this card leads further than its door: QEMU does not restrict it" >&2
	exit 1
fi
nft -f /etc/firewall.nft
# OpenWrt's default.
sysctl -qw net.netfilter.nf_conntrack_acct=1
dnsmasq -C /etc/dnsmasq.conf
say "a router on Linux $(uname -r), with nftables and dnsmasq"

ip netns exec internet node /run/shared/internet-servers.mjs \
	/run/shared/internet.pem /run/shared/internet.key 7 $(awk '{ print $1; print $2 }' /run/shared/hosts) >/dev/null &
for client in "$@"; do
	ip netns exec "$client" /run/vm/bin/busybox udhcpc -b -i eth0 -s "$here/lease.sh" -x "hostname:$client" \
		>/dev/null 2>&1 &
done

# The machine's own Node.js is that of package bordertap-node.
touch /usr/lib/bordertap-node/node
mount -o bind "$(readlink -f "$(command -v node)")" /usr/lib/bordertap-node/node
cp "$koffi" /usr/lib/bordertap/koffi/
cp /run/shared/token /etc/bordertap/token
chmod 0400 /etc/bordertap/token
until [ -e "$package" ]; do sleep 0.2; done
opkg install "$package" >/dev/null
say "$(basename "$package") is installed, and its service started"

for client in "$@"; do
	until grep -q nameserver "/etc/netns/$client/resolv.conf"; do sleep 0.2; done
	say "$client has $(ip -n "$client" -o -4 addr show dev eth0 | awk '{ print $4 }') by DHCP"
done
# Until then the processor is the program's alone.
until logged | grep -q event=answers; do sleep 0.5; done
for client in "$@"; do
	ip netns exec "$client" node /run/shared/household.mjs "$client" /run/shared/internet.pem &
done
say "ready"

if [ -n "$TERMINAL" ]; then
	(cd / && exec setsid -c "$here/shell.sh" <>"$TERMINAL" >&0 2>&1) &
else
	sleep infinity &
fi
wait $!
finish
