/** Reading fields of foreign records: undefined where there is nothing usable. */

const NOTHING = new Set(['', 'none', 'null', 'nan', 'undefined']);

/** A string with something in it; pandas and Python write `None`, `nan` for nothing. */
export function toText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return NOTHING.has(value.length <= 12 ? value.trim().toLowerCase() : value) ? undefined : value;
}

/** An id: a non-empty string, trimmed, or a whole number written out. */
export function toId(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return toText(value)?.trim();
}

/** A finite number, also written as text ("5.0"). */
export function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Below this, a number of seconds (until the year 5138); from here on, milliseconds (since 1973). */
const FIRST_MILLISECONDS = 1e11;

/** Milliseconds since the epoch, from seconds, milliseconds or an ISO date (UTC where it names no zone). */
export function toTimestamp(value: unknown): number | undefined {
  const number = toNumber(value);
  if (number !== undefined) return Math.abs(number) < FIRST_MILLISECONDS ? Math.round(number * 1000) : number;
  const parts =
    typeof value === 'string'
      ? /^(\d{4}-\d{2}-\d{2})(?:[T ](\S+?))?(Z|[+-]\d{2}:?\d{2})?$/.exec(value.trim())
      : null;
  if (!parts) return undefined;
  return toNumber(Date.parse(`${parts[1]}T${parts[2] ?? '00:00'}${parts[3] ?? 'Z'}`));
}

/** A price: a number, or the first amount in a text ("$12.99", "$1,299.00 - $1,499.00", "from 5"). */
export function toPrice(value: unknown): number | undefined {
  if (typeof value === 'number') return value >= 0 && Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  // Only a short word or currency sign may stand before it: old files have style sheets in this field.
  const amount =
    /^\s*(?:from\s*)?(?:[a-z]{0,3}\s*\p{Sc})?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d,])/iu.exec(
      value,
    )?.[1];
  return amount === undefined ? undefined : Number(amount.replaceAll(',', ''));
}

/** The texts in a value that is one text or a list of texts, at any depth. */
export function toTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(toTexts);
  const text = toText(value);
  return text === undefined ? [] : [text];
}

/** The object without its undefined fields. A loop, since it runs for every line of a file. */
export function withoutUndefined<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]: Exclude<Fields[Key], undefined> } {
  const kept: Partial<Fields> = {};
  for (const key in fields) {
    if (fields[key] !== undefined) kept[key] = fields[key];
  }
  return kept as { [Key in keyof Fields]: Exclude<Fields[Key], undefined> };
}
