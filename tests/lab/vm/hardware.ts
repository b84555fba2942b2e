import type { Kernel } from "./kernel.ts";

export interface Hardware {
  readonly kernel: Kernel;
  readonly initramfs: string;
  /** The only folder of this machine that can be written to from inside. */
  readonly shared: string;
  /** Where the kernel's own messages go. */
  readonly console: string;
  readonly memoryMiB: number;
}

const PROCESSORS = 2;
/** QEMU keeps what it has translated in so many MiB. */
const TRANSLATED_MIB = 256;
/** Of one file that is written from inside. */
const FILE_MAX_MIB = 256;

/**
 * QEMU's command line: processors in software, this machine's root read-only, and no network card. Standard output and
 * standard error are ports of the virtual machine; it ends with the process that started it.
 */
export function commandLine({ kernel, initramfs, shared, console, memoryMiB }: Hardware): string[] {
  return [
    ...["setpriv", "--pdeathsig", "KILL", "prlimit", `--fsize=${FILE_MAX_MIB << 20}`, "--core=0"],
    ...["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none"],
    ...["-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"],
    ...["-machine", "q35", "-accel", `tcg,thread=multi,tb-size=${TRANSLATED_MIB}`, "-cpu", "Nehalem,+rdrand"],
    ...["-smp", `${PROCESSORS}`, "-m", `${memoryMiB}`, "-nic", "none"],
    ...["-kernel", kernel.image, "-initrd", initramfs],
    ...[
      "-append",
      "console=ttyS0 quiet panic=-1 mitigations=off random.trust_cpu=on tsc=reliable nowatchdog audit=0",
    ],
    ...["-chardev", `file,id=console,path=${escaped(console)}`, "-serial", "chardev:console"],
    ...["-device", "virtio-serial-pci"],
    ...["-chardev", "socket,id=stdout,fd=1", "-device", "virtserialport,chardev=stdout,name=stdout"],
    ...["-chardev", "socket,id=stderr,fd=2", "-device", "virtserialport,chardev=stderr,name=stderr"],
    // Files of several file systems would share their numbers without the last one.
    ...["-virtfs", "local,path=/,mount_tag=machine,security_model=none,readonly=on,multidevs=remap"],
    ...["-virtfs", `local,path=${escaped(shared)},mount_tag=shared,security_model=none,multidevs=remap`],
  ];
}

/** QEMU's options end at a comma. */
function escaped(path: string): string {
  return path.replaceAll(",", ",,");
}
