import { Frame } from "../frame";
import { PROTOCOL_TCP, PROTOCOL_UDP } from "./protocol";
import { tcpData } from "./tcp";
import { udpData } from "./udp";

/** Whether a frame brings octets of TCP or UDP, more than headers. */
export function carriesData(frame: Frame): bool {
  if (frame.transport == 0) return false;
  const protocol: u32 = frame.protocol;
  if (protocol == PROTOCOL_TCP) return tcpData(frame.transport) < frame.end;
  return protocol == PROTOCOL_UDP && udpData(frame.transport) < frame.end;
}
