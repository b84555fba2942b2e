/** A router that images are built for. What is absent nobody here could look up. */
export interface Device {
  /** As ImageBuilder has it. */
  readonly profile: string;
  readonly model: string;
  /** OpenWrt's target and subtarget. */
  readonly target: string;
  /** Of its packages: DISTRIB_ARCH. */
  readonly architecture: string;
  readonly soc?: string;
  /** What OpenWrt has of it. */
  readonly flash: string;
  readonly ram?: string;
  readonly offload?: HardwareOffload;
  /** MB of the partition for all files, where an image has partitions. Node.js alone fills OpenWrt's usual 104. */
  readonly rootMb?: number;
}

/**
 * What the processor's hardware does with flows that fw4 is told to offload to it, in OpenWrt's own images. counted: it
 * takes them, and reports their packets to conntrack. none: they stay in software.
 */
export type HardwareOffload = "counted" | "none";

/** Routers that look like they could, and cannot. */
export interface RefusedKind {
  readonly targets: readonly string[];
  readonly reason: string;
  /** Some of them, so that whoever names one is told why. */
  readonly profiles: readonly string[];
}
