import type { DataSource, ReadOptions } from '../contracts/index.js';
import { isRecommenderError } from '../errors.js';
import type { Interaction, Item, SkippedRecord } from '../types.js';
import type { ConformanceCheck } from './conformance.js';
import { demand, demandIdentity, describeError, explained, rejectionOf, withinTime } from './demands.js';
import { openFiles } from './open-files.js';
import { demandInteraction, demandItem, demandReason, shown } from './source-records.js';

/** Options of {@link dataSourceConformance}. */
export interface DataSourceConformanceOptions {
  /** A source over damaged data, and how many records its two streams must report as skipped. */
  readonly damaged?: {
    readonly make: () => DataSource | Promise<DataSource>;
    readonly skipped: number;
  };
  /**
   * Demand that a read whose signal has fired yields nothing. By default a source may ignore the signal, for the
   * library looks at it between records.
   * @default false
   */
  readonly honoursAbort?: boolean;
  /** How much the source holds open at the moment (connections, cursors), besides files, which the suite counts itself. */
  readonly openCount?: () => number;
  /**
   * How long reading one stream to its end may take.
   * @default 60000
   */
  readonly timeoutMs?: number;
}

type Stream = 'interactions' | 'items';
const STREAMS: readonly Stream[] = ['interactions', 'items'];
const EARLY_RETURNS = 8;

/**
 * Everything that the contract of a {@link DataSource} demands, as checks for any test runner. `make` gives a new source
 * over small good data: at least two interactions and two items.
 *
 * @example
 * ```ts
 * import { it } from 'vitest'; // or 'node:test'
 * for (const check of dataSourceConformance(() => new MySource())) it(check.name, check.run);
 * ```
 */
export function dataSourceConformance(
  make: () => DataSource | Promise<DataSource>,
  options: DataSourceConformanceOptions = {},
): ConformanceCheck[] {
  const { damaged, honoursAbort = false, openCount = () => 0, timeoutMs = 60_000 } = options;
  const check = (name: string, body: (source: DataSource) => Promise<void>): ConformanceCheck => ({
    name,
    run: () =>
      explained(name, () =>
        withinTime(async () => body(await make()), timeoutMs, 'every stream comes to an end.'),
      ),
  });
  const both = (
    name: (stream: Stream) => string,
    body: (source: DataSource, stream: Stream) => Promise<void>,
  ) => STREAMS.map((stream) => check(name(stream), (source) => body(source, stream)));
  return [
    check('has specVersion 1 and a name', async (source) => demandIdentity(source)),
    check('interactions are well-formed', async (source) => {
      const records = await collect(source.interactions());
      demandSome(records.length, 'interactions');
      records.forEach(demandInteraction);
    }),
    check('items are well-formed', async (source) => {
      const records = await collect(source.items());
      demandSome(records.length, 'items');
      records.forEach(demandItem);
    }),
    ...both(
      (stream) => `${stream} can be read again, also at the same time`,
      async (source, stream) => {
        const first = (await readAll(source, stream)).map(shown);
        const [second, third] = await Promise.all([readAll(source, stream), readAll(source, stream)]);
        for (const again of [second, third].map((records) => records.map(shown))) {
          demand(
            again.length === first.length && again.every((record, index) => record === first[index]),
            'every call starts a read of its own and gives the same records in the same order.',
            `${first.length} records first, ${again.length} again, not all the same.`,
            'open the data inside the call, and keep the position in a local variable.',
          );
        }
      },
    ),
    ...both(
      (stream) => `${stream} stay as they were when later ones come`,
      async (source, stream) => {
        const seen: { record: unknown; was: string }[] = [];
        for await (const record of source[stream]()) seen.push({ record, was: shown(record) });
        demand(
          seen.every(({ record, was }) => shown(record) === was),
          'a yielded record belongs to the reader.',
          'it changed while later records were read.',
          'make a new object for every record.',
        );
      },
    ),
    ...both(
      (stream) => `${stream} can be left early, and are closed`,
      async (source, stream) => {
        const before = openCount() + (await openFiles());
        for (let round = 0; round < EARLY_RETURNS; round++) await leaveEarly(source, stream);
        const left = openCount() + (await openFiles()) - before;
        demand(
          left < EARLY_RETURNS,
          'return() closes what the read has opened.',
          `${EARLY_RETURNS} reads left early left ${left} more open.`,
          'close files, sockets and cursors in a finally block around yield.',
        );
        demandSome((await readAll(source, stream)).length, stream);
      },
    ),
    check('itemIds loses none of the wanted items', async (source) => {
      const all = await collect(source.items());
      const wanted = all.filter((_, index) => index % 2 === 1);
      const itemIds = new Set(wanted.map((item) => item.itemId));
      const hinted = (await collect(source.items({ itemIds }))).map(shown);
      const lost = wanted.map(shown).filter((item) => !hinted.includes(item));
      demand(
        lost.length === 0,
        'with itemIds, items yields at least those items, unchanged.',
        `missing or changed: ${lost[0]}.`,
        'compare ids as strings, and yield everything if you cannot look items up.',
      );
    }),
    ...both(
      (stream) => `${stream} end when aborted`,
      async (source, stream) => demandAbort(source, stream, honoursAbort),
    ),
    check('skipped records have a reason', async (source) => {
      for (const stream of STREAMS) await readAll(source, stream, { onSkip: demandReason });
    }),
    ...(damaged === undefined
      ? []
      : [
          {
            name: 'damaged records are skipped and reported, not lost and not fatal',
            run: async () => demandSkips(await damaged.make(), damaged.skipped),
          },
        ]),
  ];
}

