import type { Statement } from "./claim.ts";
import { hostNameOf, tellsSomething, textOf } from "./claim-text.ts";
import { dottedName } from "./wire-name.ts";

/** RFC 8415 section 8: msg-type u8, transaction-id 3 octets, options. */
const OPTIONS = 4;

/** What clients send to ask for something; relays and servers speak for others, and nobody is named when leaving. */
const REQUESTS: readonly number[] = [1, 3, 4, 5, 6, 11]; // SOLICIT REQUEST CONFIRM RENEW REBIND INFORMATION-REQUEST

/** Section 21.1: option-code u16, option-len u16. */
const OPTION_HEADER_SIZE = 4;
const OPTION_VENDOR_CLASS = 16;
const OPTION_CLIENT_FQDN = 39;

/** Flags; the name in wire form follows (RFC 4704 section 4). */
const FQDN_NAME = 1;
/** enterprise-number; each datum that follows has its length before it (section 21.16). */
const VENDOR_CLASS_DATA = 4;
const VENDOR_CLASS_LENGTH_SIZE = 2;

/** What a DHCPv6 client says of itself. What is read here is what assembly/names/dhcpv6.ts tells apart. */
export function dhcpv6Statements(payload: Uint8Array): Statement[] {
  if (payload.length < OPTIONS || !REQUESTS.includes(payload[0])) return [];
  const statements = new Map<Statement["kind"], Statement>();
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  for (let at = OPTIONS; at + OPTION_HEADER_SIZE <= payload.length; ) {
    const start = at + OPTION_HEADER_SIZE;
    const end = start + view.getUint16(at + 2);
    if (end > payload.length) break;
    const option = payload.subarray(start, end);
    const code = view.getUint16(at);
    if (code === OPTION_CLIENT_FQDN) add(statements, "hostName", fqdn(option));
    else if (code === OPTION_VENDOR_CLASS) add(statements, "vendorClass", vendorClass(option));
    at = end;
  }
  return [...statements.values()];
}

function add(
  statements: Map<Statement["kind"], Statement>,
  kind: Statement["kind"],
  text: string | undefined,
): void {
  if (text !== undefined && tellsSomething(text)) statements.set(kind, { kind, text, source: "dhcp" });
}

function fqdn(option: Uint8Array): string | undefined {
  const name = option.length > FQDN_NAME ? dottedName(option.subarray(FQDN_NAME)) : undefined;
  return name && hostNameOf(name);
}

/** The first datum. */
function vendorClass(option: Uint8Array): string | undefined {
  const start = VENDOR_CLASS_DATA + VENDOR_CLASS_LENGTH_SIZE;
  if (option.length < start) return undefined;
  const end = start + ((option[VENDOR_CLASS_DATA] << 8) | option[VENDOR_CLASS_DATA + 1]);
  return end > option.length ? undefined : textOf(option.subarray(start, end));
}
