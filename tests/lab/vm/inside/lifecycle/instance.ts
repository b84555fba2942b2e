// What procd was told of an instance, and what became of it.

import { readFileSync } from "node:fs";
import { constants } from "node:os";

/** Of the stand-in's text, in the form that procd is sent. */
export function instanceOf(text: string) {
  const parameters = text
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t"));
  const words = (wanted: string): string[] => {
    const found = parameters.find(([name]) => name === wanted) ?? [];
    return found.slice(1).filter((word) => word !== "");
  };
  const mounts = (name: string, right: string) => words(name).map((path) => [path, right] as const);
  const [jail, ...flags] = words("jail");
  return {
    command: words("command"),
    env: pairs(words("env")),
    respawn: words("respawn"),
    term_timeout: Number(words("term_timeout")[0]),
    pidfile: words("pidfile")[0],
    stdout: words("stdout")[0] === "1",
    stderr: words("stderr")[0] === "1",
    reload_signal: constants.signals[`SIG${words("reload_signal")[0]}` as NodeJS.Signals],
    file: words("file"),
    netdev: words("netdev"),
    limits: pairs(words("limits")),
    user: words("user")[0],
    group: words("group")[0],
    capabilities: words("capabilities")[0],
    no_new_privs: words("no_new_privs")[0] === "1",
    jail: {
      name: jail,
      ...Object.fromEntries(flags.map((flag) => [flag, true])),
      mount: Object.fromEntries<string>([...mounts("mount", "0"), ...mounts("mount_rw", "1")]),
    },
  };
}

function pairs(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => word.split(/=(.*)/s).slice(0, 2)));
}

const CAPABILITIES: Readonly<Record<number, string>> = { 12: "CAP_NET_ADMIN", 13: "CAP_NET_RAW" };

/** As the kernel tells it of a process. */
export function processOf(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const value = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(status)![1];
  const limits = readFileSync(`/proc/${pid}/limits`, "utf8");
  const limit = (name: string) => Number(new RegExp(`^${name}\\s+(\\S+)`, "m").exec(limits)![1]);
  const sets = ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"].map((name) => value(name));
  if (new Set(sets).size > 1) throw new Error(`sets of capabilities differ: ${sets}`);
  const bits = BigInt(`0x${sets[0]}`);
  const numbers = Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => (bits >> BigInt(bit)) & 1n);
  return {
    user: Number(value("Uid")),
    group: Number(value("Gid")),
    capabilities: numbers.map((bit) => CAPABILITIES[bit] ?? bit),
    newPrivileges: value("NoNewPrivs") !== "1",
    openFilesMax: limit("Max open files"),
    coreOctetsMax: limit("Max core file size"),
    niceLimit: limit("Max nice priority"),
  };
}
