import { pipeline } from 'node:stream';
import type { CsvError, Info } from 'csv-parse';
import type { ReadOptions } from '../../contracts/index.js';
import { RecommenderError } from '../../errors.js';
import { type Location, shortName } from '../files/location.js';
import { openBytes } from '../files/open-bytes.js';
import { readingError } from '../files/read-errors.js';
import { columnPositions } from './columns.js';

/** A quote that is never closed would otherwise swallow the rest of the file into memory. */
const MAX_ROW_BYTES = 16 * 1024 * 1024;

/** One row of a table: the cells that were asked for, under the names that they were asked by. */
export interface TableRow<Field extends string> {
  /** 1-based line on which the row ends. */
  readonly line: number;
  readonly cells: Readonly<Partial<Record<Field, string>>>;
}

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: Info;
}

/**
 * The rows of a CSV file whose first row names the columns. Rows with another number of cells, or whose quote is
 * never closed, are reported as `MALFORMED_ROW`; a stray quote is text. Raises the errors of opening a file,
 * `SOURCE_EMPTY`, and `SOURCE_FORMAT` when a column is missing or a row has no end.
 */
export async function* readTable<Field extends string>(
  location: Location,
  columns: Readonly<Partial<Record<Field, string>>>,
  delimiter: string,
  { signal, onSkip }: ReadOptions = {},
): AsyncGenerator<TableRow<Field>> {
  const { parse } = await import('csv-parse');
  const bytes = await openBytes(location, signal);
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: MAX_ROW_BYTES,
    // Without this the parser takes one stray quote for an open one, and all rows after it for its text.
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined): undefined => {
      if (error?.code === 'CSV_MAX_RECORD_SIZE') throw endlessRow(location, line);
      onSkip?.({ reason: 'MALFORMED_ROW', file: shortName(location.label), ...(error && aboutError(error)) });
    },
  });
  let positions: [Field, number][] | undefined;
  let line = 0;
  try {
    for await (const { record, info } of pipeline(bytes, parser, () => {}) as AsyncIterable<ParsedRow>) {
      line = info.lines;
      if (positions) yield { line, cells: pick(record, positions) };
      else positions = columnPositions(location, record, columns);
    }
  } catch (error) {
    throw readingError(location, error, `line ${line}`, signal);
  } finally {
    parser.destroy();
    bytes.destroy();
  }
  if (positions) return;
  throw new RecommenderError(
    'SOURCE_EMPTY',
    `${location.label} is empty. A first row with the names of the columns was expected.`,
    { data: { file: location.label } },
  );
}

function pick<Field extends string>(
  record: readonly string[],
  positions: readonly (readonly [Field, number])[],
) {
  const cells: Partial<Record<Field, string>> = {};
  for (const [field, position] of positions) {
    const cell = record[position];
    if (cell !== undefined) cells[field] = cell;
  }
  return cells;
}

function aboutError(error: CsvError): { detail: string; line?: number } {
  const { lines } = error as CsvError & { readonly lines?: unknown };
  return { detail: error.message, ...(typeof lines === 'number' && { line: lines }) };
}

function endlessRow(location: Location, line: number): RecommenderError {
  return new RecommenderError(
    'SOURCE_FORMAT',
    `${location.label}: the row after line ${line} is longer than 16 MiB. Probably a quote is opened there and never closed; mend it by hand.`,
    { data: { file: location.label, line } },
  );
}
