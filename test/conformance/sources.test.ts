import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { DataSource } from '../../src/contracts/index.js';
import { AmazonReviewsSource } from '../../src/sources/amazon-reviews-source.js';
import { CsvSource } from '../../src/sources/csv-source.js';
import { InMemorySource } from '../../src/sources/in-memory-source.js';
import { dataSourceConformance, tinyDataset } from '../../src/testing/index.js';

const { interactions, items } = tinyDataset({ rows: 40, items: 9 });
let folder = '';
const file = (name: string) => join(folder, name);
const jsonl = (records: readonly unknown[]) =>
  records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record))).join('\r\n');
const csv = (records: readonly Record<string, unknown>[]) =>
  [Object.keys(records[0]!), ...records.map(Object.values)].map((row) => row.join(';')).join('\n');

const reviews = interactions.map(({ userId, itemId, rating, text, timestamp }) => ({
  user_id: userId,
  parent_asin: itemId,
  asin: itemId,
  rating,
  text,
  title: 'Title',
  timestamp,
}));
const metadata = items.map(({ itemId, title }) => ({
  parent_asin: itemId,
  title,
  images: [{ large: `https://example.com/${itemId}.jpg`, variant: 'MAIN' }],
}));
const reviewRows = interactions.map(({ userId, itemId, rating, text }) => ({ userId, itemId, rating, text }));
const itemRows = items.map(({ itemId, title }) => ({ itemId, title, image: `pictures/${itemId}.png` }));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  await writeFile(file('reviews.jsonl'), jsonl(reviews));
  await writeFile(file('meta.jsonl.gz'), gzipSync(jsonl(metadata)));
  await writeFile(
    file('damaged-reviews.jsonl'),
    jsonl([...reviews, '{"rating": 5', { ...reviews[0], rating: 'five' }]),
  );
  await writeFile(file('damaged-meta.jsonl'), jsonl([...metadata, { title: 'no id' }]));
  await writeFile(file('reviews.csv'), csv(reviewRows));
  await writeFile(file('items.csv'), csv(itemRows));
  await writeFile(
    file('damaged.csv'),
    csv([...reviewRows, { ...reviewRows[0], rating: 'five' }, { ...reviewRows[1], userId: '' }]),
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const csvSource = (reviewFile: string, withItems: boolean) =>
  new CsvSource({
    interactions: {
      file: file(reviewFile),
      columns: { userId: 'userId', itemId: 'itemId', rating: 'rating', text: 'text' },
      delimiter: ';',
    },
    ...(withItems
      ? {
          items: {
            file: file('items.csv'),
            columns: { itemId: 'itemId', title: 'title', image: 'image' },
            delimiter: ';',
          },
        }
      : {}),
  });

const SOURCES: readonly [name: string, make: () => DataSource, damaged: () => DataSource, skipped: number][] =
  [
    [
      'AmazonReviewsSource',
      () => new AmazonReviewsSource({ reviews: file('reviews.jsonl'), metadata: file('meta.jsonl.gz') }),
      () =>
        new AmazonReviewsSource({
          reviews: file('damaged-reviews.jsonl'),
          metadata: file('damaged-meta.jsonl'),
        }),
      3,
    ],
    [
      'AmazonReviewsSource without metadata',
      () => new AmazonReviewsSource({ reviews: file('reviews.jsonl') }),
      () => new AmazonReviewsSource({ reviews: file('damaged-reviews.jsonl') }),
      2,
    ],
    ['CsvSource', () => csvSource('reviews.csv', true), () => csvSource('damaged.csv', true), 2],
    [
      'CsvSource without items',
      () => csvSource('reviews.csv', false),
      () => csvSource('damaged.csv', false),
      2,
    ],
    [
      'InMemorySource',
      () => new InMemorySource({ interactions, items }),
      () =>
        new InMemorySource({
          interactions: [...interactions, { ...interactions[0]!, rating: Number.NaN }],
          items: [...items, { itemId: '' }],
        }),
      2,
    ],
    [
      'InMemorySource without items',
      () => new InMemorySource({ interactions }),
      () => new InMemorySource({ interactions: [...interactions, { ...interactions[0]!, userId: '' }] }),
      1,
    ],
  ];

describe.each(SOURCES)('%s', (_name, make, damaged, skipped) => {
  const checks = dataSourceConformance(make, { damaged: { make: damaged, skipped }, honoursAbort: true });
  for (const check of checks) it(check.name, check.run);
});
