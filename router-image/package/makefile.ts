// What a feed's Makefile says of its package: said there once, for OpenWrt's SDK and for `npm run package`.

import { readFileSync } from "node:fs";

export interface Makefile {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly section: string;
  readonly title: string;
  readonly description: string;
  /** As the SDK knows them, without what they hold for alone. */
  readonly depends: readonly string[];
  /** As user=uid:group=gid; absent: none. */
  readonly user?: string;
  /** Paths. */
  readonly configurationFiles: readonly string[];
  /** What is done after an installation beside what is done for every package; lines of a shell script. */
  readonly afterInstallation: readonly string[];
  /** The same of a removal. */
  readonly afterRemoval: readonly string[];
}

/** `variables` are those of files that it includes. */
export function readMakefile(path: string, variables: Readonly<Record<string, string>> = {}): Makefile {
  const text = readFileSync(path, "utf8");
  const variable = (name: string): string | undefined =>
    new RegExp(`^\\s*${name}:=(.*)$`, "m")
      .exec(text)?.[1]
      .trim()
      .replace(/^\$\(or \$\((\w+)\),(\w+)\)$/, (_, name: string, other: string) => variables[name] || other);
  const needed = (name: string): string => {
    const value = variable(name);
    if (value === undefined) throw new Error(`${path}: there is no ${name}`);
    return value;
  };
  const name = needed("PKG_NAME");
  const block = (kind: string): string =>
    new RegExp(`^define Package/${name}/${kind}\n([\\s\\S]*?)^endef`, "m").exec(text)?.[1].trim() ?? "";
  const lines = (kind: string): string[] =>
    block(kind)
      .replaceAll("$$", "$")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#!"));
  return {
    name,
    version: `${needed("PKG_VERSION")}-r${needed("PKG_RELEASE")}`,
    license: needed("PKG_LICENSE"),
    section: needed("SECTION"),
    title: needed("TITLE"),
    description: block("description").replace(/\s+/g, " "),
    depends: needed("DEPENDS")
      .split(/\s+/)
      .filter((word) => word.startsWith("+"))
      .map((word) => word.slice(1)),
    user: variable("USERID"),
    afterInstallation: lines("postinst"),
    afterRemoval: lines("postrm"),
    configurationFiles: block("conffiles")
      .split(/\s+/)
      .filter((path) => path !== ""),
  };
}
