import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawSampleCatalogue } from '../../../examples/sample-catalogue/index.js';
import type { DataSource } from '../../../src/contracts/index.js';
import { buildDataset } from '../../../src/dataset/build-dataset.js';
import type { SplitKind } from '../../../src/dataset/split/options.js';
import { splitDataset } from '../../../src/dataset/split.js';
import { findLeaks } from '../../../src/evaluation/leak-guard.js';
import { AmazonReviewsSource } from '../../../src/sources/amazon-reviews-source.js';
import { itemText } from '../../../src/tasks/preference/item-text.js';
import { oncePerPair } from '../../../src/tasks/preference/once-per-pair.js';
import { reviewInput } from '../../../src/tasks/preference/review-input.js';
import { tinyShop } from '../../../src/testing/index.js';
import { hasRealData, realData } from '../../sources/helpers.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'honest-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the guard finds in the inputs that the preference task reads, and what it finds when all reviews are among them. */
async function found(source: DataSource, kind: SplitKind) {
  const read = await buildDataset(source, { sample: { kind: 'all' }, keepBareItems: true });
  const { rows, items } = oncePerPair(read, Date.now(), true);
  const { indices } = splitDataset(rows, { kind, seed: 1 });
  const train = new Set(indices.train);
  const kindsWith = (visible: (string | undefined)[]) =>
    findLeaks({
      rows,
      indices,
      splitKind: kind,
      items,
      inputs: [
        { name: 'item text', textOf: ({ itemId }) => itemText(items.get(itemId)!) },
        reviewInput(rows, visible),
      ],
    }).map((finding) => finding.kind);
  return {
    honest: kindsWith(rows.map(({ text }, row) => (train.has(row) ? text : undefined))),
    careless: kindsWith(rows.map(({ text }) => text)),
  };
}

describe('the inputs of the preference task', () => {
  it('hold no leak for a tiny shop', async () => {
    const { honest, careless } = await found(tinyShop({ users: 120, perUser: 9 }).source, 'global-temporal');
    expect(honest).toEqual([]);
    expect(careless).toContain('test-text');
  });

  it('hold no leak for the sample catalogue', async () => {
    const files = await drawSampleCatalogue({ directory: folder, products: 60, reviews: 900 });
    const { honest, careless } = await found(new AmazonReviewsSource(files), 'global-temporal');
    expect(honest).toEqual([]);
    expect(careless).toContain('test-text');
  }, 60_000);

  // Skipped where the real data are not beside the repository (MULTIMODAL_SHARED names their folder).
  it.skipIf(!hasRealData)(
    'hold no leak for real film reviews',
    async () => {
      const source = new AmazonReviewsSource({
        reviews: realData('imdb-multimodal', 'reviews.jsonl.gz'),
        metadata: realData('imdb-multimodal', 'meta.jsonl'),
      });
      const { honest, careless } = await found(source, 'given');
      expect(honest).toEqual([]);
      expect(careless).toContain('test-text');
    },
    120_000,
  );
});
