import { formatPrefix, maskAddress, type Prefix } from "../address.ts";
import { shareDevice } from "./country-conflicts.ts";
import { hostOf, isWildcard, widerPatterns } from "./host-pattern.ts";
import { localTimeText } from "./local-time.ts";
import { placesOf } from "./nat64.ts";
import { type DeviceKey, EXCEPTIONS_MAX, type Exception } from "./policy.ts";
import { mistake, type Remark, warning } from "./remark.ts";

/** Whose names end in a suffix: those of everybody who registers one, of a company's customers, or of one owner. */
export type SuffixKind = (host: string) => "public" | "private" | "none";

/** What stands in the way of exceptions, and what makes some of them useless at a local time (minutes since 1970). */
export function exceptionConflicts(
  exceptions: readonly Exception[],
  suffixKind: SuffixKind,
  localMinute: number,
): Remark[] {
  const targets = exceptions.flatMap((exception) => [
    ...exception.addresses.map((prefix) => target(exception, "address", placesOf(prefix).map(inPrefixes))),
    ...exception.hosts.map((host) => target(exception, "host", [{ text: host, wider: widerPatterns(host) }])),
  ]);
  return [
    ...tooMany(targets.length),
    ...exceptions.flatMap((exception) => alone(exception, suffixKind, localMinute)),
    ...wholeDevices(exceptions),
    ...overlaps(targets),
  ];
}

/** One address, prefix or host of an exception. */
interface Target {
  readonly exception: Exception;
  readonly option: string;
  readonly text: string;
  /** Its own, and that of an IPv4 prefix through NAT64. */
  readonly places: readonly Place[];
}

interface Place {
  readonly text: string;
  /** Itself, then whatever holds it, the narrowest first. */
  readonly wider: Iterable<string>;
}

function target(exception: Exception, option: string, places: readonly Place[]): Target {
  return { exception, option: `${exception.place}.${option}`, text: places[0].text, places };
}

function inPrefixes(prefix: Prefix): Place {
  return { text: formatPrefix(prefix), wider: widerPrefixes(prefix) };
}

function* widerPrefixes({ address, length }: Prefix): Generator<string> {
  for (let bits = length; bits >= 0; bits--)
    yield formatPrefix({ address: maskAddress(address, bits), length: bits });
}

function tooMany(count: number): Remark[] {
  if (count <= EXCEPTIONS_MAX) return [];
  const reason = `there are more than ${EXCEPTIONS_MAX} addresses and hosts in all.`;
  return [mistake("exception", count, reason, "Give fewer, or prefixes and *.suffixes that hold several.")];
}

/** What is wrong with an exception by itself. */
function alone(exception: Exception, suffixKind: SuffixKind, localMinute: number): Remark[] {
  const { place, addresses, hosts, devices, expires, action } = exception;
  const remarks = hosts.flatMap((host) => inHost(exception, host, suffixKind));
  if (addresses.length === 0 && hosts.length === 0 && devices === undefined)
    remarks.push(
      mistake(place, undefined, "it says of nothing what to do.", "Give address, host or device."),
    );
  if (expires !== undefined && expires <= localMinute) {
    const reason = `it expired at ${localTimeText(expires)}${action === "off" ? "" : `, with its ${action}`}.`;
    remarks.push(
      warning(`${place}.expires`, undefined, reason, "Leave the section out, or give a later date."),
    );
  }
  return remarks;
}

function inHost({ place, action }: Exception, host: string, suffixKind: SuffixKind): Remark[] {
  const kind = suffixKind(hostOf(host));
  if (kind === "none" || (kind === "private" && !isWildcard(host))) return [];
  const option = `${place}.host`;
  if (kind === "private") {
    const reason = "its names belong to whoever asks that company for one.";
    return [warning(option, host, reason, "Give the names that you mean.")];
  }
  const reason = "it is a public suffix: whoever registers a name has one that ends so.";
  const remedy = "Give a name that somebody registered, such as example.com or *.example.com.";
  return [action === "off" ? mistake(option, host, reason, remedy) : warning(option, host, reason, remedy)];
}

/** Several that are about all that a device does. */
function wholeDevices(exceptions: readonly Exception[]): Remark[] {
  const before = new Map<DeviceKey, Exception>();
  return exceptions.flatMap((exception) => {
    const { addresses, hosts, devices } = exception;
    if (addresses.length > 0 || hosts.length > 0) return [];
    return [...(devices ?? [])].flatMap((device) => {
      const other = before.get(device);
      if (other) return [sameTarget(exception, other, `${exception.place}.device`, device)];
      before.set(device, exception);
      return [];
    });
  });
}

/** Those of one target, and those that say nothing which a wider one does not. */
function overlaps(targets: readonly Target[]): Remark[] {
  const known = new Map<string, Target[]>();
  const remarks: Remark[] = [];
  for (const one of targets) {
    const same = one.places
      .flatMap(({ text }) => known.get(text) ?? [])
      .find(({ exception }) => isSameCase(exception, one.exception));
    if (same) remarks.push(sameInPlace(one, same));
    for (const { text } of one.places) known.set(text, [...(known.get(text) ?? []), one]);
  }
  for (const one of targets) {
    const [own, ...others] = one.places;
    const holder = nextWider(one.exception, own, known);
    if (holder && others.every((place) => nextWider(one.exception, place, known)))
      remarks.push(
        warning(
          one.option,
          one.text,
          `${holder.exception.place} says ${one.exception.action} of ${holder.text} already, which holds it.`,
          "Leave one of them out.",
        ),
      );
  }
  return remarks;
}

/** The next wider target, where it says the same for as many devices and as long. */
function nextWider(
  exception: Exception,
  { text, wider }: Place,
  known: ReadonlyMap<string, Target[]>,
): Target | undefined {
  for (const pattern of wider) {
    const holders = pattern === text ? [] : (known.get(pattern) ?? []);
    const about = holders.filter((holder) => shareDevice(holder.exception.devices, exception.devices));
    if (about.length > 0)
      return about.find(
        (holder) =>
          holder.exception.action === exception.action &&
          (holder.exception.expires ?? Infinity) >= (exception.expires ?? Infinity) &&
          about.length === 1 &&
          covers(holder.exception.devices, exception.devices),
      );
  }
  return undefined;
}

function covers(
  outer: ReadonlySet<DeviceKey> | undefined,
  inner: ReadonlySet<DeviceKey> | undefined,
): boolean {
  if (outer === undefined || inner === undefined) return outer === undefined;
  return [...inner].every((device) => outer.has(device));
}

/** Whether the precedence does not tell them apart. */
function isSameCase(a: Exception, b: Exception): boolean {
  return (a.devices === undefined) === (b.devices === undefined) && shareDevice(a.devices, b.devices);
}

/** Of IPv4 and the same through NAT64 the latter says less. */
function sameInPlace(one: Target, before: Target): Remark {
  const [again, first] = one.places.length > before.places.length ? [before, one] : [one, before];
  const as = again.text === first.text ? "" : `, as ${first.text} through NAT64`;
  return sameTarget(again.exception, first.exception, again.option, again.text, as);
}

function sameTarget(exception: Exception, before: Exception, option: string, value: string, as = ""): Remark {
  const remedy = as === "" ? "Leave one of them out." : "Leave it out.";
  if (exception === before) return warning(option, value, `it stands there twice${as}.`, remedy);
  if (exception.action === before.action)
    return warning(option, value, `${before.place} says the same already${as}.`, remedy);
  const reason = `${exception.place} says ${exception.action}, and ${before.place} says ${before.action} of the same${as}.`;
  return mistake(option, value, reason, "Leave one of them out.");
}
