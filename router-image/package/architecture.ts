/** A kind of router. */
export interface Architecture {
  /** OpenWrt's ARCH, and a folder's name. */
  readonly processor: "x86_64" | "aarch64";
  /** As opkg and apk on the router know it. */
  readonly packages: string;
  /** As Node.js and koffi know it. */
  readonly node: "x64" | "arm64";
}

/** Of packages that hold nothing but text, as opkg calls it. */
export const ANY = { packages: "all" } as const;

/** What a package says of where it can be installed. */
export type PackageArchitecture = Pick<Architecture, "packages">;

/** Those that are built where none is named. */
export const DEFAULTS: readonly string[] = ["x86_64", "aarch64_cortex-a53"];

/** By what the router's package manager calls it (DISTRIB_ARCH in /etc/openwrt_release). */
export function architectureOf(packages: string): Architecture | undefined {
  if (packages === "x86_64") return { processor: "x86_64", packages, node: "x64" };
  return /^aarch64_[a-z0-9_.-]+$/.test(packages)
    ? { processor: "aarch64", packages, node: "arm64" }
    : undefined;
}
