import { usage } from "./refusal.ts";

/** A release of OpenWrt's that images are built of. */
export interface Release {
  /** Such as 24.10.4. */
  readonly name: string;
  /** The packages that it installs. */
  readonly format: "ipk" | "apk";
  /** The Node.js that it packages for routers itself; undefined: none. */
  readonly node?: string;
}

const FORM = /^(\d\d)\.(\d\d)\.\d+(?:-rc\d+)?$/;
const OLDEST = 2410;
/** The first with apk, and without a Node.js for routers. */
const WITH_APK = 2512;

/** Throws where it is none, or too old. */
export function releaseOf(name: string): Release {
  const [, year, month] = FORM.exec(name) ?? [];
  if (year === undefined)
    throw usage(
      `release ${name} is none: a number such as 24.10.4 is needed; snapshots change under their name`,
    );
  const branch = Number(year + month);
  if (branch < OLDEST)
    throw usage(`release ${name} is older than 24.10, which is the oldest that packages are for`);
  return branch < WITH_APK ? { name, format: "ipk", node: "20" } : { name, format: "apk" };
}
