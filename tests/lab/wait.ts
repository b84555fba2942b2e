const POLL_INTERVAL_MS = 20;

/** Stands in the environment where everything is slower: how often longer is waited. */
export const PATIENCE_VARIABLE = "BORDERTAP_PATIENCE";

const PATIENCE = Number(process.env[PATIENCE_VARIABLE] ?? 1);

/**
 * Asks `condition` again and again until it answers something true, and returns that. Fails after `timeoutMs`, with
 * `what` was waited for.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  what: string | (() => string),
  timeoutMs = 10_000,
): Promise<NonNullable<T>> {
  const patienceMs = timeoutMs * PATIENCE;
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (performance.now() > deadline) {
      const text = typeof what === "string" ? what : what();
      throw new Error(`waited ${patienceMs} ms in vain for ${text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}
