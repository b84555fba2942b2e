// How the pages look on a desk and on a phone, in the light and in the dark: nothing wider than the screen, nothing that
// cannot be read. LUCI_SHOTS names a folder for pictures of all of them.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import type { Page } from "playwright-core";
import { replayed } from "../../router-image/luci/helper/replayed.ts";
import { missingPrograms } from "../../router-image/luci/helper/router-path.ts";
import { missingBrowser, startBrowser } from "../browser.ts";
import { LAPTOP, PHONE, TV } from "./household.ts";
import { PAGES, Router } from "./router.ts";
import { Visit } from "./visit.ts";

const WIDTHS = [1280, 400];
const COLOR_SCHEMES = ["light", "dark"] as const;
const SHOTS = process.env.LUCI_SHOTS;
const DIALOGS: Readonly<Record<string, string>> = {
  policy: "country",
  devices: "device",
  exceptions: "exception",
};
/** What the package styles itself; buttons are the theme's. */
const OWN = [".bordertap-table", ".bordertap-facts", ".bordertap-note", ".bordertap-choices"]
  .flatMap((part) => [part, `${part} *:not(button, option)`])
  .join();
/** WCAG 2.2, 1.4.3: of small text. */
const CONTRAST_MIN = 4.5;

const skip = missingBrowser ?? missingPrograms;
const browser = skip ? undefined! : await startBrowser();
const endpoint = skip ? "" : (await replayed({ country: [{ codes: ["CN"], action: "block" }] })).address;

for (const view of Object.keys(PAGES))
  test(view, { skip }, async () => {
    const visit = await Visit.open(browser, await household(), view);
    await onEveryScreen(visit.page, view);
    if (DIALOGS[view] !== undefined) {
      await visit.add(DIALOGS[view]);
      await onEveryScreen(visit.page, `${view}-dialog`);
    }
    assert.deepEqual(visit.faults, []);
    await visit.close();
  });

test("what is wrong, above a page and in its dialog", { skip }, async () => {
  const router = await household();
  router.uci.add("exception", undefined, { host: ["a.example"], device: ["a name that nobody has"] });
  const visit = await Visit.open(browser, router, "policy");
  await visit.page.locator("#bordertap-verdict li").waitFor();
  await onEveryScreen(visit.page, "verdict");
  await visit.add("country");
  await visit.dialog.locator(".bordertap-choices input[value=CN]").check();
  await visit.saveDialog();
  await visit.dialog.locator(".bordertap-brought li").first().waitFor();
  await onEveryScreen(visit.page, "verdict-dialog");
  await visit.close();
});

async function household(): Promise<Router> {
  const router = await Router.start(endpoint);
  router.uci.add("device", undefined, { name: "Anna's phone", macs: [PHONE], policy: "alert" });
  router.uci.add("device", undefined, { name: "Telly", macs: [TV, LAPTOP, "02:00:00:00:00:01"] });
  router.uci.add("country", undefined, { codes: ["CN", "RU", "IR", "KP", "BY"], action: "block" });
  const hours = ["mon-fri 22:00-06:00", "sat,sun 00:00-24:00"];
  router.uci.add("country", undefined, { codes: ["US"], action: "alert", device: ["Telly"], hours });
  const address = ["198.51.100.0/24", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"];
  router.uci.add("exception", undefined, { address, host: ["*.cdn.example.com"], expires: "2027-01-31" });
  return router;
}

async function onEveryScreen(page: Page, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of COLOR_SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await inOrder(page, `${name}-${width}-${colorScheme}`);
    }
  }
}

async function inOrder(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) {
    mkdirSync(SHOTS, { recursive: true });
    await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
  }
  const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
  assert.ok(Number(wide) <= 0, `${name} is ${wide} pixels wider than the screen`);
  await page.addScriptTag({ path: "tests/browser/faint-texts.js" });
  const faint = await page.evaluate(`faintTexts(${JSON.stringify(OWN)}, ${CONTRAST_MIN})`);
  assert.deepEqual(faint, [], name);
}
