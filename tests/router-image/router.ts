// A router's scripts under busybox ash, in a root of their own. What they need of OpenWrt are stand-ins (openwrt/), or,
// where OPENWRT_ROOT names the root of a real one, its own rc.common, procd.sh and jshn.

import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CLONE, FEED } from "../../router-image/package/clone.ts";
import { temporaryPath } from "../host/helper/temporary-file.ts";

export const STANDINS = fileURLToPath(new URL("openwrt", import.meta.url));
export const OPENWRT_ROOT = process.env.OPENWRT_ROOT;
const BUSYBOX = "/bin/busybox";
const UCI = `${CLONE}/router-image/vm/openwrt/sbin/uci`;
/** Why none of this can be tried here; false where it can. */
export const cannotRun = !existsSync(BUSYBOX) && `there is no ${BUSYBOX}`;
const PARTED = "\x1f";

/** What is unpacked beside the scripts, as far as they look. */
export const PROGRAM: readonly string[] = [
  "bordertap.js",
  "classifier-router.wasm",
  "geo.table",
  "judge.js",
  "tap.js",
].map((name) => `usr/lib/bordertap/${name}`);

/** What a router is and has; by default one that can carry the program. */
export interface Machine {
  readonly name?: string;
  readonly memoryKib?: number;
  readonly cpuinfo?: string;
  /** What df prints. */
  readonly storage?: string;
  /** Paths of Node.js. */
  readonly nodes?: readonly string[];
  /** By name, such as bordertap.@http[0].port. */
  readonly uci?: Readonly<Record<string, string>>;
  /** Further files and what is in them. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly status: number | null;
  readonly output: string;
  /** What was called, in order: a program or a function of procd's, and its arguments. */
  readonly calls: readonly (readonly string[])[];
}

const NAND = `Filesystem           1024-blocks    Used Available Capacity Mounted on
/dev/root                 20480   20480         0 100% /rom
/dev/ubi0_2               81920    2048     79872   3% /overlay
overlayfs:/overlay        81920    2048     79872   3% /
`;

export class Router {
  readonly root = temporaryPath();
  readonly #environment: Record<string, string>;
  readonly #calls = join(this.root, "calls");

  constructor(machine: Machine = {}) {
    cpSync(`${FEED}/bordertap/root`, this.root, { recursive: true });
    const { nodes = ["/usr/lib/bordertap-node/node"], uci = {}, files = {} } = machine;
    this.setUci(uci);
    this.write("/proc/meminfo", `MemTotal:         ${machine.memoryKib ?? 496_000} kB\nMemFree: 1 kB\n`);
    this.write("/proc/cpuinfo", machine.cpuinfo ?? "processor\t: 0\nFeatures\t: fp asimd evtstrm crc32\n");
    for (const path of nodes) this.write(path, '#!/bin/sh\nprintf "%s\\n" "$TZ" "$@"\n', 0o755);
    for (const path of PROGRAM) this.write(`/${path}`, "-");
    for (const [path, content] of Object.entries(files)) this.write(path, content);
    this.write("/df", machine.storage ?? NAND);
    this.write("/etc/rc.d/.keep", "");
    symlinkSync("../init.d/bordertap", join(this.root, "etc/rc.d/S95bordertap"));
    mkdirSync(join(this.root, "bin"));
    symlinkSync(UCI, join(this.root, "bin/uci"));
    this.#openwrt();
    const applets = join(this.root, "applets");
    mkdirSync(applets);
    for (const name of execFileSync("busybox", ["--list"], { encoding: "utf8" }).trim().split("\n"))
      symlinkSync(BUSYBOX, join(applets, name));
    this.#environment = {
      IPKG_INSTROOT: this.root,
      STANDINS,
      CALLS: this.#calls,
      DF: join(this.root, "df"),
      MACHINE: machine.name ?? "aarch64",
      PATH: `${STANDINS}/bin:${this.root}/bin:${applets}`,
      LC_ALL: "C",
    };
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  remove(path: string): void {
    rmSync(join(this.root, path));
  }

  /** Sets what uci says of these packages from now on. */
  setUci(uci: Readonly<Record<string, string>>): void {
    const packages: Record<string, Record<string, string>> = {};
    for (const [place, value] of Object.entries(uci)) {
      const [, name, type, option] = /^(\w+)\.@(\w+)\[0\]\.(\w+)$/.exec(place)!;
      packages[name] ??= {};
      packages[name][type] ??= `config ${type}\n`;
      packages[name][type] += `\toption ${option} '${value}'\n`;
    }
    for (const [name, sections] of Object.entries(packages))
      this.write(`/etc/config/${name}`, Object.values(sections).join("\n"));
  }

  /** An action of an init script. */
  act(script: string, action: string, environment: Readonly<Record<string, string>> = {}): Outcome {
    return this.run(
      [join(this.root, "etc/rc.common"), join(this.root, "etc/init.d", script), action],
      environment,
    );
  }

  /** A script with its arguments, by busybox ash. Paths in what was called are those that a router has. */
  run(command: readonly string[], environment: Readonly<Record<string, string>> = {}): Outcome {
    writeFileSync(this.#calls, "");
    const { status, stdout, stderr } = spawnSync(BUSYBOX, ["ash", ...command], {
      env: { ...this.#environment, ...environment },
      encoding: "utf8",
      timeout: 60_000,
    });
    const lines = readFileSync(this.#calls, "utf8").split("\n").slice(0, -1);
    const calls = lines.map((line) => line.replaceAll(this.root, "").split(PARTED));
    return { status, output: `${stdout}${stderr}`.replaceAll(this.root, ""), calls };
  }

  #openwrt(): void {
    mkdirSync(join(this.root, "lib/functions"), { recursive: true });
    if (OPENWRT_ROOT === undefined) {
      copyFileSync(`${STANDINS}/rc.common`, join(this.root, "etc/rc.common"));
      const procd = ["record.sh", "procd.sh"].map((name) => readFileSync(`${STANDINS}/${name}`, "utf8"));
      this.write("/lib/functions/procd.sh", procd.join(""));
      return;
    }
    const own = ["etc/rc.common", "lib/functions.sh", "lib/functions", "usr/share/libubox"];
    for (const path of own.filter((path) => existsSync(join(OPENWRT_ROOT!, path))))
      cpSync(join(OPENWRT_ROOT, path), join(this.root, path), { recursive: true });
    mkdirSync(join(this.root, "var/lock"), { recursive: true });
    // Its programs are of its own libc.
    const loader = readdirSync(join(OPENWRT_ROOT, "lib")).find((name) => /^ld-musl-\w+\.so\.1$/.test(name));
    const real = (path: string) => join(OPENWRT_ROOT!, path);
    const run =
      loader === undefined
        ? ""
        : `"${real(`lib/${loader}`)}" --library-path "${real("lib")}:${real("usr/lib")}"`;
    // Nobody else works in this root; Debian's busybox has no flock.
    this.write("/bin/flock", "#!/bin/sh\n", 0o755);
    this.write("/bin/jshn", `#!/bin/sh\nexec ${run} "${real("usr/bin/jshn")}" "$@"\n`, 0o755);
  }

  write(path: string, content: string, mode = 0o644): void {
    const whole = join(this.root, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, content, { mode });
  }
}
