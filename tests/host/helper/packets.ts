// Packets to put into capture files. Each names itself by its source port, so that none can be taken for another.

const IPV4 = [0x45, 0, 0, 0x1c, 0, 1, 0, 0, 0x40, 17, 0, 0, 192, 0, 2, 1, 198, 51, 100, 2];
const ETHERNET = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0];

/** IPv4 and UDP without payload, 28 octets. */
export function rawUdp(sourcePort: number): Uint8Array {
  return Uint8Array.from([...IPV4, sourcePort >> 8, sourcePort & 0xff, 0, 53, 0, 8, 0, 0]);
}

/** The same on Ethernet, 42 octets. */
export function etherUdp(sourcePort: number): Uint8Array {
  return Uint8Array.from([...ETHERNET, ...rawUdp(sourcePort)]);
}
