// Everything the host may call or read; layouts and codes are in abi.ts. All of it is plain numbers.

import { ABI_VERSION } from "./abi";

/** The host refuses a module whose version is not the one it was built with. */
export function abiVersion(): u32 {
  return ABI_VERSION;
}

// Frames in: copy octets to `batch`, walk them, read why the walk stopped.
export { batch, described, walkStop } from "./batch/area";
export { walkPcap } from "./batch/pcap";
export { walkRecords } from "./batch/records";
export { frames } from "./frame";
export { isSupported } from "./wire/link";

// Counters out.
export { totals } from "./counters/totals";
export { cellCount, cells, cellsMax, cellsRefused } from "./counters/cells";
export { deviceCount, devices, devicesMax, devicesRefused } from "./device/table";
export { flowCount, flows, flowsEvicted, flowsMax } from "./flow/table";
export { drained, eventCount, events } from "./events";

// Tables in.
export { setHashKey } from "./flow/hash";
export { localPrefixes, setLocalPrefixCount } from "./flow/locality";
export { geoImage, geoImageMax } from "./geo/table";

// One address, as packets are looked up.
export { answerOf } from "./geo/country";
