import { COVERAGE_IP_BYTES_DOWN, COVERAGE_IP_BYTES_UP } from "../../assembly/abi.ts";
import { counter } from "./fields.ts";

/**
 * IP octets of flows whose remote end has a country, headers included, as conntrack counts them: a merged frame is one
 * packet. Only the router build counts them.
 */
export interface Coverage {
  readonly ipBytesUp: number;
  readonly ipBytesDown: number;
}

export function readCoverage(view: DataView, at: number): Coverage {
  return {
    ipBytesUp: counter(view, at + COVERAGE_IP_BYTES_UP),
    ipBytesDown: counter(view, at + COVERAGE_IP_BYTES_DOWN),
  };
}
