import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { DataSource, ReadItemsOptions, ReadOptions } from '../../src/contracts/index.js';
import {
  type DataSourceConformanceOptions,
  dataSourceConformance,
} from '../../src/testing/data-source-conformance.js';
import { tinyDataset } from '../../src/testing/fakes/tiny-dataset.js';
import type { Interaction, Item } from '../../src/types.js';
import { failingChecks } from './failing-checks.js';

const { interactions, items } = tinyDataset({ rows: 6, items: 4 });

/** A correct source over lists; entries that are strings count as damaged. */
class ListSource implements DataSource {
  readonly specVersion = 1;
  readonly name: string = 'lists';

  constructor(protected readonly damaged = 0) {}

  async *interactions(options: ReadOptions = {}): AsyncGenerator<Interaction> {
    for (let line = 1; line <= this.damaged; line++) options.onSkip?.({ reason: 'MALFORMED_JSON', line });
    for (const record of interactions) {
      if (options.signal?.aborted) return;
      yield { ...record };
    }
  }

  async *items(options: ReadItemsOptions = {}): AsyncGenerator<Item> {
    for (const record of items) {
      if (options.signal?.aborted) return;
      yield { ...record };
    }
  }
}

const damaged: DataSourceConformanceOptions = { damaged: { make: () => new ListSource(2), skipped: 2 } };

describe('a correct source passes every check', () => {
  const checks = dataSourceConformance(() => new ListSource(), { ...damaged, honoursAbort: true });
  for (const check of checks) it(check.name, check.run);

  it('and so does the tiny dataset', async () => {
    expect(await failingChecks(dataSourceConformance(() => tinyDataset().source))).toEqual([]);
  });
});

/** The correct source with every interaction changed on its way. */
function interactionsAs(change: (record: Interaction) => unknown): () => DataSource {
  return () =>
    new (class extends ListSource {
      override async *interactions(options?: ReadOptions) {
        for await (const record of super.interactions(options)) yield change(record) as Interaction;
      }
    })();
}

/** The correct source with every item changed on its way. */
function itemsAs(change: (record: Item) => unknown): () => DataSource {
  return () =>
    new (class extends ListSource {
      override async *items(options?: ReadItemsOptions) {
        for await (const record of super.items(options)) yield change(record) as Item;
      }
    })();
}

const thisFile = fileURLToPath(import.meta.url);
const leaked: number[] = [];

const BROKEN: readonly [flaw: string, make: () => DataSource, fails: string[]][] = [
  ['no name', () => Object.assign(new ListSource(), { name: '' }), ['has specVersion 1 and a name']],
  [
    'ratings in words',
    interactionsAs((record) => ({ ...record, rating: '5' })),
    ['interactions are well-formed'],
  ],
  [
    'NaN for a rating',
    interactionsAs((record) => ({ ...record, rating: Number.NaN })),
    ['interactions are well-formed'],
  ],
  [
    'numbers for ids',
    interactionsAs((record) => ({ ...record, userId: 7 })),
    ['interactions are well-formed'],
  ],
  [
    'null for no text',
    interactionsAs((record) => ({ ...record, text: null })),
    ['interactions are well-formed'],
  ],
  [
    'a date',
    interactionsAs((record) => ({ ...record, timestamp: '2024-01-01' })),
    ['interactions are well-formed'],
  ],
  ['an empty item id', itemsAs((record) => ({ ...record, itemId: '' })), ['items are well-formed']],
  ['an empty image', itemsAs((record) => ({ ...record, image: '' })), ['items are well-formed']],
  ['a price in words', itemsAs((record) => ({ ...record, price: '$5' })), ['items are well-formed']],
  [
    'features as one string',
    itemsAs((record) => ({ ...record, features: 'soft' })),
    ['items are well-formed'],
  ],
  [
    'one record object for all',
    () => {
      const shared: Partial<Interaction> = {};
      return interactionsAs((record) => Object.assign(shared, record))();
    },
    ['interactions stay as they were when later ones come'],
  ],
  [
    'a position kept on the object',
    () => {
      let position = 0;
      return new (class extends ListSource {
        override async *items() {
          position = 0;
          while (position < items.length) yield { ...items[position++]! };
        }
      })();
    },
    ['items can be read again, also at the same time'],
  ],
  [
    'a file left open',
    () =>
      new (class extends ListSource {
        override async *interactions(options?: ReadOptions) {
          const file = openSync(thisFile, 'r');
          leaked.push(file);
          yield* super.interactions(options);
          closeSync(leaked.splice(leaked.indexOf(file), 1)[0]!);
        }
      })(),
    ['interactions can be left early, and are closed'],
  ],
  [
    'an iterator without return()',
    () =>
      new (class extends ListSource {
        override items(options?: ReadItemsOptions) {
          const inner = super.items(options);
          return { [Symbol.asyncIterator]: () => ({ next: () => inner.next() }) } as AsyncGenerator<Item>;
        }
      })(),
    ['items can be left early, and are closed'],
  ],
  [
    'a look-up that loses the last wanted item',
    () =>
      new (class extends ListSource {
        override async *items(options?: ReadItemsOptions) {
          let left = options?.itemIds === undefined ? items.length : options.itemIds.size - 1;
          for await (const item of super.items(options)) {
            if (options?.itemIds === undefined || options.itemIds.has(item.itemId))
              if (left-- > 0) yield item;
          }
        }
      })(),
    ['itemIds loses none of the wanted items'],
  ],
  [
    "the platform's AbortError",
    () =>
      new (class extends ListSource {
        override async *interactions(options?: ReadOptions) {
          options?.signal?.throwIfAborted();
          yield* super.interactions(options);
        }
        override async *items(options?: ReadItemsOptions) {
          options?.signal?.throwIfAborted();
          yield* super.items(options);
        }
      })(),
    ['interactions end when aborted', 'items end when aborted'],
  ],
  [
    'a reason in words',
    () =>
      new (class extends ListSource {
        override async *items(options?: ReadItemsOptions) {
          options?.onSkip?.({ reason: 'line 3 is broken' });
          yield* super.items(options);
        }
      })(),
    ['skipped records have a reason'],
  ],
];

