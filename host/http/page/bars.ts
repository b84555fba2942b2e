import { html, type Markup } from "./html.ts";

const BAR_WIDTH = 100;

/** A bar of `share` (0-1); never empty where there is something. For eyes alone: the number stands beside it. */
export function bar(share: number, direction: "up" | "down"): Markup {
  const width = share > 0 ? Math.max(1, Math.round(Math.min(1, share) * BAR_WIDTH)) : 0;
  return html`<svg class="bar ${direction}" aria-hidden="true" viewBox="0 0 ${BAR_WIDTH} 8" preserveAspectRatio="none"><rect width="${width}" height="8"/></svg>`;
}
