// What texts in a configuration may say about policy.

import { formatAddress, hostPrefix, type Prefix, parseAddress, parsePrefix } from "../address.ts";
import { mistakeInName } from "../devices/manual-names.ts";
import { formatEther, parseEther } from "../ether.ts";
import { isTimezone, parseExpiry } from "../policy/local-time.ts";
import { parseWeekSpan, type WeekSpan } from "../policy/week-span.ts";
import { type Reading, textForm } from "./form.ts";

/** RFC 1035 section 2.3.4. */
const HOST_LENGTH_MAX = 253;

/** What a scope names: a device by its key, or by the name of its section. */
export interface DeviceReference {
  /** As outputs write it. */
  readonly key?: string;
  readonly name?: string;
}

export const DEVICE = textForm(
  "the name of a device section, a MAC, or an address where frames carry no MACs",
  (text): Reading<DeviceReference> => {
    const ether = parseEther(text);
    if (ether !== undefined) return { value: { key: formatEther(ether) } };
    const address = parseAddress(text);
    if (address) return { value: { key: formatAddress(address) } };
    const name = text.trim();
    const mistake = name === "" ? "empty" : mistakeInName(name);
    return mistake === undefined ? { value: { name } } : { reason: `it is ${mistake}.` };
  },
);

export const ADDRESS_OR_CIDR = textForm(
  "an address or a prefix such as 192.0.2.1 or 2001:db8::/32",
  (text): Reading<Prefix> => {
    const address = parseAddress(text);
    const prefix = address ? hostPrefix(address) : parsePrefix(text);
    if (!prefix) return { reason: "it is neither an address nor a prefix." };
    return prefix.length === 0 ? { reason: "it holds every address." } : { value: prefix };
  },
);

/** As the classifier writes names: lower-case, without the root's dot. */
export const HOST_PATTERN = textForm(
  "a host name such as www.example.com, or *.example.com for all below example.com",
  (text): Reading<string> => {
    const pattern = text.trim().toLowerCase().replace(/\.$/, "");
    if (parseAddress(pattern)) return { reason: "it is an address, which option address takes." };
    // RFC 1123 section 2.1: what looks like an address is none.
    if (/(^|\.)\d+$/.test(pattern)) return { reason: "no host name ends with a number alone." };
    if (/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(pattern))
      return pattern.length > HOST_LENGTH_MAX ? { reason: "it is too long." } : { value: pattern };
    if (/[^\x20-\x7e]/.test(pattern))
      return { reason: "on the wire it has another form, which begins with xn--." };
    return {
      reason: pattern.includes("*") ? "only a whole first label can be a star." : "it is no host name.",
    };
  },
);

export const HOURS = textForm(
  'hours such as "22:00-06:00" or "mon-fri 08:00-16:00"',
  (text): Reading<WeekSpan> => {
    const span = parseWeekSpan(text);
    return typeof span === "string" ? { reason: span } : { value: span };
  },
);

/** Local time in minutes since 1970. */
export const EXPIRY = textForm(
  'a date such as 2027-01-31, or "2027-01-31 18:00"',
  (text): Reading<number> => {
    const minute = parseExpiry(text);
    return minute === undefined ? { reason: "it is no date." } : { value: minute };
  },
);

export const TIMEZONE = textForm(
  "a name such as Europe/Berlin",
  (text): Reading<string> => (isTimezone(text) ? { value: text } : { reason: "there is no such time zone." }),
);