describe('broken sources fail', () => {
  it.each(BROKEN)('%s', async (_flaw, make, fails) => {
    expect((await failingChecks(dataSourceConformance(make, damaged))).sort()).toEqual(fails.sort());
    for (const file of leaked.splice(0)) closeSync(file);
  });

  it.each([
    ['none reported', () => new ListSource(0)],
    ['one reported twice', () => new ListSource(3)],
    [
      'an error instead',
      () =>
        interactionsAs(() => {
          throw new SyntaxError('Unexpected token');
        })(),
    ],
  ])('damaged records: %s', async (_flaw, make) => {
    const checks = dataSourceConformance(() => new ListSource(), { damaged: { make, skipped: 2 } });
    expect(await failingChecks(checks)).toEqual([
      'damaged records are skipped and reported, not lost and not fatal',
    ]);
  });

  it('a connection left open, as openCount tells', async () => {
    let open = 0;
    const make = () =>
      new (class extends ListSource {
        override async *items(options?: ReadItemsOptions) {
          open++;
          yield* super.items(options);
          open--;
        }
      })();
    const failed = await failingChecks(dataSourceConformance(make, { openCount: () => open }));
    expect(failed).toEqual(['items can be left early, and are closed']);
  });

  it('a read that never ends', async () => {
    const make = () => Object.assign(new ListSource(), { name: 'endless', items: endless });
    const failed = await failingChecks(dataSourceConformance(make as () => DataSource, { timeoutMs: 30 }));
    expect(failed).toContain('items are well-formed');
  });

  it('ignoring the signal fails where honouring it is asked for', async () => {
    const checks = dataSourceConformance(() => tinyDataset().source, { honoursAbort: true });
    expect(await failingChecks(checks)).toEqual(['interactions end when aborted', 'items end when aborted']);
  });

  it('every check has a broken source that fails it', () => {
    const kindOf = (name: string) => name.replace(/^(interactions|items) (?!are)/, '');
    const covered = new Set([
      ...BROKEN.flatMap(([, , fails]) => fails.map(kindOf)),
      'damaged records are skipped and reported, not lost and not fatal',
    ]);
    const names = dataSourceConformance(() => new ListSource(), damaged).map((check) => kindOf(check.name));
    expect(names.filter((name) => !covered.has(name))).toEqual([]);
  });
});

async function* endless(): AsyncGenerator<Item> {
  await new Promise(() => {});
  yield { itemId: 'never' };
}
