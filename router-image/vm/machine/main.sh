# The only program of the virtual machine, under the root that init.sh made: loads modules, runs the command, powers
# off. /run/shared holds what was asked for (kernel, cards, modules, command) and what comes of it (status).
set -u
export PATH=/run/vm/bin
busybox --install -s /run/vm/bin
# The kernel's own wishes for modules are answered by the same program.
echo /run/vm/bin/modprobe >/proc/sys/kernel/modprobe

# Ports by their names, each a device of its own; a terminal has none.
mkdir -p /dev/virtio-ports
for folder in /sys/class/virtio-ports/*; do
  name=$(cat "$folder/name" 2>/dev/null)
  [ -z "$name" ] || ln -s "../${folder##*/}" "/dev/virtio-ports/$name"
done
exec >/dev/virtio-ports/stdout 2>/dev/virtio-ports/stderr </dev/null

# What links there are come later, from within. The network card that was asked for, if one was, has no module yet.
has_way_out() {
  cards=$(grep -l '^0x02' /sys/bus/pci/devices/*/class | wc -l)
  [ "$(ls /sys/class/net)" != lo ] || [ "$cards" != "$(cat /run/shared/cards)" ]
}

run() {
  has_way_out && { echo "there is a network card that nobody asked for" >&2; return 125; }
  mkdir -p /lib/modules
  mount -o bind "$(cat /run/shared/kernel)/lib/modules" /lib/modules || return 125
  while read -r module; do modprobe "$module" || return 125; done </run/shared/modules
  hostname vm
  /bin/sh /run/shared/command
}
run
echo $? >/run/shared/status
exec >&- 2>&-
poweroff -f
