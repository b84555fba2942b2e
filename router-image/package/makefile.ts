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
  const { variable, needed } = variablesOf(path, text, variables);
  const name = needed("PKG_NAME");
  return {
    name,
    version: `${needed("PKG_VERSION")}-r${needed("PKG_RELEASE")}`,
    license: needed("PKG_LICENSE"),
    section: needed("SECTION"),
    title: needed("TITLE"),
    description: blockIn(text, name, "description").replace(/\s+/g, " "),
    depends: dependsIn(needed("DEPENDS")),
    user: variable("USERID"),
    afterInstallation: scriptIn(text, name, "postinst"),
    afterRemoval: scriptIn(text, name, "postrm"),
    configurationFiles: blockIn(text, name, "conffiles")
      .split(/\s+/)
      .filter((path) => path !== ""),
  };
}

/** Of a Makefile that leaves the rest to LuCI's luci.mk. */
export function readLuciMakefile(path: string): Makefile {
  const text = readFileSync(path, "utf8");
  const { needed } = variablesOf(path, text);
  const name = needed("PKG_NAME");
  // luci.mk has it for an installation, and does not need to be told.
  const menusAnew = scriptIn(text, name, "postrm");
  return {
    name,
    version: `${needed("PKG_VERSION")}-r${needed("PKG_RELEASE")}`,
    license: needed("PKG_LICENSE"),
    section: "luci",
    title: needed("LUCI_TITLE"),
    description: needed("LUCI_DESCRIPTION"),
    depends: dependsIn(needed("LUCI_DEPENDS")),
    // LuCI keeps its menus and rpcd its access groups: on a router that runs, both have to look again.
    afterInstallation: menusAnew,
    afterRemoval: menusAnew,
    configurationFiles: [],
  };
}

/** What it defines of a package; empty where it does not. */
function blockIn(text: string, name: string, kind: string): string {
  return new RegExp(`^define Package/${name}/${kind}\n([\\s\\S]*?)^endef`, "m").exec(text)?.[1].trim() ?? "";
}

/** The lines of a script, as the shell is to have them. */
function scriptIn(text: string, name: string, kind: string): string[] {
  return blockIn(text, name, kind)
    .replaceAll("$$", "$")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#!"));
}

function dependsIn(words: string): string[] {
  return words
    .split(/\s+/)
    .filter((word) => word.startsWith("+"))
    .map((word) => word.slice(1));
}

function variablesOf(path: string, text: string, others: Readonly<Record<string, string>> = {}) {
  const variable = (name: string): string | undefined =>
    new RegExp(`^\\s*${name}:=(.*)$`, "m")
      .exec(text)?.[1]
      .trim()
      .replace(/^\$\(or \$\((\w+)\),(\w+)\)$/, (_, name: string, other: string) => others[name] || other);
  const needed = (name: string): string => {
    const value = variable(name);
    if (value === undefined) throw new Error(`${path}: there is no ${name}`);
    return value;
  };
  return { variable, needed };
}
