/**
 * The first fields of a CSV row, at most `count`, trimmed (RFC 4180, for what stands in one line). Undefined where
 * a quote is not closed or does not end its field.
 */
export function fieldsOf(row: string, count: number): string[] | undefined {
  if (!row.includes('"')) return row.split(",", count).map((field) => field.trim());
  const fields: string[] = [];
  let at = 0;
  while (fields.length < count && at <= row.length) {
    const start = at + spaces(row, at);
    let end: number;
    if (row[start] === '"') {
      const close = closingQuote(row, start);
      if (close < 0) return undefined;
      end = close + 1 + spaces(row, close + 1);
      if (end < row.length && row[end] !== ",") return undefined;
      fields.push(row.slice(start + 1, close).replaceAll('""', '"'));
    } else {
      end = row.indexOf(",", start);
      if (end < 0) end = row.length;
      fields.push(row.slice(start, end).trim());
    }
    at = end + 1;
  }
  return fields;
}

function spaces(row: string, at: number): number {
  let end = at;
  while (row[end] === " " || row[end] === "\t") end++;
  return end - at;
}

/** Two quotes stand for one inside. */
function closingQuote(row: string, open: number): number {
  let close = row.indexOf('"', open + 1);
  while (close >= 0 && row[close + 1] === '"') close = row.indexOf('"', close + 2);
  return close;
}
