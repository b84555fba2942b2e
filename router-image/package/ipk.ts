// opkg's package: a gzip tar of three members, two of them gzip tars.

import type { PackageArchitecture } from "./architecture.ts";
import { controlText, opkgScript, ownScript } from "./control.ts";
import { gzip } from "./gzip.ts";
import type { Makefile } from "./makefile.ts";
import { file, withFolders } from "./tree.ts";
import { type Entry, writeTar } from "./ustar.ts";

const FORMAT = "2.0\n";

/** `time` (seconds since 1970) is every file's. */
export function ipkOf(
  makefile: Makefile,
  architecture: PackageArchitecture,
  tree: readonly Entry[],
  time: number,
): Uint8Array {
  const installed = tree.reduce((octets, { content }) => octets + (content?.length ?? 0), 0);
  const control = [
    file("./control", text(controlText(makefile, architecture, installed))),
    file("./conffiles", text(makefile.configurationFiles.map((path) => `${path}\n`).join(""))),
    file("./postinst", text(opkgScript("postinst")), 0o755),
    file("./postinst-pkg", text(ownScript(makefile.afterInstallation)), 0o755),
    file("./postrm", text(ownScript(makefile.afterRemoval)), 0o755),
    file("./prerm", text(opkgScript("prerm")), 0o755),
  ].filter(({ content }) => content!.length > 0);
  const members = [
    file("./debian-binary", text(FORMAT)),
    file("./data.tar.gz", gzip(writeTar(tree, time))),
    file("./control.tar.gz", gzip(writeTar(withFolders(control), time))),
  ];
  return gzip(writeTar(members, time));
}

function text(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
