import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import type { Router } from "./router.ts";

/** A page of the package's in a browser, and what went wrong in it. */
export class Visit {
  readonly page: Page;
  /** Errors of scripts, failed requests, dialogs. */
  readonly faults: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on("pageerror", ({ message }) => this.faults.push(message));
    page.on("console", (said) => {
      if (said.type() === "error") this.faults.push(said.text());
    });
    page.on("response", (response) => {
      if (response.status() >= 400) this.faults.push(`${response.status()} ${response.url()}`);
    });
    page.on("dialog", (dialog) => {
      this.faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  /** Settles when the view is there. */
  static async open(browser: Browser, router: Router, view: string, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ locale: "en-GB", timezoneId: "UTC", ...options });
    const visit = new Visit(await context.newPage());
    visit.page.setDefaultTimeout(10_000);
    await visit.page.clock.install();
    await visit.page.goto(router.pageOf(view));
    await visit.page.locator("#view h2").waitFor();
    return visit;
  }

  /** Lets so much time pass in the page. */
  async pass(seconds: number): Promise<void> {
    await this.page.clock.fastForward(1000 * seconds);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** The dialog of one section. */
  get dialog(): Locator {
    return this.page.locator(".modal");
  }

  /** The row of a section in a table. */
  row(id: string): Locator {
    return this.page.locator(`#view [data-section-id="${id}"]`);
  }

  /** Presses the button that adds a section of a type. */
  async add(type: string): Promise<void> {
    await this.page.locator(`#cbi-bordertap-${type} .cbi-section-create .cbi-button-add`).click();
    await this.dialog.locator(".cbi-value").first().waitFor();
  }

  async edit(id: string): Promise<void> {
    await this.row(id).locator(".cbi-section-actions button", { hasText: "Edit" }).click();
    await this.dialog.locator(".cbi-value").first().waitFor();
  }

  /** Saves the dialog's section, or says what is wrong with it. */
  async saveDialog(): Promise<void> {
    await this.dialog.locator(".cbi-button-positive").click();
  }

  /** Settles when the page shows what was saved, or a dialog says why it was not. */
  async save(): Promise<void> {
    const heading = this.page.locator("#view .cbi-map > h2");
    await heading.evaluate((node) => node.setAttribute("data-before", ""));
    await this.page.locator(".cbi-page-actions .cbi-button-save").click();
    await this.page.locator("#view .cbi-map > h2:not([data-before]), .modal").first().waitFor();
  }

  /** Text of every cell of a table of the package's own, row by row. */
  async cells(name: string): Promise<string[][]> {
    const rows = this.page.locator(`.bordertap-${name} .tr:not(.table-titles)`);
    return rows.evaluateAll((nodes) =>
      nodes.map((row) => [...row.querySelectorAll(".td")].map((cell) => cell.textContent ?? "")),
    );
  }
}

/** Of an option's field, in the dialog or in the page. */
export function fieldOf(within: Locator, name: string): Field {
  return new Field(within.locator(`.cbi-value[data-name="${name}"]`));
}

export class Field {
  readonly node: Locator;

  constructor(node: Locator) {
    this.node = node;
  }

  async choose(choice: string): Promise<void> {
    await this.node.locator("select").selectOption(choice);
  }

  async fill(text: string): Promise<void> {
    const input = this.node.locator("input[type=text]").first();
    await input.fill(text);
    await input.press("Tab");
  }

  /** An entry of a list, typed. */
  async add(text: string): Promise<void> {
    const dropdown = this.node.locator(".cbi-dropdown");
    const isDropdown = (await dropdown.count()) > 0;
    if (isDropdown) await dropdown.click();
    const input = this.node.locator(isDropdown ? ".create-item-input:visible" : ".add-item input");
    await input.fill("");
    // Key by key, for that is when LuCI looks at it.
    await input.pressSequentially(text);
    await input.press("Enter");
  }

  /** An entry of a list that is offered. */
  async pick(value: string): Promise<void> {
    await this.node.locator(".cbi-dropdown").click();
    await this.node.locator(`.cbi-dropdown li[data-value="${value}"]:visible`).click();
  }

  entries(): Promise<string[]> {
    return this.node
      .locator(".item input[type=hidden]")
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
  }
}
