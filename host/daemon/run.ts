import type { Config } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import type { Mistake } from "../config/mistake.ts";
import { OperatorError } from "../errors.ts";
import { suffixKinds } from "../names/suffix-kind.ts";
import { askedToEnd, onReload } from "../platform/signals.ts";
import { writeError } from "../platform/terminal.ts";
import { Daemon } from "./daemon.ts";
import { Log } from "./log.ts";

/**
 * Runs until it is asked to end; SIGHUP takes the configuration anew. `table` is a country table in place of the
 * configuration's. Throws what `Daemon.start` does, CONFIG_INVALID.
 */
export async function runDaemon(path: string, table?: string): Promise<void> {
  const suffixKind = await suffixKinds();
  const warnings: Mistake[] = [];
  const load = (): Config => {
    const onWarning = (warning: Mistake) => warnings.push(warning);
    const config = loadConfig(path, { suffixKind, nowMs: Date.now(), onWarning });
    return table === undefined ? config : { ...config, geo: { ...config.geo, table } };
  };
  const config = load();
  const log = new Log(config.logLevel, writeError);
  const logWarnings = (): Mistake[] => {
    for (const { option, value, reason } of warnings) log.warning("configuration", { option, value, reason });
    return warnings.splice(0);
  };
  const odd = logWarnings();
  const ending = askedToEnd();
  const { promise: failing, reject: fail } = withReject();
  const starting = Daemon.start(config, log, fail);
  // Asked while it starts, it reloads afterwards.
  const stopReloading = onReload(async () => {
    const daemon = await starting;
    try {
      await daemon.reload(load());
      daemon.configuration.taken(logWarnings());
      log.info("reloaded", { config: path });
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      warnings.splice(0);
      daemon.configuration.refused(error);
      log.error("not reloaded", { config: path, reason: error.message });
    }
  });
  const daemon = await starting;
  daemon.configuration.taken(odd);
  try {
    await Promise.race([ending, failing]);
  } finally {
    stopReloading();
    await daemon.stop();
  }
}

/** Rejects at most once, and nobody has to listen. */
function withReject(): { readonly promise: Promise<never>; readonly reject: (error: Error) => void } {
  let reject!: (error: Error) => void;
  const promise = new Promise<never>((_, rejected) => {
    reject = rejected;
  });
  promise.catch(() => {});
  return { promise, reject };
}
