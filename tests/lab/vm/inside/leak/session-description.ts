import { isIPv6 } from "node:net";

/** What is said of a call's sound (SDP, RFC 8866): at which address and port it is had. */
export function sessionDescription(address: string, port: number): string {
  const at = `IN IP${isIPv6(address) ? 6 : 4} ${address}`;
  return `${["v=0", `o=- 1 1 ${at}`, "s=-", `c=${at}`, "t=0 0", `m=audio ${port} RTP/AVP 0`].join("\r\n")}\r\n`;
}
