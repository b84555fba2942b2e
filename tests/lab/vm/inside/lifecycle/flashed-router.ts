import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { libcAsAlpineNames } from "../../../../../router-image/node/libc.ts";
import type { Lab } from "../../../lab.ts";
import { ROOT } from "../../../namespace.ts";
import type { Ended, Program } from "../../../program.ts";
import { ENDPOINT_PORT } from "../../../running-daemon.ts";

/** Stand-ins for what OpenWrt has and Debian has not; then what only a package's whole life asks of them. */
const OPENWRT = join(ROOT, "router-image/vm/openwrt");
const OURS = fileURLToPath(new URL("root", import.meta.url));

/** Why there can be none; false where there can. What `skip` of a test takes. */
export function missingForRouter(): string | false {
  return !existsSync(OPENWRT) && `there is no ${OPENWRT}`;
}

/** Flash of 128 MB, less what a kernel and bad blocks take. */
const FLASH_MIB = 100;
/** A package of 21 MB is unpacked. */
const COMMAND_TIMEOUT_MS = 120_000;
const PACKAGE = "tmp/package.ipk";
const NFT = "usr/sbin/nft";
/** Of OpenWrt's, in which packages have something; opkg leaves folders behind. */
const FOLDERS = [
  ...["capabilities", "config", "init.d", "rc.d", "uci-defaults"].map((name) => `etc/${name}`),
  ...["lib/upgrade/keep.d", "usr/lib/opkg/info"],
];
/** Where log lines go. */
const LOG = "tmp/messages";

/**
 * A root of its own for the lab's router: this machine's, and over it a file system of the size of a router's flash, on
 * which only that is which was written there. OpenWrt's scripts are stand-ins; procd's really runs what it is told.
 */
export class FlashedRouter {
  readonly #lab: Lab;
  readonly #flash: string;
  readonly root: string;

  private constructor(lab: Lab) {
    this.#lab = lab;
    this.#flash = join(lab.folder, "flash");
    this.root = join(lab.folder, "root");
  }

  static make(lab: Lab): FlashedRouter {
    const router = new FlashedRouter(lab);
    router.#mount();
    router.#furnish();
    return router;
  }

  #mount(): void {
    const [flash, root] = [this.#flash, this.root];
    for (const folder of [flash, root]) mkdirSync(folder);
    mount("-t", "tmpfs", "-o", `size=${FLASH_MIB}m,mode=755`, "/dev/ubi0_2", flash);
    for (const folder of ["upper", "work"]) mkdirSync(join(flash, folder));
    const layers = `lowerdir=/,upperdir=${flash}/upper,workdir=${flash}/work`;
    mount("-t", "overlay", "-o", layers, "overlayfs:/overlay", root);
    mkdirSync(join(root, "overlay"));
    for (const [from, to] of [
      [flash, "overlay"],
      ...["proc", "sys", "dev"].map((folder) => [`/${folder}`, folder]),
    ])
      mount("--bind", from, join(root, to));
    // In memory, as on a router.
    for (const folder of ["run", "tmp"]) mount("-t", "tmpfs", "-o", "mode=1777", folder, join(root, folder));
  }

