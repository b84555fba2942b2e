import { CLONE } from "../package/clone.ts";

/** OpenWrt's. */
export const PUBLISHER = "https://downloads.openwrt.org";
export const PIN_FILE = `${CLONE}/router-image/image/pins.json`;
/** Downloads, ImageBuilders, and images, a folder each. */
export const WORK = `${CLONE}/build/image`;
/** Of what is written there: in its place in a command line nobody reads the rest. */
export const EXTRA_NAME = "bordertap";

/** The folder of a target's files. */
export function targetUrl(from: string, release: string, target: string): string {
  return `${from}/releases/${release}/targets/${target}`;
}

/** Of the archive; the folder in it is called the same, without what stands from .tar on. */
export function builderName(release: string, target: string): string {
  return `openwrt-imagebuilder-${release}-${target.replace("/", "-")}.Linux-x86_64`;
}

export const ARCHIVE_END = ".tar.zst";
