import { RecommenderError } from '../../errors.js';
import type { Location } from '../files/location.js';

/**
 * Where in a row each wanted column stands. A column that the header lacks raises `SOURCE_FORMAT` with the header
 * found.
 */
export function columnPositions<Field extends string>(
  location: Location,
  header: readonly string[],
  columns: Readonly<Partial<Record<Field, string>>>,
): [Field, number][] {
  const names = header.map((name) => name.trim());
  const wanted = (Object.entries(columns) as [Field, string | undefined][]).filter(
    (entry): entry is [Field, string] => entry[1] !== undefined,
  );
  const missing = wanted.filter(([, column]) => !names.includes(column));
  if (missing.length > 0) {
    const lacking = missing.map(([field, column]) => `"${column}" (for ${field})`).join(', ');
    throw new RecommenderError(
      'SOURCE_FORMAT',
      `${location.label} has no column ${lacking}. Its first row names: ${inWords(names)}. Correct "columns", or "delimiter" if the names run together.`,
      { data: { file: location.label, header: names, missing: missing.map(([, column]) => column) } },
    );
  }
  return wanted.map(([field, column]) => [field, names.indexOf(column)]);
}

function inWords(names: readonly string[]): string {
  const shown = names.slice(0, 40).map((name) => JSON.stringify(name.slice(0, 60)));
  return names.length > 40 ? `${shown.join(', ')} and ${names.length - 40} more` : shown.join(', ');
}
