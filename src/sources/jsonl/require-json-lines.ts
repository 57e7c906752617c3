import { RecommenderError } from '../../errors.js';
import type { Line } from '../files/line-splitter.js';
import type { Location } from '../files/location.js';
import { type FormatFault, hasAny, looksLike } from './looks-like.js';

/** Lines that are looked at before a file without a single good record is given up. */
const JUDGED_LINES = 200;
const JUDGED_CHARACTERS = 4 * 1024 * 1024;

/**
 * Passes the lines on once the first ones show that the file can be JSON Lines. Otherwise raises `SOURCE_FORMAT` with
 * what it looks like and the command that mends it: better than thousands of skipped lines. `SOURCE_EMPTY` without
 * any text.
 */
export async function* requireJsonLines(
  batches: AsyncIterable<Line[]>,
  location: Location,
  known: readonly string[],
): AsyncGenerator<Line[]> {
  let head: Line[] | undefined = [];
  let empty = true;
  for await (const batch of batches) {
    empty = empty && batch.every(isBlank);
    if (head) {
      head = head.concat(batch);
      if (!isConclusive(head, known)) continue;
      judge(head, location, known);
      yield head;
      head = undefined;
    } else yield batch;
  }
  if (empty) {
    throw new RecommenderError(
      'SOURCE_EMPTY',
      `${location.label} is empty. One JSON object per line was expected.`,
      {
        data: { file: location.label },
      },
    );
  }
  if (!head) return;
  judge(head, location, known);
  yield head;
}

function isConclusive(head: readonly Line[], known: readonly string[]): boolean {
  if (head.length >= JUDGED_LINES) return true;
  if (head.reduce((sum, { text }) => sum + text.length, 0) >= JUDGED_CHARACTERS) return true;
  const text = head.find((line) => !isBlank(line))?.text;
  return text !== undefined && hasAny(text, known);
}

function judge(head: readonly Line[], location: Location, known: readonly string[]): void {
  const texts: string[] = [];
  for (const line of head) {
    if (!isBlank(line)) texts.push(line.text);
    if (texts.length >= JUDGED_LINES) break;
  }
  const fault = looksLike(texts, known);
  if (!fault) return;
  throw new RecommenderError(
    'SOURCE_FORMAT',
    `${location.label} should be JSON Lines (one JSON object per line), but it looks like ${fault.what}. ${remedyOf(fault, location)}`,
    { data: { file: location.label, looksLike: fault.what } },
  );
}

function remedyOf({ jq, remedy }: FormatFault, { label }: Location): string {
  if (jq === undefined) return remedy ?? '';
  const packed = label.endsWith('.gz');
  const filter = `jq -c '${jq}'`;
  const command = packed ? `gzip -dc FILE | ${filter} > FILE.jsonl` : `${filter} FILE > FILE.jsonl`;
  return `Turn it into JSON Lines: ${command}`;
}

function isBlank({ text }: Line): boolean {
  return text.trim() === '';
}
