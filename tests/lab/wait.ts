const POLL_INTERVAL_MS = 20;

/**
 * Asks `condition` again and again until it answers something true, and returns that. Fails after `timeoutMs`, with
 * `what` was waited for.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  what: string | (() => string),
  timeoutMs = 10_000,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (performance.now() > deadline) {
      const text = typeof what === "string" ? what : what();
      throw new Error(`waited ${timeoutMs} ms in vain for ${text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}
