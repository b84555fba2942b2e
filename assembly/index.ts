// Everything the host may call or read; layouts and codes are in abi.ts. All of it is plain numbers.

import { ABI_VERSION } from "./abi";

/** The host refuses a module whose version is not the one it was built with. */
export function abiVersion(): u32 {
  return ABI_VERSION;
}

// Frames in: copy octets to `batch`, walk them, read why the walk stopped.

export { batch } from "./batch/area";
export { walkQueue } from "./batch/nfqueue";
export { walkPcap } from "./batch/pcap";
export { walkRecords } from "./batch/records";
export { walkTpacket } from "./batch/tpacket";
export { frameCount, walkStop } from "./batch/walk";
export { frames } from "./frame";
export { isSupported } from "./wire/link";

// Counters and events out.

export { cellAttempts, cellCount, cells, cellsRefused } from "./counters/cells";
export { coverage } from "./counters/coverage";
export { totals } from "./counters/totals";
export { deviceCount, devices, devicesRefused } from "./device/table";
export { drained, events, eventsSize, setToldKinds } from "./events";
export { flowAttempts, flows } from "./flow/flow";
export { flowCount, flowsEvicted } from "./flow/table";
export { answersEvicted } from "./names/cache";
export { streamsEvicted } from "./names/holding";
export { identitiesRefused } from "./names/identity";
export { initialsRefused, quicPlaintext, takeQuic } from "./names/quic";
export { flowsUnnamed, namesEvicted } from "./names/room";
export { names, namesRefused } from "./names/table";
export { refusalsSeen } from "./policy/refusals";
export { framesNotSegmented } from "./segments";

// Tables in.

export { localPrefixes, setLocalPrefixCount } from "./flow/locality";
export { geoImage, geoImageMax } from "./geo/table";
export { setHashKey } from "./hash";
export { setNaming } from "./names/naming";

// Answers to packets that wait in a queue.

export { answerHeld, answerQueue } from "./queue/answer";
export { queueAnswers, queueAnswersSize } from "./queue/answers";
export { heldCount } from "./queue/held";
export { judged } from "./queue/judged";
export { setQueueMarks } from "./queue/marks";
export { verdictOfFrame } from "./queue/question";

// The policy in: copied to `policyImage`, then adopted.

export { adoptPolicy, judgeAll, setPolicySpan } from "./policy/adopt";
export { deferredCount, policyDue } from "./policy/due";
export { policyImage } from "./policy/image";

// What other instances heard, in and out.

export { answer } from "./names/answer";
export { learnName } from "./names/learn";
export { answersNotShared, setSharing } from "./names/share";

// Another numbering of countries.

export { countryMap, renumber } from "./renumber";

// One address, looked up as packets are.

export { answerOf } from "./geo/country";

// One DNS message, read into records and texts; what found no room is counted.

export { decode as decodeDns, message as dnsMessage, recordsRefused as dnsRecordsRefused } from "./app/dns";
export { addressesRefused as dnsAddressesRefused } from "./app/dns-addresses";
export { text as dnsText } from "./app/dns-name";
export { records as dnsRecords } from "./app/dns-record";
