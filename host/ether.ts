const HEX = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, "0"));
/** A MAC's 48 bits are split in two, which then shift as 32-bit integers. */
const HALF = 2 ** 24;

/** A MAC address, lower-case with colons. */
export function formatEther(ether: bigint): string {
  const bits = Number(ether);
  const high = Math.floor(bits / HALF);
  const low = bits % HALF;
  return `${halfText(high)}:${halfText(low)}`;
}

function halfText(half: number): string {
  return `${HEX[half >> 16]}:${HEX[(half >> 8) & 0xff]}:${HEX[half & 0xff]}`;
}

/** Six octets in hexadecimal with colons, in either case; undefined where it is none. */
export function parseEther(text: string): bigint | undefined {
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text) ? BigInt(`0x${text.replaceAll(":", "")}`) : undefined;
}

/** IEEE 802: the first octet's last bit, and the one before it. */
const GROUP = 1n << 40n;
const LOCALLY_ADMINISTERED = 1n << 41n;

/** Multicast or broadcast: nobody's own address. */
export function isGroupEther(ether: bigint): boolean {
  return (ether & GROUP) !== 0n;
}

/** Chosen by software: by a phone that hides its own, a virtual machine, a repeater. No registry knows whose it is. */
export function isLocallyAdministered(ether: bigint): boolean {
  return (ether & LOCALLY_ADMINISTERED) !== 0n;
}
