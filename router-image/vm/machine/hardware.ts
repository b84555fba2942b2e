import type { Kernel } from "./kernel.ts";

export interface Hardware {
  readonly kernel: Kernel;
  readonly initramfs: string;
  /** The only folder of this machine that can be written to from inside. */
  readonly shared: string;
  /** Where the kernel's own messages go. */
  readonly console: string;
  readonly memoryMiB: number;
  /** Sockets among the descriptors of QEMU's process, by the names that their ports have inside. */
  readonly ports: Readonly<Record<string, number>>;
  /** One that is a terminal inside, hvc0. */
  readonly terminal?: number;
  /** A TCP port of this machine's loopback, and which one of the virtual machine's it leads to; absent: no network card. */
  readonly door?: { readonly port: number; readonly inside: number };
}

/** Of the network card, and of QEMU on its cable. */
export const CARD = { address: "10.0.2.15", gateway: "10.0.2.2" } as const;

const PROCESSORS = 2;
/**
 * One thread takes the processors in turn, on one core of this machine. Where each had its own, programs that compile while
 * other threads of theirs run (Node.js) were sent into the middle of instructions now and then.
 */
const EMULATION = "tcg,thread=single";
/** QEMU keeps what it has translated in so many MiB. */
const TRANSLATED_MIB = 256;
/** Of one file that is written from inside. */
const FILE_MAX_MIB = 256;

/**
 * QEMU's command line: processors in software, this machine's root read-only, and no way out. It ends with the process
 * that started it.
 */
export function commandLine(hardware: Hardware): string[] {
  const { kernel, initramfs, shared, console, memoryMiB, ports, terminal, door } = hardware;
  return [
    ...["setpriv", "--pdeathsig", "KILL", "prlimit", `--fsize=${FILE_MAX_MIB << 20}`, "--core=0"],
    ...["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none"],
    ...["-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"],
    ...["-machine", "q35", "-accel", `${EMULATION},tb-size=${TRANSLATED_MIB}`, "-cpu", "Nehalem,+rdrand"],
    ...["-smp", `${PROCESSORS}`, "-m", `${memoryMiB}`, "-nic", card(door)],
    ...["-kernel", kernel.image, "-initrd", initramfs],
    ...[
      "-append",
      // Its timer is no broken one where a busy machine lets it tick late.
      "console=ttyS0 quiet panic=-1 mitigations=off random.trust_cpu=on tsc=reliable nowatchdog audit=0 no_timer_check",
    ],
    ...["-chardev", `file,id=console,path=${escaped(console)}`, "-serial", "chardev:console"],
    ...["-device", "virtio-serial-pci"],
    ...Object.entries(ports).flatMap(([name, descriptor]) => [
      ...["-chardev", `socket,id=${name},fd=${descriptor}`],
      ...["-device", `virtserialport,chardev=${name},name=${name}`],
    ]),
    ...(terminal === undefined
      ? []
      : ["-chardev", `socket,id=terminal,fd=${terminal}`, "-device", "virtconsole,chardev=terminal"]),
    // Files of several file systems would share their numbers without the last one.
    ...["-virtfs", "local,path=/,mount_tag=machine,security_model=none,readonly=on,multidevs=remap"],
    ...["-virtfs", `local,path=${escaped(shared)},mount_tag=shared,security_model=none,multidevs=remap`],
  ];
}

/** Restricted: QEMU carries what comes in by the door and what answers that, and nothing else. */
function card(door: Hardware["door"]): string {
  if (door === undefined) return "none";
  const forwarding = `tcp:127.0.0.1:${door.port}-${CARD.address}:${door.inside}`;
  return `user,model=virtio-net-pci,restrict=on,ipv6=off,hostfwd=${forwarding}`;
}

/** QEMU's options end at a comma. */
function escaped(path: string): string {
  return path.replaceAll(",", ",,");
}
