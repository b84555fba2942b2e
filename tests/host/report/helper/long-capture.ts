import { pcapFile } from "../../helper/pcap-file.ts";

const LINKTYPE_ETHERNET = 1;
const LINKTYPE_RAW = 101;

/** IPv6 and UDP from 2001:db80:1111:... to 2a00:1111:...: no text form of an address is longer. */
function longUdp(from: number, to: number): number[] {
  const address = (first: number, last: number) => [
    ...[first >> 8, first & 0xff],
    ...[0x11, 0x11, 0x22, 0x22, 0x33, 0x33, 0x44, 0x44, 0x55, 0x55, 0x66, 0x66],
    ...[0xa0 | (last >> 8), last & 0xff],
  ];
  const udp = [0xff, 0xf0, 0xff, 0xf1, 0, 8, 0, 0];
  return [0x60, 0, 0, 0, 0, 8, 17, 64, ...address(0x3001, from), ...address(0x2a10 + (to & 0xf), to), ...udp];
}

/** `devices` that each talk to `remotes`, in frames whose stated length is huge. */
export function longCapture(devices: number, remotes: number, ethernet: boolean): Uint8Array {
  const records = [];
  for (let device = 0; device < devices; device++)
    for (let remote = 0; remote < remotes; remote++) {
      const packet = longUdp(device, remote);
      const header = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, device, 0x86, 0xdd];
      const octets = Uint8Array.from(ethernet ? [...header, ...packet] : packet);
      records.push({ octets, length: 0xffff_0000 + remote });
    }
  return pcapFile({ linkType: ethernet ? LINKTYPE_ETHERNET : LINKTYPE_RAW }, records);
}
