/** What rankers are called beside each other: by their names, the second of a name with ` (2)` after it. */
export function labelsOf(rankers: readonly { readonly name: string }[]): string[] {
  const counts = new Map<string, number>();
  return rankers.map(({ name }) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}
