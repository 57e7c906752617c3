import { describe, expect, it } from 'vitest';
import { buildDataset } from '../../src/dataset/build-dataset.js';
import { keepRows } from '../../src/dataset/keep-rows.js';
import { InMemorySource } from '../../src/sources/in-memory-source.js';

const dataset = () =>
  buildDataset(
    new InMemorySource({
      interactions: Array.from({ length: 20 }, (_, index) => ({
        userId: `u${index}`,
        itemId: index < 15 ? 'a' : 'b',
        rating: 1 + (index % 5),
        text: `text ${index}`,
      })),
      items: [{ itemId: 'a', image: 'a.jpg' }, { itemId: 'b' }],
    }),
  );

describe('keepRows', () => {
  it('drops rows with their items and counts them', async () => {
    const kept = keepRows(await dataset(), (row) => row.itemId === 'a', 'NO_USABLE_MODALITY');
    expect(kept.rows).toHaveLength(15);
    expect([...kept.items.keys()]).toEqual(['a']);
    expect(kept.summary).toMatchObject({
      rows: 15,
      users: 15,
      items: 1,
      rowsWithText: 15,
      rowsWithImageReference: 15,
      droppedInteractions: { NO_USABLE_MODALITY: 5 },
    });
    expect(kept.summary.ratings.map(({ count }) => count)).toEqual([3, 3, 3, 3, 3]);
  });

  it('adds to an earlier count and changes nothing when nothing goes', async () => {
    const whole = await dataset();
    expect(keepRows(whole, () => true, 'NO_USABLE_MODALITY')).toBe(whole);
    const once = keepRows(whole, (row) => row.userId !== 'u0', 'NO_USABLE_MODALITY');
    const twice = keepRows(once, (row) => row.userId !== 'u1', 'NO_USABLE_MODALITY');
    expect(twice.summary.droppedInteractions).toEqual({ NO_USABLE_MODALITY: 2 });
  });

  it.each([
    ['NO_ROWS', () => false],
    ['TOO_FEW_ROWS', (row: { rating: number; userId: string }) => row.userId < 'u10'],
    ['ONE_CLASS', (row: { rating: number; userId: string }) => row.rating === 1],
  ])('raises %s when nothing can be learnt from the rest', async (code, keep) => {
    const whole = await dataset();
    const rows = code === 'ONE_CLASS' ? [...whole.rows, ...whole.rows] : whole.rows;
    expect(() => keepRows({ ...whole, rows }, keep, 'NO_USABLE_MODALITY')).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
