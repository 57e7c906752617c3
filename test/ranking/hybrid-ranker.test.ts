import { beforeAll, describe, expect, it } from 'vitest';
import type { InteractionMatrix, Ranker, RankerFitInput } from '../../src/contracts/index.js';
import { historyQuery, interactionMatrix } from '../../src/dataset/interaction-matrix.js';
import { RecommenderError } from '../../src/errors.js';
import { ContentKnnRanker } from '../../src/ranking/content-knn-ranker.js';
import { EaseRanker } from '../../src/ranking/ease-ranker.js';
import { GraphFilterRanker } from '../../src/ranking/graph-filter-ranker.js';
import { HybridRanker } from '../../src/ranking/hybrid-ranker.js';
import { PopularityRanker } from '../../src/ranking/popularity-ranker.js';
import type { ModalityColumn, PluginState, ProgressEvent } from '../../src/types.js';
import { PlainRanker } from '../testing/plain-ranker.js';
import { ndcgOf, planted } from './planted.js';

const data = planted();
const input = (changes: Partial<RankerFitInput> = {}): RankerFitInput => ({
  interactions: data.train,
  modalities: data.modalities,
  seed: 1,
  ...changes,
});
/** The graph is made of interactions alone, so that it knows nothing of cold items. */
const candidates = () => [
  new PopularityRanker(),
  new ContentKnnRanker(),
  new GraphFilterRanker({ contentWeight: 0 }),
];
const query = historyQuery(data.train, 0);

describe('HybridRanker on planted data', () => {
  let hybrid: HybridRanker;
  beforeAll(async () => {
    hybrid = new HybridRanker({ candidates: candidates() });
    await hybrid.fit(input());
  });

  it('goes by interactions where there are some and by contents where there are none, and says so', () => {
    const said = hybrid.describe();
    const [warm, cold] = said.split('Items without: ');
    expect(warm).toMatch(/^Items with interactions: (GraphFilterRanker alone|0\.[5-9]\d GraphFilterRanker)/);
    expect(cold).toMatch(/^(ContentKnnRanker alone|0\.[5-9]\d ContentKnnRanker)/);
    expect(said).toMatch(/NDCG@20 \d\.\d{4} for \d+ users/);
  });

  it('is no worse than the best candidate on items of either kind that it has not seen', async () => {
    const cases: [InteractionMatrix, (item: number) => boolean][] = [
      [data.warmTest, (item) => !data.isCold(item)],
      [data.coldTest, data.isCold],
    ];
    for (const [test, mayBeFound] of cases) {
      const alone: number[] = [];
      for (const candidate of candidates()) {
        await candidate.fit(input());
        alone.push(await ndcgOf(candidate, data, test, mayBeFound));
      }
      const own = await ndcgOf(hybrid, data, test, mayBeFound);
      expect(own).toBeGreaterThanOrEqual(Math.max(...alone) - 0.01);
      // The data tells the candidates apart: the choice is worth something.
      expect(own).toBeGreaterThan(Math.min(...alone) + 0.1);
    }
  });

  it('fits the same twice, and another way with another seed', async () => {
    const scoresOf = async (seed: number) => {
      const twin = new HybridRanker({ candidates: candidates() });
      await twin.fit(input({ seed }));
      return [twin.describe(), (await twin.score([query])).data] as const;
    };
    const first = await scoresOf(1);
    expect(await scoresOf(1)).toEqual(first);
    expect((await scoresOf(2))[0]).not.toBe(first[0]);
  });

  it('comes back from its state with its description', async () => {
    const twin = new HybridRanker({ candidates: candidates() });
    twin.restoreState(structuredClone(hybrid.saveState()));
    expect(twin.describe()).toBe(hybrid.describe());
    expect((await twin.score([query])).data).toEqual((await hybrid.score([query])).data);
    expect(await twin.explain(query, 140)).toEqual(await hybrid.explain(query, 140));
  });

  it('refuses the state of something else', async () => {
    const good = hybrid.saveState();
    const kinds = good.arrays!.kinds!;
    const bad: PluginState[] = [
      { json: {} },
      { ...good, json: { ...good.json, members: ['SomebodyElse'] } },
      { ...good, json: { ...good.json, warm: [1, 2, 3, 4, 5] } },
      { ...good, json: { ...good.json, states: {} } },
      { ...good, arrays: { kinds } },
      { ...good, arrays: { ...good.arrays, kinds: kinds.map(() => 7) } },
      { json: good.json },
    ];
    for (const state of bad) {
      const twin = new HybridRanker({ candidates: candidates() });
      expect(() => twin.restoreState(state)).toThrow(expect.objectContaining({ code: 'SAVE_CORRUPT' }));
      await expect(twin.score([query])).rejects.toMatchObject({ code: 'NOT_FITTED' });
    }
  });

  it('notices members of other catalogues', async () => {
    const good = hybrid.saveState();
    const longer = new Float32Array(good.arrays!.kinds!.length + 1);
    const twin = new HybridRanker({ candidates: candidates() });
    twin.restoreState({ ...good, arrays: { ...good.arrays, kinds: longer, popularity: longer } });
    await expect(twin.score([query])).rejects.toMatchObject({ code: 'DIMENSION_MISMATCH' });
  });

  it('shows somebody who likes nothing yet what most people like, and says why', async () => {
    const { interactions } = input();
    const counts = new Float32Array(interactions.items);
    for (const item of interactions.itemIndex) counts[item]! += 1;
    const nobody = { user: -1, liked: new Int32Array() };
    const { data } = await hybrid.score([nobody]);
    expect([...data.subarray(0, counts.length)]).toEqual([...counts]);
    const popular = counts.indexOf(Math.max(...counts));
    expect(await hybrid.explain(nobody, popular)).toEqual([
      { item: -1, modality: 'interactions', value: counts[popular] },
    ]);
  });

  it('tells how far it is, up to the end', async () => {
    const told: ProgressEvent[] = [];
    const twin = new HybridRanker({ candidates: candidates() });
    await twin.fit(input({ onProgress: (event) => told.push(event) }));
    const own = told.filter((event) => event.stage === 'fit-ranker' && event.ranker === 'HybridRanker');
    expect(own.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(own.map(({ total }) => total))).toEqual(new Set([6]));
  });
});

