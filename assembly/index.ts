// Everything the host may call or read; layouts and codes are in abi.ts. All of it is plain numbers.

import { ABI_VERSION } from "./abi";

/** The host refuses a module whose version is not the one it was built with. */
export function abiVersion(): u32 {
  return ABI_VERSION;
}

// Frames in: copy octets to `batch`, walk them, read why the walk stopped.
export { batch, frameCount, walkStop } from "./batch/area";
export { walkPcap } from "./batch/pcap";
export { walkRecords } from "./batch/records";
export { cellCount, cells, cellsMax, cellsRefused } from "./counters/cells";
// Counters out.
export { totals } from "./counters/totals";
export { deviceCount, devices, devicesMax, devicesRefused } from "./device/table";
export { drained, eventCount, events } from "./events";
export { localPrefixes, setLocalPrefixCount } from "./flow/locality";
export { flowCount, flows, flowsEvicted, flowsMax } from "./flow/table";
export { frames } from "./frame";
// One address, as packets are looked up.
export { answerOf } from "./geo/country";
export { geoImage, geoImageMax } from "./geo/table";
// Tables in.
export { setHashKey } from "./hash";
export { isSupported } from "./wire/link";
