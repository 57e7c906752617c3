import { describe, expect, it } from 'vitest';
import { buildDataset } from '../../src/dataset/build-dataset.js';
import { fakeSource, interactionsOf, itemsOf } from './helpers.js';

describe('keepBareItems', () => {
  const interactions = interactionsOf(12).map(({ text, ...one }, row) => ({
    ...one,
    ...(row % 2 === 0 && { text: text! }),
  }));
  // Of three items one has a record.
  const source = () => fakeSource(interactions, itemsOf(1));

  it('keeps what has no record and nothing to read, as its id alone', async () => {
    const { rows, items, summary } = await buildDataset(source(), { keepBareItems: true });
    expect(rows).toHaveLength(12);
    expect([...items.keys()].sort()).toEqual(['i0', 'i1', 'i2']);
    expect(items.get('i2')).toEqual({ itemId: 'i2' });
    expect(summary).toMatchObject({ rows: 12, items: 3, droppedInteractions: {} });
  });

  it('is off unless it is asked for', async () => {
    const { rows, summary } = await buildDataset(source(), { requireRatings: false });
    // Of one item there is a record, and of every second row of it a text.
    expect(rows).toHaveLength(2);
    const dropped = Object.values(summary.droppedInteractions).reduce((sum, count) => sum + count, 0);
    expect(dropped).toBe(12 - rows.length);
  });
});

describe('requireRatings', () => {
  const clicks = interactionsOf(9).map((one) => ({ ...one, rating: 1 }));

  it('off lets through what could teach no ratings', async () => {
    const { rows } = await buildDataset(fakeSource(clicks, itemsOf(3)), { requireRatings: false });
    expect(rows).toHaveLength(9);
    const few = await buildDataset(fakeSource(clicks.slice(0, 2), itemsOf(3)), { requireRatings: false });
    expect(few.rows).toHaveLength(2);
  });

  it('on refuses equal ratings and fewer rows than ratings', async () => {
    const build = (rows: typeof clicks) => buildDataset(fakeSource(rows, itemsOf(3)));
    await expect(build(clicks)).rejects.toMatchObject({ code: 'ONE_CLASS' });
    await expect(build(clicks.slice(0, 2))).rejects.toMatchObject({ code: 'TOO_FEW_ROWS' });
  });

  it('off still refuses a source without usable rows', async () => {
    const nothing = buildDataset(fakeSource([{ ...clicks[0]!, rating: 9 }], itemsOf(3)), {
      requireRatings: false,
    });
    await expect(nothing).rejects.toMatchObject({ code: 'NO_ROWS' });
  });
});
