// Which bits of marks rules of iptables use, as iptables-save(8) writes them; iptables-extensions(8) has the targets.

import type { MarkUser } from "./mark-users.ts";
import type { XtablesListing } from "./xtables.ts";

const ALL = 0xffff_ffff;

type Use = Omit<MarkUser, "where">;

/** Users of any bits, in order; `where` such as "xtables-nft-multi iptables-save, table mangle, chain FORWARD". */
export function xtablesMarkUsers({ command, text }: XtablesListing): MarkUser[] {
  const users: MarkUser[] = [];
  let table = "";
  for (const line of text.split("\n")) {
    if (line.startsWith("*")) table = line.slice(1).trim();
    if (!line.startsWith("-A ")) continue;
    const words = wordsOf(line);
    const where = `${command}, table ${table}, chain ${words[1]}`;
    for (const use of usesOf(words)) users.push({ where, ...use });
  }
  return users;
}

/** Comments stand in quotes, in which a backslash escapes. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"((?:\\.|[^"\\])*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

/** Of one rule: matches (-m), then its target (-j), each with options of its own. */
function usesOf(words: readonly string[]): Use[] {
  const uses: Use[] = [];
  for (const [at, word] of words.entries()) {
    const name = words[at + 1];
    if (word === "-m" && name === "connmark") uses.push(...readsOf(optionsAfter(words, at + 2)));
    if (word === "-j" || word === "-g") uses.push(...writesOf(name, optionsAfter(words, at + 2)));
  }
  return uses;
}

/** Up to the next match or target; an option without a value has an empty one. */
function optionsAfter(words: readonly string[], from: number): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (let at = from; at < words.length && !/^-[mjg]$/.test(words[at]); at++)
    if (words[at].startsWith("--")) {
      const value = words[at + 1] ?? "";
      options.set(words[at], /^[-!]/.test(value) ? "" : value);
    }
  return options;
}

function readsOf(options: ReadonlyMap<string, string>): Use[] {
  const { mask } = maskedOf(options.get("--mark") ?? "");
  return [{ use: "reads", mark: "connection", bits: mask }];
}

function writesOf(target: string, options: ReadonlyMap<string, string>): Use[] {
  switch (target) {
    case "MARK":
      return [{ use: "sets", mark: "packet", bits: onesOf(options) }];
    case "TPROXY":
      return [{ use: "sets", mark: "packet", bits: maskedOf(options.get("--tproxy-mark") ?? "0").value }];
    case "HMARK":
      return [{ use: "sets", mark: "packet", bits: ALL }];
    case "SET":
      return options.has("--map-mark") ? [{ use: "sets", mark: "packet", bits: ALL }] : [];
    case "CONNMARK": {
      const bits = touchedOf(options);
      return [{ use: bits === ALL ? "replaces" : "sets", mark: "connection", bits }];
    }
    default:
      return [];
  }
}

/** Bits that may become ones; what is not known may be any. */
function onesOf(options: ReadonlyMap<string, string>): number {
  for (const name of ["--set-xmark", "--set-mark", "--or-mark", "--xor-mark"])
    if (options.has(name)) return maskedOf(options.get(name)!).value;
  return options.has("--and-mark") ? 0 : ALL;
}

/** Bits that may become others. Restoring copies to the packet's mark, where no bit of a flow's counts. */
function touchedOf(options: ReadonlyMap<string, string>): number {
  if (options.has("--restore-mark")) return 0;
  if ([...options.keys()].some((name) => name.includes("shift"))) return ALL;
  if (options.has("--save-mark"))
    return union(maskOf(options.get("--nfmask")), maskOf(options.get("--ctmask")));
  for (const name of ["--set-xmark", "--set-mark"])
    if (options.has(name)) {
      const { value, mask } = maskedOf(options.get(name)!);
      return union(value, mask);
    }
  for (const name of ["--or-mark", "--xor-mark"])
    if (options.has(name)) return maskedOf(options.get(name)!).value;
  return options.has("--and-mark") ? ~maskedOf(options.get("--and-mark")!).value >>> 0 : ALL;
}

function union(one: number, other: number): number {
  return (one | other) >>> 0;
}

/** VALUE or VALUE/MASK; what cannot be read may be anything. */
function maskedOf(text: string): { readonly value: number; readonly mask: number } {
  const [value, mask] = text.split("/");
  return { value: maskOf(value), mask: maskOf(mask) };
}

function maskOf(text: string | undefined): number {
  return text !== undefined && /^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text) ? Number(text) >>> 0 : ALL;
}
