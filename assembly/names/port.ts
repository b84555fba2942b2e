import { Frame } from "../frame";

/** Whether either end has this port. */
export function isPort(frame: Frame, port: u16): bool {
  return frame.sourcePort == port || frame.destinationPort == port;
}
