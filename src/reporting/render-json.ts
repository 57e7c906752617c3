import type { Report } from './report.js';

/**
 * The report as JSON: two spaces, keys in alphabetical order so that equal reports are equal files, numbers in full.
 *
 * @throws TypeError when a number is not finite, since JSON would turn it into null.
 */
export function renderJson(report: Report): string {
  return stableJson(report, 'report');
}

/** Any plain value in the same form; `name` is what it is called in errors. */
export function stableJson(value: unknown, name: string): string {
  return `${JSON.stringify(ordered(value, name), undefined, 2)}\n`;
}

function ordered(value: unknown, path: string): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`${path} is ${value}; a report holds finite numbers only.`);
  }
  if (Array.isArray(value)) return value.map((entry, index) => ordered(entry, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  // Object.fromEntries defines properties, so that a key such as "__proto__" stays a key.
  return Object.fromEntries(entries.map(([key, entry]) => [key, ordered(entry, `${path}.${key}`)]));
}
