import { html, type Markup } from "./html.ts";

interface TableSection {
  /** Of the section's heading, and the table's class. */
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
  /** The cells of each row. */
  readonly rows: readonly Markup[];
  /** What is said where there are no rows. */
  readonly empty: string;
  /** What the table leaves out. */
  readonly rest: Markup | false;
}

/** A section with a heading and one table. */
export function tableSection({ id, title, columns, rows, empty, rest }: TableSection): Markup {
  const head = columns.map((column) => html`<th scope="col">${column}</th>`);
  const table = html`<div class="table"><table class="${id}">
<thead><tr>${head}</tr></thead>
<tbody>
${rows.map(
  (cells) => html`<tr>${cells}</tr>
`,
)}</tbody></table></div>`;
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${rows.length > 0 ? table : html`<p>${empty}</p>`}
${rest && html`<p>${rest}</p>`}
</section>
`;
}