describe('HybridRanker with little to go by', () => {
  const columns = (items: number): readonly ModalityColumn[] => [
    {
      name: 'content',
      matrix: {
        data: Float32Array.from({ length: 2 * items }, (_, index) => (index % 3) + 1),
        rows: items,
        dimensions: 2,
      },
      rowIndex: Int32Array.from({ length: items }, (_, item) => item),
    },
  ];
  const tiny: [string, InteractionMatrix][] = [
    ['one user and one item', interactionMatrix(1, 1, [{ user: 0, item: 0 }])],
    [
      'one user',
      interactionMatrix(
        1,
        6,
        [0, 1, 2, 3, 4].map((item) => ({ user: 0, item })),
      ),
    ],
    [
      'one item',
      interactionMatrix(
        4,
        1,
        [0, 1, 2].map((user) => ({ user, item: 0 })),
      ),
    ],
    [
      'users with one interaction each',
      interactionMatrix(
        6,
        6,
        [0, 1, 2, 3, 4].map((user) => ({ user, item: user })),
      ),
    ],
  ];

  it.each(tiny)('fits %s', async (_name, interactions) => {
    for (const coldItems of [0, 0.5, 0.99]) {
      const hybrid = new HybridRanker({ coldItems });
      await hybrid.fit({ interactions, modalities: columns(interactions.items), seed: 1 });
      const { data: scores } = await hybrid.score([
        historyQuery(interactions, 0),
        { user: -1, liked: new Int32Array() },
      ]);
      expect(scores).toHaveLength(2 * interactions.items);
      expect(scores.every(Number.isFinite)).toBe(true);
    }
  });

  it('lets all candidates take part alike where nothing can be set aside, and says so', async () => {
    const [, interactions] = tiny[3]!;
    const hybrid = new HybridRanker({ candidates: candidates(), coldItems: 0 });
    await hybrid.fit({ interactions, modalities: columns(6), seed: 1 });
    for (const kind of ['Items with interactions', 'Items without']) {
      expect(hybrid.describe()).toContain(
        `${kind}: 0.33 PopularityRanker + 0.33 ContentKnnRanker + 0.33 GraphFilterRanker (nothing could be set aside to try).`,
      );
    }
    expect(hybrid.describe()).toContain('are shifted by 0,');
  });

  it('refuses a matrix without interactions and a catalogue without items', async () => {
    const fitting = (users: number, items: number) =>
      new HybridRanker().fit({
        interactions: interactionMatrix(users, items, []),
        modalities: [],
        seed: 1,
      });
    await expect(fitting(3, 3)).rejects.toMatchObject({ code: 'NO_ROWS' });
    await expect(fitting(3, 0)).rejects.toMatchObject({ code: 'EMPTY_CATALOGUE' });
  });

  it('counts items of a fit without modalities as it cannot be added to', async () => {
    const hybrid = new HybridRanker();
    await hybrid.fit(input({ modalities: [] }));
    await expect(hybrid.addItems([])).rejects.toMatchObject({ code: 'DIMENSION_MISMATCH' });
    expect((await hybrid.score([query])).dimensions).toBe(data.train.items);
  });
});

