// Gives a frame other local addresses, so that a capture which is repeated opens new flows from new devices.

const ETHER_HEADER_SIZE = 14;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const GROUP_BIT = 1;

/** Changes an Ethernet frame in its place; `round` is 0 to 255, and 0 changes little. */
export function moveFrame(frame: Uint8Array, round: number): void {
  if (frame.length < ETHER_HEADER_SIZE) return;
  moveEther(frame, 0, round);
  moveEther(frame, 6, round);
  const type = (frame[12] << 8) | frame[13];
  const ip = ETHER_HEADER_SIZE;
  if (type === ETHERTYPE_IPV4 && frame.length >= ip + 20) {
    moveIpv4(frame, ip + 12, round);
    moveIpv4(frame, ip + 16, round);
  }
  if (type === ETHERTYPE_IPV6 && frame.length >= ip + 40) {
    moveIpv6(frame, ip + 8, round);
    moveIpv6(frame, ip + 24, round);
  }
}

/** A private IPv4 address (RFC 1918) moves to 10.round.x.y. */
function moveIpv4(frame: Uint8Array, at: number, round: number): void {
  const [a, b] = [frame[at], frame[at + 1]];
  const isPrivate = a === 10 || (a === 192 && b === 168) || (a === 172 && b >= 16 && b < 32);
  if (!isPrivate) return;
  frame[at] = 10;
  frame[at + 1] = round;
}

/** A link-local or unique local IPv6 address gets the round into its interface identifier. */
function moveIpv6(frame: Uint8Array, at: number, round: number): void {
  const isLocal = (frame[at] & 0xfe) === 0xfc || (frame[at] === 0xfe && (frame[at + 1] & 0xc0) === 0x80);
  if (isLocal) frame[at + 10] ^= round;
}

function moveEther(frame: Uint8Array, at: number, round: number): void {
  if (!(frame[at] & GROUP_BIT)) frame[at + 3] ^= round;
}
