import { describe, expect, it } from 'vitest';
import { buildDataset } from '../../src/dataset/build-dataset.js';
import { cleanText } from '../../src/dataset/clean-text.js';
import { splitDataset } from '../../src/dataset/split.js';
import { AmazonReviewsSource } from '../../src/sources/amazon-reviews-source.js';
import { CsvSource } from '../../src/sources/csv-source.js';
import type { Interaction } from '../../src/types.js';
import { collect, failureOf, hasRealData, realData } from './helpers.js';

const ALL = { sample: { kind: 'all' } } as const;
const histogram = (values: readonly { rating: number }[]) => {
  const counts: Record<number, number> = {};
  for (const { rating } of values) counts[rating] = (counts[rating] ?? 0) + 1;
  return counts;
};
const fashion = (name: string) => realData('amazon-jsonl', '2018-variants', `AMAZON_FASHION_5.${name}`);
const FASHION_RATINGS = { 1: 117, 2: 93, 3: 337, 4: 471, 5: 2158 };

// Skipped where the real data are not beside the repository (MULTIMODAL_SHARED names their folder).
describe.skipIf(!hasRealData)('real files (counts from their manifests)', () => {
  it.each([
    ['2018/AMAZON_FASHION_5.json', 3176, FASHION_RATINGS],
    ['2018/AMAZON_FASHION_5.json.gz', 3176, FASHION_RATINGS],
    ['2018/All_Beauty_5.json.gz', 5269, { 1: 115, 2: 64, 3: 109, 4: 332, 5: 4649 }],
    ['2023/Electronics_reviews_10k.jsonl.gz', 10_000, { 1: 735, 2: 363, 3: 633, 4: 1537, 5: 6732 }],
    ['2023/multicategory_reviews_3455.jsonl.gz', 3455, { 1: 256, 2: 138, 3: 262, 4: 487, 5: 2312 }],
  ])('%s', async (file, count, ratings) => {
    const source = new AmazonReviewsSource({ reviews: realData('amazon-jsonl', ...file.split('/')) });
    const { values, skipped } = await collect((read) => source.interactions(read));
    expect(skipped).toEqual([]);
    expect(values).toHaveLength(count);
    expect(histogram(values)).toEqual(ratings);
    const years = values.map(({ timestamp }) => new Date(timestamp!).getUTCFullYear());
    expect(Math.min(...years)).toBeGreaterThan(1995);
    expect(Math.max(...years)).toBeLessThan(2024);
  });

  it('2018: repetitions are dropped, texts are cleaned', async () => {
    const source = new AmazonReviewsSource({
      reviews: realData('amazon-jsonl', '2018', 'All_Beauty_5.json.gz'),
    });
    const { rows, items, summary } = await buildDataset(source, ALL);
    expect(items.size).toBe(85);
    expect(summary.droppedInteractions.DUPLICATE).toBeGreaterThanOrEqual(1050);
    const dropped = Object.values(summary.droppedInteractions).reduce((sum, count) => sum + count, 0);
    expect(rows.length + dropped).toBe(5269);
    expect(rows.some(({ text }) => /&(amp|quot|#3[49]);|<br|five stars$/i.test(text!))).toBe(false);
  });

  it('2018 variants: one null rating', async () => {
    const source = new AmazonReviewsSource({ reviews: fashion('jsonl-one-null-rating.json.gz') });
    const { values, skipped } = await collect((read) => source.interactions(read));
    expect(values).toHaveLength(3175);
    expect(skipped).toMatchObject([{ reason: 'RATING_NOT_A_NUMBER', line: 2, detail: 'the rating is null' }]);
  });

  it.each([
    ['json-array.json.gz', /JSON array.*gzip -dc FILE \| jq -c '\.\[\]'/],
    ['wrapped-productDetails.json.gz', /list "productDetails".*jq -c '\.\["productDetails"\]\[\]'/],
    ['concatenated-pretty.json.gz', /pretty-printed.*jq -c '\.'/],
    ['flattened.csv.gz', /a table.*CsvSource/],
  ])('2018 variants: %s is SOURCE_FORMAT', async (name, said) => {
    const source = new AmazonReviewsSource({ reviews: fashion(name) });
    const error = await failureOf(() => collect((read) => source.interactions(read)));
    expect(error).toMatchObject({ code: 'SOURCE_FORMAT', message: expect.stringMatching(said) });
  });

  it('2018 variants: the flattened table has the same reviews', async () => {
    const columns = {
      userId: 'reviewerID',
      itemId: 'asin',
      rating: 'overall',
      text: 'reviewText',
      title: 'summary',
      timestamp: 'unixReviewTime',
    };
    const table = new CsvSource({ interactions: { file: fashion('flattened.csv.gz'), columns } });
    const lines = new AmazonReviewsSource({
      reviews: realData('amazon-jsonl', '2018', 'AMAZON_FASHION_5.json'),
    });
    const { values, skipped } = await collect((read) => table.interactions(read));
    expect(skipped).toEqual([]);
    const cleaned = (list: readonly Interaction[]) =>
      list.map((one) => ({ ...one, text: cleanText(one.text ?? '') }));
    // The table was written with other line ends inside the texts.
    expect(cleaned(values)).toEqual(cleaned((await collect((read) => lines.interactions(read))).values));
  });

  it('2023: every item of the metadata sample has a picture and a price', async () => {
    const metadata = realData('amazon-jsonl', '2023', 'meta_Amazon_Fashion.sample500.jsonl');
    const { values, skipped } = await collect((read) =>
      new AmazonReviewsSource({ reviews: 'unused', metadata }).items(read),
    );
    expect(skipped).toEqual([]);
    expect(values).toHaveLength(500);
    expect(
      values.every(({ image }) => /^https:\/\/m\.media-amazon\.com\/.+\.(jpg|png|gif)$/.test(String(image))),
    ).toBe(true);
    expect(values.every(({ price, title }) => price! > 0 && title !== '')).toBe(true);
  });

  it('2023: reviews of many categories join with their metadata', async () => {
    const source = new AmazonReviewsSource({
      reviews: realData('amazon-jsonl', '2023', 'multicategory_reviews_3455.jsonl.gz'),
      metadata: realData('amazon-jsonl', '2023', 'multicategory_meta.jsonl.gz'),
    });
    const { summary } = await buildDataset(source, ALL);
    expect(summary).toMatchObject({ interactionsRead: 3455, users: 354, items: 3228 });
    expect(summary.droppedInteractions.ITEM_NOT_FOUND).toBeUndefined();
  });

  it('film reviews and posters: 15,782 joined rows, and the split that they come with', async () => {
    const source = new AmazonReviewsSource({
      reviews: realData('imdb-multimodal', 'reviews.jsonl.gz'),
      metadata: realData('imdb-multimodal', 'meta.jsonl'),
    });
    const { rows, items, summary } = await buildDataset(source);
    expect(summary).toMatchObject({
      rows: 15_782,
      items: 6259,
      rowsWithText: 15_782,
      rowsWithImageReference: 15_782,
      droppedInteractions: {},
    });
    expect(items.get('tt0004972')?.image).toBe(realData('posters', 'tt0004972.jpg'));
    const { summary: split } = splitDataset(rows, { kind: 'given' });
    expect(split).toEqual({ kind: 'given', train: 12_581, validation: 1624, test: 1577, unused: {} });
    const { summary: grouped } = splitDataset(rows, { kind: 'group-by-item' });
    expect(grouped.test / 15_782).toBeCloseTo(0.2, 2);
    expect(grouped.validation / 15_782).toBeCloseTo(0.1, 2);
  });

  it('ratings of films: a table of half stars with its table of films', async () => {
    const folder = (name: string) => realData('movielens-small-posters', name);
    const source = new CsvSource({
      interactions: {
        file: folder('ratings.csv'),
        columns: { userId: 'userId', itemId: 'movieId', rating: 'rating', timestamp: 'timestamp' },
      },
      items: {
        file: folder('movies.csv'),
        columns: { itemId: 'movieId', title: 'title', categories: 'genres' },
      },
    });
    expect((await collect((read) => source.interactions(read))).values).toHaveLength(100_836);
    const { values } = await collect((read) => source.items(read));
    expect(values[0]).toEqual({
      itemId: '1',
      title: 'Toy Story (1995)',
      categories: ['Adventure', 'Animation', 'Children', 'Comedy', 'Fantasy'],
    });
    const scale = { min: 0.5, max: 5, step: 0.5 };
    await expect(buildDataset(source, { scale })).rejects.toMatchObject({
      code: 'NO_ROWS',
      message: expect.stringContaining('25000 NO_TEXT_AND_NO_IMAGE'),
    });
  });
});