async function collect<Record>(stream: AsyncIterable<Record>): Promise<Record[]> {
  const records: Record[] = [];
  for await (const record of stream) records.push(record);
  return records;
}

function readAll(source: DataSource, stream: Stream, options?: ReadOptions): Promise<(Interaction | Item)[]> {
  return collect<Interaction | Item>(source[stream](options));
}

function demandSome(count: number, stream: Stream): void {
  demand(
    count >= 2,
    `the source under test yields at least two ${stream}.`,
    `${count}.`,
    'give the suite a source over small good data.',
  );
}

async function leaveEarly(source: DataSource, stream: Stream): Promise<void> {
  const iterator = source[stream]()[Symbol.asyncIterator]();
  await iterator.next();
  demand(
    typeof iterator.return === 'function',
    'the iterator has return(), so that it can be left early.',
    'there is none.',
    'write the method as an async generator (async *interactions() { ... }).',
  );
  await iterator.return();
  const after = await iterator.next();
  demand(
    after.done === true,
    'after return() a read is over.',
    'next() gave another record.',
    'remember in return() that the read has ended; an async generator does.',
  );
}

async function demandAbort(source: DataSource, stream: Stream, honoursAbort: boolean): Promise<void> {
  const total = (await readAll(source, stream)).length;
  for (const abortAfter of [0, 1]) {
    const controller = new AbortController();
    if (abortAfter === 0) controller.abort();
    let count = 0;
    const error = await rejectionOf(async () => {
      for await (const _ of source[stream]({ signal: controller.signal })) {
        count++;
        if (count === abortAfter) controller.abort();
      }
    });
    demand(
      error === undefined || isRecommenderError(error, 'ABORTED'),
      'a read whose signal has fired ends, or rejects with ABORTED.',
      `${describeError(error)}.`,
      "end the read, or throw new RecommenderError('ABORTED', ...) where a library below raises an AbortError.",
    );
    demand(
      count <= total && !(honoursAbort && abortAfter === 0 && count > 0),
      honoursAbort
        ? 'with honoursAbort, a read whose signal has fired yields nothing.'
        : 'a read whose signal has fired yields no more records than a whole read.',
      `${count} records came (a whole read gives ${total}).`,
      'look at signal.aborted between records.',
    );
  }
}

async function demandSkips(source: DataSource, expected: number): Promise<void> {
  for (const stream of STREAMS) {
    const error = await rejectionOf(() => readAll(source, stream));
    demand(
      error === undefined,
      'a damaged record does not end a read, and onSkip is optional.',
      `${describeError(error)}.`,
      'catch the error of the record and call onSkip?.(...).',
    );
  }
  const skipped: SkippedRecord[] = [];
  const onSkip = (record: SkippedRecord) => skipped.push(record);
  await collect(source.interactions({ onSkip }));
  await collect(source.items({ onSkip }));
  skipped.forEach(demandReason);
  demand(
    skipped.length === expected,
    `each of the ${expected} damaged records is reported to onSkip once.`,
    `${skipped.length} reports.`,
    'call onSkip for every record that is left out.',
  );
}