  /** What is there before the package. */
  #furnish(): void {
    for (const from of [OPENWRT, OURS])
      for (const name of readdirSync(from, { recursive: true, encoding: "utf8" }))
        if (lstatSync(join(from, name)).isFile())
          this.#put(name, readFileSync(join(from, name)), modeOf(from, name));
    for (const folder of FOLDERS) {
      mkdirSync(join(this.root, folder), { recursive: true });
      // Also where this machine has it: what is touched is on the flash.
      chmodSync(join(this.root, folder), 0o755);
    }
    // What runs on a router is busybox's.
    symlinkOver("busybox", join(this.root, "usr/bin/sh"));
    mkdirSync(join(this.root, "usr/lib/bordertap-node"), { recursive: true });
    symlinkSync(process.execPath, join(this.root, "usr/lib/bordertap-node/node"));
    // On the flash, as a package that can be taken away.
    this.#put(NFT, readFileSync(`/${NFT}`), 0o755);
    // koffi's half is for musl: what it asks for is the C library that Node.js has, by bordertap-node's link.
    const libc = execFileSync("sh", [
      "-c",
      "ldconfig -p | sed -n 's/.*x86-64.* => \\(.*libc.so.6\\)$/\\1/p'",
    ]);
    const named = libcAsAlpineNames("x86_64");
    symlinkOver(named.target!, join(this.root, named.path));
    symlinkOver(libc.toString().trim(), join(this.root, named.target!));
  }

  #put(path: string, content: Uint8Array | string, mode: number): void {
    mkdirSync(join(this.root, path, ".."), { recursive: true });
    writeFileSync(join(this.root, path), content, { mode });
    chmodSync(join(this.root, path), mode);
  }

  /** A command in the router, in its own root. */
  run(...command: readonly string[]): Promise<Ended> {
    return this.#lab.run("router", ["chroot", this.root, ...command], {
      env: ENVIRONMENT,
      timeoutMs: COMMAND_TIMEOUT_MS,
    });
  }

  /** The same; throws where it fails. Answers what it says. */
  async do(...command: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.run(...command);
    if (status !== 0) throw new Error(`${command.join(" ")}: ${status}\n${stdout}${stderr}\n${this.log}`);
    return `${stdout}${stderr}`;
  }

  /** One that goes on. */
  start(...command: readonly string[]): Program {
    return this.#lab.start("router", ["chroot", this.root, ...command], { env: ENVIRONMENT });
  }

  /** What opkg says to a package (a path of this machine), which comes by the router's memory. */
  async install(path: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    copyFileSync(path, join(this.root, PACKAGE));
    const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const ended = await this.run("env", ...settings, "opkg", "install", `/${PACKAGE}`);
    rmSync(join(this.root, PACKAGE));
    return ended;
  }

  service(action: string, name = "bordertap"): Promise<string> {
    return this.do(`/etc/init.d/${name}`, action);
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  write(path: string, content: Uint8Array | string): void {
    this.#put(path, content, 0o644);
  }

  append(path: string, text: string): void {
    appendFileSync(join(this.root, path), text);
  }

  /** While nftables is not installed. */
  async withoutNft(body: () => Promise<void>): Promise<void> {
    const [nft, away] = [NFT, `${NFT}.away`].map((path) => join(this.root, path));
    renameSync(nft, away);
    try {
      await body();
    } finally {
      renameSync(away, nft);
    }
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  /** All that was logged. */
  get log(): string {
    return this.has(LOG) ? this.read(LOG) : "";
  }

  /** Waits for a line that is logged after `length` characters. */
  async logged(wanted: string | RegExp, length = 0): Promise<string> {
    const find = () =>
      this.log
        .slice(length)
        .split("\n")
        .slice(0, -1)
        .find((line) => (typeof wanted === "string" ? line.includes(wanted) : wanted.test(line)));
    return this.#lab.waitFor(find, () => `"${wanted}" in\n${this.log.slice(length).slice(-3000)}`, 15_000);
  }

  /** Files of the flash, in order; folders where nothing is in them. */
  get files(): string[] {
    const upper = join(this.#flash, "upper");
    const all = readdirSync(upper, { recursive: true, encoding: "utf8" }).sort();
    return all.filter((name, at) => !all[at + 1]?.startsWith(`${name}/`)).map((name) => `/${name}`);
  }

  /** The process that procd runs; undefined where there is none. */
  get pid(): number | undefined {
    const path = "run/procd/bordertap/pid";
    return this.has(path) ? Number(this.read(path)) : undefined;
  }

  get isRunning(): boolean {
    return this.pid !== undefined && existsSync(`/proc/${this.pid}`);
  }

  owner(path: string): { readonly user: number; readonly group: number; readonly mode: number } {
    const { uid, gid, mode } = lstatSync(join(this.root, path));
    return { user: uid, group: gid, mode: mode & 0o777 };
  }

  /** What the endpoint answers; undefined where nobody does. */
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it.
  async ask(path: string): Promise<any> {
    const url = `http://127.0.0.1:${ENDPOINT_PORT}/api/v1/${path}`;
    const { status, stdout } = await this.#lab.run("router", ["curl", "-qsf", "--max-time", "20", url]);
    return status === 0 ? JSON.parse(stdout) : undefined;
  }

  /** Waits until its status is what is wanted. */
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it.
  async until(wanted: (status: any) => boolean = () => true): Promise<any> {
    let last: unknown;
    const look = async () => {
      last = await this.ask("status");
      return last !== undefined && wanted(last) ? last : undefined;
    };
    const what = () =>
      `another status than ${JSON.stringify(last)?.slice(0, 1500)}\n${this.log.slice(-3000)}`;
    return this.#lab.waitFor(look, what, 15_000);
  }

  /** Takes all of the flash but so many KiB. */
  fill(freeKib: number): void {
    this.unfill();
    const [, free] = execFileSync("df", ["-k", "--output=avail", this.#flash], { encoding: "utf8" }).split(
      "\n",
    );
    execFileSync("fallocate", ["-l", `${Number(free) - freeKib}KiB`, join(this.#flash, "filler")]);
  }

  unfill(): void {
    rmSync(join(this.#flash, "filler"), { force: true });
  }

  async close(): Promise<void> {
    if (this.has("etc/init.d/bordertap")) await this.run("/etc/init.d/bordertap", "stop");
    for (const folder of ["overlay", "proc", "sys", "dev", "run", "tmp", ""])
      execFileSync("umount", ["-l", join(this.root, folder)]);
    execFileSync("umount", ["-l", this.#flash]);
  }
}

const ENVIRONMENT = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/", TMPDIR: "/tmp" };

function mount(...words: readonly string[]): void {
  execFileSync("mount", words, { stdio: "pipe" });
}

function modeOf(folder: string, name: string): number {
  return lstatSync(join(folder, name)).mode & 0o111 ? 0o755 : 0o644;
}

function symlinkOver(target: string, path: string): void {
  rmSync(path, { force: true });
  symlinkSync(target, path);
}
