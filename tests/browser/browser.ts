import { existsSync } from "node:fs";
import { after } from "node:test";
import { type Browser, chromium } from "playwright-core";

/** Debian's; playwright-core brings no browser. */
const CHROMIUM = "/usr/bin/chromium";

/** Why tests in a browser cannot run here; undefined where they can. */
export const missingBrowser = existsSync(CHROMIUM) ? undefined : `there is no ${CHROMIUM}`;

/** A headless browser that ends with the tests of this process. */
export async function startBrowser(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
  after(() => browser.close());
  return browser;
}
