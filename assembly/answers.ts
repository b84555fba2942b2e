import { HAS_DESTINATION, IS_IPV6 } from "./abi";
import { Frame } from "./frame";
import { answerOf } from "./geo/country";

/** Countries of both addresses; null where the destination was not captured. */
export function answers(frame: Frame): void {
  const isIpv6 = (frame.present & IS_IPV6) != 0;
  frame.sourceAnswer = <u16>answerOf(frame.sourceHigh, frame.sourceLow, isIpv6);
  if (frame.present & HAS_DESTINATION)
    frame.destinationAnswer = <u16>answerOf(frame.destinationHigh, frame.destinationLow, isIpv6);
}
