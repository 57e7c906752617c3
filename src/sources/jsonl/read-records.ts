import type { ReadOptions } from '../../contracts/index.js';
import { type Location, shortName } from '../files/location.js';
import { readLines } from '../files/read-lines.js';
import { isRecord, type JsonRecord, parseJson } from './parse-json.js';
import { requireJsonLines } from './require-json-lines.js';

/** Reports why a record is left out; with `field`, that only this field of it is. */
export type Skip = (reason: string, detail?: string, field?: string) => void;

/** How records of one kind are read from JSON Lines. */
export interface RecordFormat<Value> {
  /** Fields that only records of this kind have: one of them in a line settles that the file is of this format. */
  readonly known: readonly string[];
  /** The record, or undefined after a call of `skip`. */
  parse(record: JsonRecord, skip: Skip): Value | undefined;
}

/**
 * The records of a JSON Lines file in the order of its lines. Blank, malformed and overlong lines, lines that are no
 * object and records that the format refuses are reported (`BLANK_LINE`, `MALFORMED_JSON`, `LINE_TOO_LONG`,
 * `NOT_AN_OBJECT`, ...).
 */
export async function* readRecords<Value>(
  location: Location,
  format: RecordFormat<Value>,
  { signal, onSkip }: ReadOptions = {},
): AsyncGenerator<Value> {
  let number = 0;
  const skip: Skip = (reason, detail, field) => {
    onSkip?.({
      reason,
      file: shortName(location.label),
      line: number,
      ...(detail !== undefined && { detail }),
      ...(field !== undefined && { field }),
    });
  };
  for await (const lines of requireJsonLines(readLines(location, signal), location, format.known)) {
    for (const line of lines) {
      number = line.number;
      if (line.tooLong) {
        skip('LINE_TOO_LONG', `longer than 16 MiB, begins with ${quote(line.text)}`);
        continue;
      }
      const record = parseJson(line.text);
      if (isRecord(record)) {
        const value = format.parse(record, skip);
        if (value !== undefined) yield value;
      } else if (line.text.trim() === '') skip('BLANK_LINE');
      else if (record === undefined) skip('MALFORMED_JSON', `not valid JSON: ${quote(line.text)}`);
      else skip('NOT_AN_OBJECT', `a JSON object was expected: ${quote(line.text)}`);
    }
  }
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
}
