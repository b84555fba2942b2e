// The document that procd is sent when a service starts: of recorded calls of procd.sh's functions, or as ubus was given
// it by the real one.

import { OPENWRT_ROOT, type Outcome } from "./router.ts";

export interface ServiceDocument {
  readonly instances: Record<string, Record<string, unknown>>;
  readonly triggers: unknown[];
}

/** Of the last start; undefined where there was none. */
export function serviceDocument({ calls }: Outcome): ServiceDocument | undefined {
  return OPENWRT_ROOT === undefined ? ofCalls(calls) : ofUbus(calls);
}

function ofUbus(calls: Outcome["calls"]): ServiceDocument | undefined {
  const sent = calls.findLast(([program, , , method]) => program === "ubus" && method === "set");
  if (!sent) return undefined;
  const { instances, triggers } = JSON.parse(sent[4]);
  return { instances, triggers };
}

const TRIGGER_DELAY_MS = 1000;

function ofCalls(calls: Outcome["calls"]): ServiceDocument | undefined {
  const start = calls.findLastIndex(([name]) => name === "procd_open_service");
  if (start < 0) return undefined;
  const document: ServiceDocument = { instances: {}, triggers: [] };
  let instance: Record<string, unknown> = {};
  let jail: Record<string, unknown> = {};
  for (const [name, ...words] of calls.slice(start)) {
    const [first, ...others] = words;
    if (name === "procd_open_instance") {
      instance = {};
      document.instances[`instance${Object.keys(document.instances).length + 1}`] = instance;
    } else if (name === "procd_set_param") {
      instance[first] = parameter(first, others);
    } else if (name === "procd_add_jail") {
      jail = { name: first, ...Object.fromEntries(others.map((flag) => [flag, true])), mount: {} };
      instance.jail = jail;
    } else if (name === "procd_add_jail_mount" || name === "procd_add_jail_mount_rw") {
      const right = name.endsWith("_rw") ? "1" : "0";
      Object.assign(jail.mount as object, Object.fromEntries(words.map((path) => [path, right])));
    } else if (name === "procd_add_reload_trigger") {
      for (const config of words)
        document.triggers.push([
          "config.change",
          ["if", ["eq", "package", config], ["run_script", "/etc/init.d/bordertap", "reload"]],
          TRIGGER_DELAY_MS,
        ]);
    } else if (name === "procd_add_raw_trigger") {
      const [delayMs, ...command] = others;
      document.triggers.push([first, [["run_script", ...command]], Number(delayMs)]);
    }
  }
  return document;
}

/** Numbers of signals that are used. */
const SIGNALS: Readonly<Record<string, number>> = { HUP: 1 };

/** As procd.sh writes it: tables, lists, numbers, truths and texts. */
function parameter(name: string, words: readonly string[]): unknown {
  if (["env", "limits", "data"].includes(name))
    return Object.fromEntries(words.map((word) => word.split(/=(.*)/s).slice(0, 2)));
  if (["command", "respawn", "file", "netdev"].includes(name)) return words;
  if (["term_timeout", "nice"].includes(name)) return Number(words[0]);
  if (name === "reload_signal") return SIGNALS[words[0]];
  return ["stdout", "stderr", "no_new_privs"].includes(name) ? words[0] === "1" : words[0];
}
