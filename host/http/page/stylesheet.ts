import { sha256 } from "../../platform/hash.ts";

export const STYLESHEET = `
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fff; --faint: #595959; --line: #d4d4d4;
  --up: #b45309; --down: #0369a1; --warning: #b91c1c; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --paper: #161616; --faint: #a3a3a3; --line: #3a3a3a;
    --up: #f59e0b; --down: #38bdf8; --warning: #f87171; }
}
body { margin: 0 auto; padding: 0 1rem 2rem; max-width: 60rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.45 system-ui, sans-serif; }
h1 { margin: 1.5rem 0 0; font-size: 1.6rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
header p, small, abbr, footer { color: var(--faint); }
small, footer { font-size: .85rem; }
a { color: inherit; }
.table { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
thead th:first-child { width: 40%; }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; font-weight: inherit; }
thead th { color: var(--faint); font-size: .85rem; }
th small { overflow-wrap: anywhere; }
.number small { display: block; white-space: normal; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar { display: block; width: 100%; min-width: 4rem; height: .4rem; margin-top: .2rem; }
.bar.up { fill: var(--up); }
.bar.down { fill: var(--down); }
td ul { margin: 0; padding: 0; list-style: none; }
td li { white-space: nowrap; }
dl { display: grid; gap: .25rem 1rem; }
dl div { display: grid; grid-template-columns: 11rem 1fr; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
.warning { color: var(--warning); }
@media (max-width: 30rem) {
  dl div { grid-template-columns: 1fr; }
  dl { gap: .6rem; }
}
@media (max-width: 40rem) {
  .devices tr { display: grid; grid-template-columns: 1fr 5rem 5rem; border-bottom: 1px solid var(--line); }
  .devices th, .devices td { border: 0; }
  .devices thead th:last-child, .devices td:last-child:empty { display: none; }
  .devices td:last-child { grid-column: 1 / -1; font-size: .85rem; }
  .devices td:last-child::before { content: "Uploads to "; color: var(--faint); }
  .devices ul, .devices li { display: inline; white-space: normal; }
  .devices li + li::before { content: ", "; }
}
`;

const HASH_DIGITS = 12;

/** Its name changes with its content, so that it may be kept for ever. */
export const STYLESHEET_PATH = `/assets/status-${sha256(new TextEncoder().encode(STYLESHEET)).slice(0, HASH_DIGITS)}.css`;
