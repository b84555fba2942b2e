// What a package says of itself, and what the router does when it comes and goes.

import type { PackageArchitecture } from "./architecture.ts";
import type { Makefile } from "./makefile.ts";

/** Names that the SDK ends with the version of a library's interface. */
const WITH_ABI: Readonly<Record<string, string>> = { libstdcpp: "libstdcpp6", libgcc: "libgcc1" };

/** As routers know them. */
export function dependsOf({ depends }: Makefile): string[] {
  return ["libc", ...depends.map((name) => WITH_ABI[name] ?? name)];
}

/** opkg's control file. */
export function controlText(
  makefile: Makefile,
  { packages }: PackageArchitecture,
  installedOctets: number,
): string {
  const { name, version, license, section, description, user } = makefile;
  const fields: readonly (readonly [string, string | undefined])[] = [
    ["Package", name],
    ["Version", version],
    ["Depends", dependsOf(makefile).join(", ")],
    ["License", license],
    ["Section", section],
    ["Require-User", user],
    ["Architecture", packages],
    ["Installed-Size", String(installedOctets)],
    ["Description", description],
  ];
  return fields
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => `${field}: ${value}\n`)
    .join("");
}

/** OpenWrt's functions make the user, run uci-defaults, enable and start what is in init.d; and the other way round. */
export function opkgScript(what: "postinst" | "prerm"): string {
  return script([NOT_ASKED, READY, FUNCTIONS, `default_${what} "$0" "$@"`]);
}

/** Of the package's own; empty where there is none. */
export function ownScript(lines: readonly string[]): string {
  return lines.length === 0 ? "" : script(lines);
}

/** apk tells scripts no name of the package. */
export function apkScript(what: "postinst" | "postupgrade" | "prerm", makefile: Makefile): string {
  const before = [
    NOT_ASKED,
    READY,
    FUNCTIONS,
    'export root="$IPKG_INSTROOT"',
    `export pkgname="${makefile.name}"`,
  ];
  if (what === "prerm") return script([...before, "default_prerm"]);
  const upgrade = what === "postupgrade" ? ["export PKG_UPGRADE=1"] : [];
  return script([
    ...upgrade,
    ...before,
    "add_group_and_user",
    "default_postinst",
    ...makefile.afterInstallation,
  ]);
}

const NOT_ASKED = '[ "$IPKG_NO_SCRIPT" = 1 ] && exit 0';
/** Not there while an image is put together in an order of its own. */
const READY = '[ -s "$IPKG_INSTROOT/lib/functions.sh" ] || exit 0';
const FUNCTIONS = '. "$IPKG_INSTROOT/lib/functions.sh"';

function script(lines: readonly string[]): string {
  return `${["#!/bin/sh", ...lines].join("\n")}\n`;
}
