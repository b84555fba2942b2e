// What the judge hears of an interface: DNS in both directions, whole. The rest is dropped.

import { BpfProgram } from "./bpf.ts";
import { chooseFamily, loadSourcePort } from "./source-port.ts";

const WHOLE = 262_144;
const ETHERTYPE = 12;
const ETHER_HEADER_SIZE = 14;
const IPV4_VERSION_MAX = 0x4f;
const DESTINATION_PORT = 2;
const PORT_DNS = 53;

/** Of frames of Ethernet, or of such as begin with the IP header. A load beyond the end drops a frame. */
export function dnsFilter(isEthernet: boolean): Uint8Array {
  const program = new BpfProgram();
  const ip = isEthernet ? ETHER_HEADER_SIZE : 0;
  if (isEthernet) chooseFamily(program, ETHERTYPE, "drop");
  else program.loadByte(0).ifGreater(IPV4_VERSION_MAX, "ipv6");
  return loadSourcePort(program, ip, "drop")
    .ifEqual(PORT_DNS, "take")
    .loadHalfIndexed(ip + DESTINATION_PORT)
    .ifEqual(PORT_DNS, "take")
    .label("drop")
    .take(0)
    .label("take")
    .take(WHOLE)
    .encode();
}