describe('candidates of a HybridRanker', () => {
  it('that the catalogue is too large for are left out, which it says', async () => {
    const hybrid = new HybridRanker({
      candidates: [new PopularityRanker(), new EaseRanker({ maxItems: 10 })],
    });
    await hybrid.fit(input());
    expect(hybrid.describe()).toMatch(/PopularityRanker alone.*EaseRanker was left out: /);
    const none = new HybridRanker({ candidates: [new EaseRanker({ maxItems: 10 })] });
    await expect(none.fit(input())).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining('EaseRanker'),
    });
  });

  it('that fail leave it unfitted', async () => {
    class Failing extends PlainRanker {
      override readonly name = 'Failing';
      fits = 0;
      override async fit(given: RankerFitInput): Promise<void> {
        this.fits += 1;
        if (this.fits > 2) throw new RecommenderError('TRAINING_DIVERGED', 'no luck');
        await super.fit(given);
      }
    }
    const hybrid = new HybridRanker({ candidates: [new Failing()] });
    await hybrid.fit(input());
    await hybrid.score([query]);
    await expect(hybrid.fit(input())).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
    await expect(hybrid.score([query])).rejects.toMatchObject({ code: 'NOT_FITTED' });
    expect(() => hybrid.describe()).toThrow(expect.objectContaining({ code: 'NOT_FITTED' }));
  });

  it('are only grown when new items are as they should be', async () => {
    const hybrid = new HybridRanker({ candidates: candidates() });
    await hybrid.fit(input());
    const [column] = data.modalities;
    const wrong = { ...column!, rowIndex: Int32Array.of(0, 999) };
    await expect(hybrid.addItems([wrong])).rejects.toMatchObject({ code: 'DIMENSION_MISMATCH' });
    await hybrid.addItems([{ ...column!, rowIndex: Int32Array.of(0, -1) }]);
    expect((await hybrid.score([query])).dimensions).toBe(data.train.items + 2);
  });

  it('may have grown while it was asked', async () => {
    const hybrid = new HybridRanker({ candidates: candidates() });
    await hybrid.fit(input());
    const queries = [0, 1, 2].map((user) => historyQuery(data.train, user));
    const before = await hybrid.score(queries);
    const [during] = await Promise.all([
      hybrid.score(queries),
      hybrid.addItems([{ ...data.modalities[0]!, rowIndex: Int32Array.of(0) }]),
    ]);
    expect(during.dimensions).toBe(before.dimensions);
    expect(during.data).toEqual(before.data);
  });

  it('must be rankers, one at least', () => {
    for (const options of [
      { candidates: [] },
      { candidates: [{ name: 'x' } as unknown as Ranker] },
      { k: 0 },
      { k: 1.5 },
      { validation: 0 },
      { validation: 1 },
      { coldItems: -0.1 },
      { coldItems: 1 },
      { users: 0 },
      { unheardOf: 1 } as object,
    ]) {
      expect(() => new HybridRanker(options), JSON.stringify(options)).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTIONS' }),
      );
    }
  });

  it('that cannot be saved are named', async () => {
    class Forgetful extends PlainRanker {
      override readonly name = 'Forgetful';
    }
    const forgetful = new Forgetful();
    Object.assign(forgetful, { saveState: undefined });
    const hybrid = new HybridRanker({ candidates: [forgetful] });
    await hybrid.fit(input());
    expect(() => hybrid.saveState()).toThrow(
      expect.objectContaining({ code: 'PLUGIN_MISMATCH', message: expect.stringContaining('Forgetful') }),
    );
  });
});
