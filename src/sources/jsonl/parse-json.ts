/** Any JSON object. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** The value of a JSON text; undefined when it is malformed. Python's bare `NaN` and `Infinity` are read as null. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.includes('NaN') || text.includes('Infinity') ? parsePythonJson(text) : undefined;
  }
}

/** Python's json module writes these three words, which JSON does not know, for missing numbers. */
function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/([:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,}\]])/g, '$1null'));
  } catch {
    return undefined;
  }
}

/** Is this a JSON object, not a list or null? */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
