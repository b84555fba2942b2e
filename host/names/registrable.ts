import { parseAddress } from "../address.ts";

/** Tells whose a host is: the domain that somebody registered, under which reports group its hosts. */
export type Registrable = (host: string) => string;

/** Hosts are text of ours already: there is nothing of a URL to take off. */
const OPTIONS = {
  allowPrivateDomains: true,
  detectIp: false,
  extractHostname: false,
  validateHostname: false,
};

/** Of an address where a URL holds it (RFC 3986 section 3.2.2). */
const BRACKETS = /^\[|\]$/g;

/**
 * Reads the public suffix list, which lies in the program and is built up only here: what groups nothing starts no
 * slower. Suffixes that companies give to their customers count as well: a.github.io belongs to a, not to GitHub.
 * Addresses, single labels, public suffixes and what is no host at all are groups of their own.
 */
export async function registrableDomains(): Promise<Registrable> {
  const { getDomain } = await import("tldts");
  return (host) => {
    if (parseAddress(host.replace(BRACKETS, ""))) return host;
    const domain = getDomain(host, OPTIONS);
    return domain === null || domain.startsWith(".") ? host : domain;
  };
}
