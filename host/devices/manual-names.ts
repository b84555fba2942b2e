import { formatAddress, parseAddress } from "../address.ts";
import { OperatorError } from "../errors.ts";
import { formatEther, isGroupEther, parseEther } from "../ether.ts";
import { printable } from "../text.ts";
import type { DeviceBook } from "./book.ts";
import { TEXT_OCTETS_MAX } from "./claim-text.ts";

/** Enters what `--name DEVICE=NAME` says. Throws DEVICE_NAME_INVALID with every mistake in it. */
export function enterManualNames(texts: readonly string[], book: DeviceBook): void {
  const names = new Map<string, string>();
  const mistakes: string[] = [];
  for (const text of texts) {
    const mistake = enter(text, names);
    if (mistake !== undefined) mistakes.push(`"${text}" ${mistake}`);
  }
  if (mistakes.length > 0) throw new OperatorError("DEVICE_NAME_INVALID", "--name", mistakes);
  for (const [device, name] of names) book.nameManually(device, name);
}

/** The mistake, where it is one. */
function enter(text: string, names: Map<string, string>): string | undefined {
  const at = text.indexOf("=");
  if (at < 0) return "has no = between a device and its name.";
  const device = deviceIn(text.slice(0, at));
  if (device === undefined)
    return "names no device: neither a MAC of one device nor an address stands before the =.";
  const name = text.slice(at + 1).trim();
  if (name === "") return "has no name after the =.";
  const mistake = mistakeInName(name);
  if (mistake !== undefined) return `has a name ${mistake}.`;
  const other = names.get(device);
  if (other !== undefined && other !== name) return `names ${device} a second time, after "${other}".`;
  names.set(device, name);
  return undefined;
}

/** What keeps a text that is not empty from being a name, as in "a name of ..."; undefined where nothing does. */
export function mistakeInName(name: string): string | undefined {
  if (new TextEncoder().encode(name).length > TEXT_OCTETS_MAX)
    return `of more than ${TEXT_OCTETS_MAX} octets`;
  return printable(name) === name ? undefined : "with characters that cannot be shown";
}

/** As outputs write it. */
function deviceIn(text: string): string | undefined {
  const ether = parseEther(text);
  if (ether !== undefined) return isGroupEther(ether) ? undefined : formatEther(ether);
  const address = parseAddress(text);
  return address && formatAddress(address);
}
