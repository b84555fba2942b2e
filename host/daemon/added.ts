/** Both, field by field; what only one has stands as it is. */
export function added<Fields extends object>(first: Fields, second: Fields): Fields {
  const sums: Record<string, number> = { ...first } as Record<string, number>;
  for (const [name, count] of Object.entries(second)) sums[name] = (sums[name] ?? 0) + (count as number);
  return sums as Fields;
}
