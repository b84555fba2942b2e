import { readFileSync } from "node:fs";
import { PACKAGE } from "../../../../router-image/luci/places.ts";

export const RESOURCES = `${PACKAGE}/htdocs/luci-static/resources`;

/** What a script gives to LuCI's loader, as far as a test knows it. */
// biome-ignore lint/suspicious/noExplicitAny: scripts have no types.
export type Script = any;

/** Of LuCI's own: as much as scripts need to be read. */
const LUCI: Readonly<Record<string, object>> = {
  baseclass: { extend: (members: object) => members },
  view: { extend: (members: object) => members },
};

/** A script of the package's by its name in LuCI, such as bordertap.api. What it requires is `given`, or read as well. */
export function scriptOf(name: string, given: Readonly<Record<string, object>> = {}): Script {
  const source = readFileSync(`${RESOURCES}/${name.replaceAll(".", "/")}.js`, "utf8");
  const required = [...source.matchAll(/^'require ([\w.]+)(?: as (\w+))?';$/gm)].map(([, name, alias]) => ({
    name,
    alias: alias ?? name,
  }));
  const values = required.map(
    ({ name }) => given[name] ?? LUCI[name] ?? (name.startsWith("bordertap.") ? scriptOf(name, given) : {}),
  );
  const read = new Function(...required.map(({ alias }) => alias), "_", source);
  return read(...values, (text: string) => text);
}
