import { describe, expect, it } from 'vitest';
import { buildDataset } from '../../../src/dataset/build-dataset.js';
import { itemsOf as entriesOf } from '../../../src/dataset/interaction-matrix.js';
import { Vocabulary } from '../../../src/dataset/vocabulary.js';
import { likedAndSeen } from '../../../src/tasks/preference/likes.js';
import { oncePerPair } from '../../../src/tasks/preference/once-per-pair.js';
import { columnOfRows, userColumn } from '../../../src/tasks/preference/rating-columns.js';
import { fakeSource } from '../../dataset/helpers.js';
import { columnOf, people } from './shelf.js';

describe('People', () => {
  it('knows what users like, have seen, and what is popular', () => {
    const known = people();
    expect(known.numberOf('bob')).toBe(1);
    expect(known.numberOf('dan')).toBe(-1);
    expect(known.query(0)).toMatchObject({ user: 0, liked: Int32Array.of(0, 2) });
    expect(known.query(2).liked).toHaveLength(0);
    expect([...known.seenBy(0)]).toEqual([0, 2, 4]);
    // Two items have come since the fit.
    expect([...known.popularity(8)]).toEqual([1, 0, 2, 0, 0, 0, 0, 0]);
  });
});

describe('oncePerPair', () => {
  const row = (userId: string, itemId: string, rating: number, timestamp?: number) => ({
    userId,
    itemId,
    rating,
    ...(timestamp !== undefined && { timestamp }),
  });
  const datasetOf = (rows: readonly ReturnType<typeof row>[]) =>
    buildDataset(
      fakeSource(rows, [
        { itemId: 'a', title: 'A' },
        { itemId: 'b', title: 'B' },
      ]),
      {
        keepBareItems: true,
        requireRatings: false,
      },
    );

  it('keeps the latest of each user and item, the last where times do not tell, and counts the rest', async () => {
    const dataset = await datasetOf([
      row('u', 'a', 1, 30),
      row('u', 'a', 2, 10),
      row('v', 'a', 3),
      row('v', 'a', 4),
      row('u', 'b', 5, 20),
      row('w', 'b', 1, 1001),
    ]);
    const { rows, summary } = oncePerPair(dataset, 1000, false);
    expect(rows.map(({ userId, itemId, rating }) => [userId, itemId, rating])).toEqual([
      ['u', 'a', 1],
      ['v', 'a', 4],
      ['u', 'b', 5],
    ]);
    expect(summary.droppedInteractions).toEqual({ REPEATED: 2, TIMESTAMP_IN_FUTURE: 1 });
  });

  it('does not take ids apart', async () => {
    const dataset = await datasetOf([row('u","a', 'b', 1), row('u', 'a","b', 2)]);
    expect(oncePerPair(dataset, 1000, false).rows).toHaveLength(2);
  });

  it('raises NO_ROWS when nothing is from the past', async () => {
    const dataset = await datasetOf([row('u', 'a', 1, 2000)]);
    expect(() => oncePerPair(dataset, 1000, false)).toThrow(expect.objectContaining({ code: 'NO_ROWS' }));
  });
});

describe('likedAndSeen', () => {
  const rows = [
    { userId: 'u', itemId: 'b', rating: 5, classIndex: 4, timestamp: 7 },
    { userId: 'u', itemId: 'a', rating: 3, classIndex: 2, timestamp: 8 },
    { userId: 'v', itemId: 'a', rating: 4, classIndex: 3 },
  ];
  const users = new Vocabulary(['u', 'v']);
  const numbers = new Map([
    ['a', 0],
    ['b', 1],
  ]);

  it('tells what is liked from what is only seen', () => {
    const { liked, seen } = likedAndSeen(rows, users, numbers, 4);
    expect([...entriesOf(liked, 0)]).toEqual([1]);
    expect([...entriesOf(liked, 1)]).toEqual([0]);
    expect([...entriesOf(seen, 0)]).toEqual([0, 1]);
    expect([...seen.timestamp!]).toEqual([8, 7, Number.NaN]);
    expect([...seen.weight]).toEqual([1, 1, 1]);
  });

  it('counts everything as liked without a limit', () => {
    const { liked, seen } = likedAndSeen(rows, users, numbers, undefined);
    expect(liked).toBe(seen);
    expect(liked.itemIndex).toHaveLength(3);
  });
});

describe('columns of the rating model', () => {
  it('are those of items, by the item of each row', () => {
    const column = columnOf('content', [[1], null, [3]]);
    const ofRows = columnOfRows(column, Int32Array.of(2, 2, 1, 0, -1));
    expect([...ofRows.rowIndex]).toEqual([1, 1, -1, 0, -1]);
    expect(ofRows.matrix).toBe(column.matrix);
  });

  it('know users by code, and everybody else as nobody in particular', () => {
    const users = new Vocabulary(['u', 'v']);
    const categorical = { size: 3, dimensions: 4, unknownRate: 0.1 };
    const column = userColumn(['v', 'stranger', undefined, 'u'], users, categorical);
    const codes = [...column.rowIndex].map((row) => column.matrix.data[row]);
    expect(codes).toEqual([2, 0, 0, 1]);
    expect(column).toMatchObject({ name: 'user', categorical, matrix: { rows: 3, dimensions: 1 } });
  });
});
