#!/bin/busybox sh
# The first program of the virtual machine: makes the machine around it, read-only and with a layer of memory over it,
# the root, and goes on there with main.sh. Where it ends early the kernel panics, and with it the virtual machine.
set -eu
/bin/busybox --install -s /bin
mkdir -p /proc /sys /dev /machine /layer /root
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
modprobe -a virtio_pci virtio_console 9pnet_virtio 9p overlay

p9="trans=virtio,version=9p2000.L,msize=512000"
mount -t 9p -o "$p9,ro,cache=loose" machine /machine
mount -t tmpfs -o mode=755 layer /layer
mkdir /layer/upper /layer/work
mount -t overlay -o lowerdir=/machine,upperdir=/layer/upper,workdir=/layer/work root /root

for folder in proc sys dev; do mount -o move "/$folder" "/root/$folder"; done
# What runs on the machine around is neither seen nor taken for a leftover.
for folder in run tmp; do mount -t tmpfs "$folder" "/root/$folder"; done
chmod 1777 /root/tmp
mkdir -p /root/dev/pts /root/dev/shm /root/run/vm/bin /root/run/shared
mount -t devpts devpts /root/dev/pts
mount -t tmpfs shm /root/dev/shm
mount -t 9p -o "$p9,cache=none" shared /root/run/shared

# Where it lies in a folder that is not seen, it is given its place back.
repository=$(cat /root/run/shared/repository)
if [ ! -d "/root$repository" ]; then
  mkdir -p "/root$repository" /layer/repository /layer/work-repository
  layers="upperdir=/layer/repository,workdir=/layer/work-repository"
  mount -t overlay -o "lowerdir=/machine$repository,$layers" repository "/root$repository"
fi

cp /bin/busybox /root/run/vm/bin/busybox
cp /main.sh /root/run/vm/main.sh
exec switch_root /root /run/vm/bin/busybox sh /run/vm/main.sh
