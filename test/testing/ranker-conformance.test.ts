import { describe, expect, it } from 'vitest';
import type { Ranker, RankerFitInput, RankingQuery, ScoreOptions } from '../../src/contracts/index.js';
import { itemsOf } from '../../src/dataset/interaction-matrix.js';
import { RecommenderError } from '../../src/errors.js';
import { tinyInteractions } from '../../src/testing/fakes/tiny-interactions.js';
import { rankerConformance } from '../../src/testing/ranker-conformance.js';
import type { EmbeddingMatrix, JsonObject, ModalityColumn, PluginState } from '../../src/types.js';
import { failingChecks } from './failing-checks.js';
import { PlainRanker } from './plain-ranker.js';

const OPTIONS = { historyIsEnough: true };

describe('a correct ranker passes every check', () => {
  for (const check of rankerConformance(() => new PlainRanker(), OPTIONS)) it(check.name, check.run);

  it('and so does one without any optional member', async () => {
    const plain = () => {
      const inner = new PlainRanker();
      const ranker: Ranker = {
        specVersion: 1,
        name: 'bare',
        fit: (input) => inner.fit(input),
        addItems: (modalities) => inner.addItems(modalities),
        score: (queries, options) => inner.score(queries, options),
      };
      return ranker;
    };
    expect(await failingChecks(rankerConformance(plain))).toEqual([]);
  });
});

/** The plain ranker with its scores changed. */
function scoring(
  change: (
    scores: EmbeddingMatrix,
    queries: readonly RankingQuery[],
    ranker: PlainRanker,
  ) => EmbeddingMatrix | Promise<EmbeddingMatrix>,
): () => Ranker {
  return () =>
    new (class extends PlainRanker {
      override async score(queries: readonly RankingQuery[], options?: ScoreOptions) {
        return change(await super.score(queries, options), queries, this);
      }
    })();
}

function withData(
  scores: EmbeddingMatrix,
  change: (value: number, index: number) => number,
): EmbeddingMatrix {
  return { ...scores, data: scores.data.map(change) };
}

/** Explanations follow from the scores, so that a change of the scores fails that check too. */
const EXPLAIN = 'the parts of explain add up to the score';
const BY_ITSELF = 'scores every query by itself';

