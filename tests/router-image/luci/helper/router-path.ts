import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after } from "node:test";

const BUSYBOX = "/bin/busybox";
const CURL = "/usr/bin/curl";

/** Why the plugin cannot be run here; undefined where it can. */
export const missingPrograms = [BUSYBOX, CURL]
  .filter((path) => !existsSync(path))
  .map((path) => `there is no ${path}`)[0];

const STAND_INS = "tests/router-image/luci/stand-in";
/** What the plugin may find on a router, and what stands behind it here. */
const APPLETS = ["awk", "cat", "head", "sh", "sleep"];

/**
 * A folder with the programs that a router has, for PATH: busybox's, and stand-ins. Programs that the plugin must never
 * start are there too, and leave their names in `forbidden` when they are.
 */
export function routerPath(): { readonly path: string; readonly forbidden: string } {
  const path = mkdtempSync(join(tmpdir(), "bordertap-router-"));
  after(() => rmSync(path, { recursive: true }));
  const forbidden = join(path, "forbidden");
  writeFileSync(forbidden, "");
  for (const applet of APPLETS) symlinkSync(BUSYBOX, join(path, applet));
  for (const name of ["ip", "uci", "uclient-fetch"]) symlinkSync(resolve(STAND_INS, name), join(path, name));
  symlinkSync(CURL, join(path, "curl"));
  for (const program of ["node", "bordertap"])
    writeFileSync(join(path, program), `#!/bin/sh\necho ${program} >> ${forbidden}\n`, { mode: 0o755 });
  return { path, forbidden };
}
