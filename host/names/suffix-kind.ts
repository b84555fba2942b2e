import type { SuffixKind } from "../policy/exception-conflicts.ts";

/** Reads the public suffix list as registrable.ts does; a suffix that it does not list is nobody's. */
export async function suffixKinds(): Promise<SuffixKind> {
  const { parse } = await import("tldts");
  return (host) => {
    const { publicSuffix, isIcann, isPrivate } = parse(host, {
      allowPrivateDomains: true,
      detectIp: false,
      extractHostname: false,
      validateHostname: false,
    });
    if (publicSuffix !== host) return "none";
    return isPrivate ? "private" : isIcann ? "public" : "none";
  };
}
