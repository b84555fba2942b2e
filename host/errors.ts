import { printable } from "./text.ts";

/**
 * Every mistake that an operator can make or meet, in one table. A message says what failed, on which value,
 * why, and what to do; a test proves that ARCHITECTURE.md documents each code.
 */
const ERRORS = {
  FILE_UNREADABLE: { exitCode: 1, what: "cannot read", remedy: "Check the path and its permissions." },
  OUTPUT_UNWRITABLE: {
    exitCode: 1,
    what: "cannot write",
    remedy: "Check that the folder exists, is writable and has room.",
  },
  CAPTURE_FORMAT: {
    exitCode: 1,
    what: "not a capture",
    remedy: "Give a pcap or pcapng file, for instance one that tcpdump -w wrote.",
  },
  NO_SUPPORTED_INTERFACE: {
    exitCode: 1,
    what: "no interface of a link type that can be read in",
    remedy: "Capture on Ethernet, raw IP, PPP, NULL/LOOP, LINUX_SLL or NFLOG.",
  },
  GEO_TABLE_MISSING: {
    exitCode: 1,
    what: "no country table at",
    remedy: "Build it with 'npm run build', or name another with --geo.",
  },
  GEO_TABLE_INVALID: {
    exitCode: 1,
    what: "not a usable country table",
    remedy: "Build it anew with 'bordertap geo build'.",
  },
  GEO_SOURCE_INVALID: {
    exitCode: 2,
    what: "cannot use the country data in",
    remedy: "Give a CSV of 'first,last,CC' or an MMDB with country codes.",
  },
  GEO_OVERRIDE_INVALID: {
    exitCode: 2,
    what: "cannot use the overrides in",
    remedy: "Mend every line named here; 'CIDR,CC' such as 192.0.2.0/24,NL, and # for comments.",
  },
  GEO_TABLE_TOO_LARGE: {
    exitCode: 1,
    what: "cannot build",
    remedy: "Leave the second opinion out, or give sources with fewer ranges.",
  },
  GEO_UPDATE_FAILED: {
    exitCode: 1,
    what: "no new country table from",
    remedy:
      "The table in use stays. To use another all the same, build it with 'geo build' and name it in geo.table.",
  },
  GEO_ROLLBACK_IMPOSSIBLE: {
    exitCode: 1,
    what: "cannot go back in",
    remedy: "The table that came with the program is in use.",
  },
  ASN_TABLE_MISSING: {
    exitCode: 1,
    what: "no table of autonomous systems at",
    remedy: "Build it with 'npm run build', name another with --asn, or leave it out with --no-asn.",
  },
  ASN_TABLE_INVALID: {
    exitCode: 1,
    what: "not a usable table of autonomous systems",
    remedy: "Build it anew with 'bordertap geo build --asn', or leave it out with --no-asn.",
  },
  ASN_SOURCE_INVALID: {
    exitCode: 2,
    what: "cannot use the AS data in",
    remedy: "Give a CSV of 'first,last,asn,organization'.",
  },
  ASN_TABLE_TOO_LARGE: {
    exitCode: 1,
    what: "cannot build",
    remedy: "Give sources with fewer ranges.",
  },
  VENDOR_TABLE_INVALID: {
    exitCode: 1,
    what: "not a usable vendor table",
    remedy: "Build it anew with 'npm run build', or remove it: devices are then shown without vendors.",
  },
  DEVICE_NAME_INVALID: {
    exitCode: 2,
    what: "cannot use the device names in",
    remedy: "Mend every one named here; --name DEVICE=NAME, with a MAC or an address as reports print it.",
  },
  RUNTIME_TOO_OLD: {
    exitCode: 1,
    what: "cannot run by",
    remedy: "Install Node.js 20 or later; for OpenWrt there is the package bordertap-node.",
  },
  ADDON_UNAVAILABLE: {
    exitCode: 1,
    what: "cannot load",
    remedy:
      "Install the package of this machine's processor, or build on such a machine with 'npm run build'; x64 and arm64 with glibc or musl are known to work.",
  },
  CONFIG_INVALID: {
    exitCode: 2,
    what: "cannot use the configuration in",
    remedy: "Mend everything named here; 'bordertap check' looks at it again.",
  },
  UCI_UNREADABLE: {
    exitCode: 1,
    what: "uci does not read",
    remedy:
      "See what 'uci export bordertap' says, as the same user. The file as it was installed is /usr/lib/bordertap/manual.",
  },
  UCI_CHANGES_STAGED: {
    exitCode: 1,
    what: "uci has not written",
    remedy: "See them with 'uci changes bordertap', then 'uci commit bordertap' or 'uci revert bordertap'.",
  },
  UCI_UNWRITABLE: {
    exitCode: 1,
    what: "uci does not write",
    remedy:
      "See that the file system has room, and that you may write there; 'bordertap check' says what is there now. Where there is no uci, 'config import --dry-run' prints what a router's would be told.",
  },
  CLASSIFIER_MISSING: { exitCode: 1, what: "no classifier at", remedy: "Build it with 'npm run build'." },
  CLASSIFIER_VERSION: {
    exitCode: 1,
    what: "classifier of another version",
    remedy: "Build both halves together with 'npm run build'.",
  },
  HTTP_LISTEN: {
    exitCode: 1,
    what: "cannot answer HTTP on",
    remedy: "Give an address of this machine, and a port that no other program has.",
  },
  HTTP_TOKEN_MISSING: {
    exitCode: 2,
    what: "no token for",
    remedy: "Give one (--token-file), or listen on 127.0.0.1 or ::1.",
  },
  ENDPOINT_UNREACHABLE: {
    exitCode: 1,
    what: "no answer from",
    remedy: "Start 'bordertap run' or 'bordertap replay FILE --serve', or name another endpoint with --url.",
  },
  ENDPOINT_REFUSED: {
    exitCode: 1,
    what: "refused by",
    remedy: "Mend what the reason names; --token-file gives the token, --url the endpoint.",
  },
  ENDPOINT_ANSWER: {
    exitCode: 1,
    what: "no answer of bordertap's from",
    remedy: "Check with --url that it is a bordertap of this version.",
  },
  FLOW_FILTER_INVALID: {
    exitCode: 2,
    what: "cannot use the filters of",
    remedy: "Mend every one named here; 'bordertap flows --help' tells what each takes.",
  },
  LAN_INTERFACE_MISSING: {
    exitCode: 2,
    what: "no LAN side to tell from the world in",
    remedy: "Name the LAN's interfaces in bordertap.interfaces.",
  },
  MARK_BITS_TAKEN: {
    exitCode: 2,
    what: "cannot use the mark bits",
    remedy: "Set bordertap.mark_mask to adjacent bits that nobody else uses, such as 0x00ff0000.",
  },
  NFT_MISSING: { exitCode: 1, what: "cannot run", remedy: "Install nftables (OpenWrt: nftables-json)." },
  NFT_NOT_PERMITTED: {
    exitCode: 1,
    what: "cannot change",
    remedy: "Run it as root, or with CAP_NET_ADMIN. A table with an owner is changed by its owner alone.",
  },
  NFT_UNSUPPORTED: {
    exitCode: 1,
    what: "what enforcement needs is missing in",
    remedy: "Install or load the kernel's modules named here, built for the kernel that runs.",
  },
  NFT_REFUSED: {
    exitCode: 1,
    what: "nft refuses",
    remedy: "The rules that were there stay. Check that nft is 1.0.6 or later.",
  },
  QUEUE_UNAVAILABLE: {
    exitCode: 1,
    what: "cannot judge the packets of queue",
    remedy: "End who listens to it, set bordertap.queue_first to another, or install the kernel's module.",
  },
  ENFORCED_ALREADY: {
    exitCode: 1,
    what: "another run of this program enforces here, by",
    remedy: "End it first; as a service it ends with 'service bordertap stop'.",
  },
  EXPLAIN_INVALID: {
    exitCode: 2,
    what: "cannot understand the options of",
    remedy: "Mend every one named here; 'bordertap explain --help' tells what each takes.",
  },
  INVALID_ADDRESS: {
    exitCode: 2,
    what: "no address in",
    remedy: "Give addresses such as 192.0.2.1 or 2001:db8::1, without zone or prefix length.",
  },
} as const;

export type ErrorCode = keyof typeof ERRORS;
export const errorCodes = Object.keys(ERRORS) as ErrorCode[];

/** A coded mistake of the operator or the surroundings; never a bug, never a packet. */
export class OperatorError extends Error {
  readonly code: ErrorCode;
  /** 1: failure; 2: usage or configuration. */
  readonly exitCode: 1 | 2;

  /**
   * `value` is what failed (a path, an option); `why` may be several reasons, all listed. Both may quote what
   * comes from outside: each is shown as one printable line.
   */
  constructor(code: ErrorCode, value: string, why: string | string[]) {
    const { what, remedy, exitCode } = ERRORS[code];
    const reasons = Array.isArray(why)
      ? why.map((reason) => `\n  ${printable(reason)}`).join("")
      : ` ${printable(why)}`;
    super(`${what} ${printable(value)}:${reasons}\n${remedy}`);
    this.code = code;
    this.exitCode = exitCode;
  }

  /** One that another thread has thrown: classes do not cross threads. */
  static received(code: ErrorCode, message: string): OperatorError {
    const error = new OperatorError(code, "", "");
    error.message = message;
    return error;
  }
}