const BROKEN: readonly [flaw: string, make: () => Ranker, fails: string[]][] = [
  ['no name', () => Object.assign(new PlainRanker(), { name: '' }), ['has specVersion 1 and a name']],
  [
    'a config with a class instance',
    () =>
      Object.assign(new PlainRanker(), { config: () => ({ since: new Date() }) as unknown as JsonObject }),
    ['config() survives JSON'],
  ],
  [
    'a TypeError before fit',
    () =>
      new (class extends PlainRanker {
        protected override get() {
          return this.fitted!;
        }
      })(),
    ['refuses to work before fit', 'can be fitted again after dispose'],
  ],
  [
    'vectors normalised in place',
    () =>
      new (class extends PlainRanker {
        override async fit(input: RankerFitInput) {
          await super.fit(input);
          for (const { matrix } of input.modalities) matrix.data.fill(0.5);
        }
      })(),
    ['leaves its inputs as they were'],
  ],
  [
    'liked items sorted in place',
    scoring((scores, queries) => {
      for (const { liked } of queries) liked.reverse();
      return scores;
    }),
    ['leaves its inputs as they were', BY_ITSELF],
  ],
  [
    'nothing said of an empty catalogue',
    () =>
      new (class extends PlainRanker {
        override async fit(input: RankerFitInput) {
          if (input.interactions.items > 0) await super.fit(input);
        }
      })(),
    ['refuses an empty catalogue'],
  ],
  [
    'zeros for NaN',
    () =>
      new (class extends PlainRanker {
        override fit(input: RankerFitInput) {
          return super.fit({ ...input, modalities: input.modalities.map(mended) });
        }
        override addItems(modalities: readonly ModalityColumn[]) {
          return super.addItems(modalities.map(mended));
        }
      })(),
    ['refuses embeddings with NaN or Infinity'],
  ],
  [
    'any modalities taken in',
    () =>
      new (class extends PlainRanker {
        override addItems(modalities: readonly ModalityColumn[]) {
          const { modalities: expected } = this.get();
          const known = expected.map(({ name }, index) => ({
            ...(modalities[index] ?? modalities[0]!),
            name,
          }));
          return super.addItems(known as readonly ModalityColumn[]).catch(() => undefined);
        }
      })(),
    ['refuses modalities of another shape', 'refuses embeddings with NaN or Infinity'],
  ],
  [
    'the signal ignored',
    () =>
      new (class extends PlainRanker {
        protected override refuseAborted() {}
      })(),
    ['an aborted call rejects with ABORTED'],
  ],
  [
    'scores divided by the number of liked items',
    scoring((scores, queries) =>
      withData(
        scores,
        (value, index) => value / queries[Math.floor(index / scores.dimensions)]!.liked.length,
      ),
    ),
    [
      'scores every item for every query',
      BY_ITSELF,
      'scores items without any modality, and fits without modalities',
    ],
  ],
  [
    'minus infinity for seen items',
    scoring((scores, queries) =>
      withData(scores, (value, index) =>
        queries[Math.floor(index / scores.dimensions)]!.liked.includes(index % scores.dimensions)
          ? -Infinity
          : value,
      ),
    ),
    ['scores every item for every query', 'scores items without any modality, and fits without modalities'],
  ],
  [
    'NaN where there is no content',
    scoring((scores, _queries, ranker) =>
      ranker.saveState().json.vectors?.toString() === '' ? withData(scores, () => Number.NaN) : scores,
    ),
    ['scores items without any modality, and fits without modalities'],
  ],
  [
    'scores divided by the largest of the call',
    scoring((scores) => withData(scores, (value) => value / Math.max(...scores.data, 1e-9))),
    [BY_ITSELF],
  ],
  [
    'rows in the order of the users',
    () =>
      new (class extends PlainRanker {
        override score(queries: readonly RankingQuery[], options?: ScoreOptions) {
          return super.score(
            queries.toSorted((left, right) => left.user - right.user),
            options,
          );
        }
      })(),
    [BY_ITSELF, 'scores a known user like a visitor with the same history'],
  ],
  [
    'no weight for a missing weight',
    () =>
      new (class extends PlainRanker {
        protected override parts(query: RankingQuery, item: number) {
          return super.parts({ ...query, weight: query.weight ?? (query.liked.map(() => 2) as never) }, item);
        }
      })(),
    ['takes a missing weight for 1'],
  ],
  [
    'a little chance in every score',
    scoring((scores) => withData(scores, (value) => value + 0.01 * Math.random())),
    ['the same fit gives the same scores, again and in a twin'],
  ],
  [
    'popularity that adds up over fits',
    () =>
      new (class extends PlainRanker {
        #earlier: number[] = [];
        override async fit(input: RankerFitInput) {
          await super.fit(input);
          const popularity = this.get().popularity.map((value, item) => value + (this.#earlier[item] ?? 0));
          this.#earlier = popularity;
          this.fitted = { ...this.get(), popularity };
        }
      })(),
    ['a second fit forgets the first', 'can be fitted again after dispose'],
  ],
  [
    'the strongest part only',
    () =>
      new (class extends PlainRanker {
        override async explain(query: RankingQuery, item: number) {
          return (await super.explain(query, item)).toSorted((a, b) => b.value - a.value).slice(0, 1);
        }
      })(),
    [EXPLAIN],
  ],
  [
    'parts from items that nobody liked',
    () =>
      new (class extends PlainRanker {
        override async explain(query: RankingQuery, item: number) {
          return (await super.explain(query, item)).map((part) => ({ ...part, item: 23 }));
        }
      })(),
    [EXPLAIN],
  ],
  [
    'the opposite taste',
    () =>
      new (class extends PlainRanker {
        protected override parts(query: RankingQuery, item: number) {
          return super.parts(query, item).map((part) => ({ ...part, value: -part.value }));
        }
      })(),
    [
      'ranks what is to the taste of a person higher',
      'added items can be liked',
      'ranks cold items of the fit by their embeddings',
      'ranks added items by their embeddings',
    ],
  ],
  [
    'a liking for even users',
    scoring((scores, queries) =>
      withData(
        scores,
        (value, index) =>
          value + (queries[Math.floor(index / scores.dimensions)]!.user > 0 ? index % scores.dimensions : 0),
      ),
    ),
    ['scores a known user like a visitor with the same history'],
  ],
  [
    'added items not counted',
    () =>
      new (class extends PlainRanker {
        override async addItems(modalities: readonly ModalityColumn[]) {
          const before = this.get();
          await super.addItems(modalities);
          this.fitted = before;
        }
      })(),
    [
      'added items get the next numbers and change no other score',
      'added items can be liked',
      'ranks added items by their embeddings',
      'comes back from a saved state',
    ],
  ],
  [
    'popularity as a share of all items, also added ones',
    scoring((scores) => withData(scores, (value) => value / scores.dimensions)),
    ['added items get the next numbers and change no other score', EXPLAIN],
  ],
  [
    'added items without their embeddings',
    () =>
      new (class extends PlainRanker {
        override async addItems(modalities: readonly ModalityColumn[]) {
          await super.addItems(modalities);
          for (const vectors of this.get().vectors) vectors.fill(null, vectors.length - 4);
        }
      })(),
    ['added items can be liked', 'ranks added items by their embeddings'],
  ],
  [
    'content for items with interactions only',
    () =>
      new (class extends PlainRanker {
        override async fit(input: RankerFitInput) {
          await super.fit(input);
          const { vectors, popularity } = this.get();
          for (const [item, value] of popularity.entries())
            if (value === 0) for (const all of vectors) all[item] = null;
        }
      })(),
    ['ranks cold items of the fit by their embeddings'],
  ],
  [
    'a state without popularity',
    () =>
      new (class extends PlainRanker {
        override saveState(): PluginState {
          const { popularity } = this.get();
          return { json: { ...super.saveState().json, popularity: popularity.map(() => 0) } };
        }
      })(),
    ['comes back from a saved state'],
  ],
  [
    'a state without embeddings',
    () =>
      new (class extends PlainRanker {
        override saveState(): PluginState {
          const { vectors } = this.get();
          return { json: { ...super.saveState().json, vectors: vectors.map((all) => all.map(() => null)) } };
        }
      })(),
    ['comes back from a saved state'],
  ],
  [
    'saveState alone',
    () => Object.assign(new PlainRanker(), { restoreState: undefined }),
    ['comes back from a saved state'],
  ],
  [
    'a ranker that is of no use after dispose',
    () =>
      new (class extends PlainRanker {
        #isDisposed = false;
        override async fit(input: RankerFitInput) {
          if (this.#isDisposed) throw new RecommenderError('NOT_FITTED', 'disposed');
          await super.fit(input);
        }
        override async dispose() {
          this.#isDisposed = true;
          await super.dispose();
        }
      })(),
    ['can be fitted again after dispose'],
  ],
];

describe('broken rankers fail', () => {
  it.each(BROKEN)('%s', async (_flaw, make, fails) => {
    const failed = await failingChecks(rankerConformance(make, OPTIONS));
    for (const name of fails) expect(failed).toContain(name);
    // A flaw that shows in every score may fail more; one that does not must not.
    if (failed.length <= 4)
      expect(failed.filter((name) => !fails.includes(name) && name !== EXPLAIN)).toEqual([]);
  });

  it('every check has a broken ranker that fails it', () => {
    const covered = new Set(BROKEN.flatMap(([, , fails]) => fails));
    const names = rankerConformance(() => new PlainRanker(), OPTIONS).map((check) => check.name);
    expect(names.filter((name) => !covered.has(name))).toEqual([]);
  });
});

describe('what a ranker does not claim is not demanded', () => {
  it('neither a personal order nor content', async () => {
    const popular = () =>
      new (class extends PlainRanker {
        protected override parts(query: RankingQuery, item: number) {
          return super.parts(query, item).slice(0, 1);
        }
      })();
    expect(await failingChecks(rankerConformance(popular, { personal: false, usesContent: false }))).toEqual(
      [],
    );
    expect(await failingChecks(rankerConformance(popular))).toEqual([
      'ranks what is to the taste of a person higher',
      'added items can be liked',
      'ranks cold items of the fit by their embeddings',
      'ranks added items by their embeddings',
    ]);
  });
});

describe('tinyInteractions', () => {
  it('is the same for a seed and another for the next', () => {
    expect(tinyInteractions({ seed: 3 })).toEqual(tinyInteractions({ seed: 3 }));
    expect(tinyInteractions({ seed: 3 })).not.toEqual(tinyInteractions({ seed: 4 }));
  });

  it('plants tastes, cold items and gaps', () => {
    const { interactions, modalities, tasteOfItem, tasteOfUser, coldItems } = tinyInteractions();
    let right = 0;
    for (let user = 0; user < interactions.users; user++) {
      const items = itemsOf(interactions, user);
      expect(items.length > 0).toBe(user < interactions.users - 1);
      for (const item of items) right += Number(tasteOfItem[item] === tasteOfUser[user]);
    }
    expect(right / interactions.itemIndex.length).toBeGreaterThan(0.75);
    for (const item of coldItems) expect(interactions.itemIndex).not.toContain(item);
    for (const { rowIndex } of modalities) expect(rowIndex.at(-1)).toBe(-1);
    expect(new Set(coldItems.map((item) => tasteOfItem[item]))).toEqual(new Set([0, 1]));
  });
});

function mended(column: ModalityColumn): ModalityColumn {
  const { matrix } = column;
  return {
    ...column,
    matrix: { ...matrix, data: matrix.data.map((value) => (Number.isFinite(value) ? value : 0)) },
  };
}
