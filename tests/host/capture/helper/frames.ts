// Frames as filters see them: the octets that they look at, and zeros.

export function ethernet(
  etherType: number,
  payload: readonly number[],
  source = 0xaa,
  destination = 0xbb,
  size = 1500,
): Uint8Array {
  const ether = [2, 0, 0, 0, 0, destination, 2, 0, 0, 0, 0, source];
  const octets = [...ether, etherType >> 8, etherType & 0xff, ...payload];
  return Uint8Array.from([...octets, ...new Array<number>(Math.max(0, size - octets.length)).fill(0)]);
}

export function ipv4(protocol: number, ports: readonly number[], { words = 5, fragment = 0 } = {}): number[] {
  const header = new Array<number>(words * 4).fill(0);
  header[0] = 0x40 | words;
  header[6] = fragment >> 8;
  header[7] = fragment & 0xff;
  header[9] = protocol;
  header.splice(12, 8, 203, 0, 113, 7, 192, 168, 1, 9);
  return [...header, ...ports.flatMap((port) => [port >> 8, port & 0xff]), 0, 0, 0, 0];
}

export function ipv6(nextHeader: number, ports: readonly number[]): number[] {
  const header = new Array<number>(40).fill(0);
  header[0] = 0x60;
  header[6] = nextHeader;
  header[23] = 7;
  header[39] = 9;
  return [...header, ...ports.flatMap((port) => [port >> 8, port & 0xff]), 0, 0, 0, 0];
}
