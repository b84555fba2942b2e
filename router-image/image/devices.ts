// The list. Flash, RAM and offload are of the notes that this project has on OpenWrt; targets, systems on a chip and layouts
// as its target/linux/*/image has them.

import type { Device, HardwareOffload, RefusedKind } from "./device.ts";

type Own = Omit<Device, "target" | "architecture" | "offload">;

/** Of images for cards and disks. */
const ROOT_MB = 512;

function of(
  target: string,
  architecture: string,
  offload: HardwareOffload | undefined,
  devices: readonly Own[],
): Device[] {
  return devices.map((device) => ({ ...device, target, architecture, offload }));
}

export const DEVICES: readonly Device[] = [
  of("mediatek/filogic", "aarch64_cortex-a53", "counted", [
    { profile: "asus_tuf-ax6000", model: "ASUS TUF-AX6000", soc: "MT7986", flash: "256 MB", ram: "512 MB" },
    {
      profile: "bananapi_bpi-r3",
      model: "Banana Pi BPi-R3",
      soc: "MT7986",
      flash: "eMMC, SD",
      rootMb: ROOT_MB,
    },
    {
      profile: "bananapi_bpi-r4",
      model: "Banana Pi BPi-R4",
      soc: "MT7988",
      flash: "eMMC, SD",
      rootMb: ROOT_MB,
    },
    {
      profile: "glinet_gl-mt3000",
      model: "GL.iNet GL-MT3000",
      soc: "MT7981",
      flash: "246 MB",
      ram: "512 MB",
    },
    {
      profile: "glinet_gl-mt6000",
      model: "GL.iNet GL-MT6000",
      soc: "MT7986",
      flash: "eMMC 8 GB",
      ram: "1 GB",
    },
    { profile: "openwrt_one", model: "OpenWrt One", soc: "MT7981", flash: "255 MB", ram: "1 GB" },
    {
      profile: "xiaomi_mi-router-ax3000t-ubootmod",
      model: "Xiaomi AX3000T (OpenWrt's U-Boot layout)",
      soc: "MT7981",
      flash: "112 MB",
      ram: "256 MB",
    },
  ]),
  of("mediatek/mt7622", "aarch64_cortex-a53", "counted", [
    {
      profile: "linksys_e8450-ubi",
      model: "Linksys E8450, Belkin RT3200 (UBI layout)",
      soc: "MT7622",
      flash: "127 MB",
      ram: "512 MB",
    },
  ]),
  of("qualcommax/ipq60xx", "aarch64_cortex-a53", "none", [
    { profile: "glinet_gl-axt1800", model: "GL.iNet GL-AXT1800", soc: "IPQ6000", flash: "NAND" },
  ]),
  of("qualcommax/ipq807x", "aarch64_cortex-a53", "none", [
    { profile: "dynalink_dl-wrx36", model: "Dynalink DL-WRX36", soc: "IPQ8072", flash: "NAND" },
    { profile: "xiaomi_ax3600", model: "Xiaomi AX3600", soc: "IPQ8071", flash: "NAND" },
  ]),
  of("rockchip/armv8", "aarch64_generic", undefined, [
    {
      profile: "friendlyarm_nanopi-r4s",
      model: "FriendlyARM NanoPi R4S",
      soc: "RK3399",
      flash: "SD",
      rootMb: ROOT_MB,
    },
  ]),
  of("bcm27xx/bcm2711", "aarch64_cortex-a72", undefined, [
    { profile: "rpi-4", model: "Raspberry Pi 4B, 400, CM4", soc: "BCM2711", flash: "SD", rootMb: ROOT_MB },
  ]),
  of("bcm27xx/bcm2712", "aarch64_cortex-a76", undefined, [
    { profile: "rpi-5", model: "Raspberry Pi 5", soc: "BCM2712", flash: "SD", rootMb: ROOT_MB },
  ]),
  of("x86/64", "x86_64", undefined, [
    { profile: "generic", model: "PC or virtual machine", flash: "disk", rootMb: ROOT_MB },
  ]),
].flat();

export const REFUSED: readonly RefusedKind[] = [
  {
    targets: ["ramips/", "ath79/"],
    reason: "MIPS: there is neither a Node.js nor a koffi for it",
    profiles: ["tplink_archer-c7-v5", "ubnt_edgerouter-x"],
  },
  {
    targets: ["ipq40xx/", "ipq806x/", "mvebu/cortexa9", "bcm27xx/bcm2708", "bcm27xx/bcm2709"],
    reason: "ARM of 32 bits: koffi's musl build is for 64 alone",
    profiles: ["glinet_gl-b1300", "linksys_wrt1900acs", "netgear_r7800", "rpi", "rpi-2"],
  },
  {
    targets: ["bcm53xx/"],
    reason: "ARM of 32 bits without an FPU: there is no Node.js for it",
    profiles: ["netgear_r7000"],
  },
  {
    targets: [],
    reason: "too little flash: 128 MB are needed, and OpenWrt has 15 MB of it",
    profiles: ["cudy_re3000-v1", "cudy_wr3000-v1"],
  },
  {
    targets: [],
    reason: "too little flash: 128 MB are needed, and this layout leaves OpenWrt 64 MB",
    profiles: ["cudy_ap3000-v1", "cudy_m3000-v1", "cudy_tr3000-v1"],
  },
];
