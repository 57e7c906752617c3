import { describe, expect, it } from 'vitest';
import { guardAgainstLeaks } from '../../../src/evaluation/leak-guard.js';
import { reviewInput } from '../../../src/tasks/preference/review-input.js';

const rows = [
  {
    userId: 'ann',
    itemId: 'cup',
    rating: 5,
    classIndex: 4,
    text: 'holds coffee and never leaks a drop of it',
  },
  { userId: 'bob', itemId: 'cup', rating: 1, classIndex: 0, text: 'broke on the second day, handle and all' },
  {
    userId: 'ann',
    itemId: 'hat',
    rating: 4,
    classIndex: 3,
    text: 'warm, soft, and does not itch behind ears',
  },
  { userId: 'cat', itemId: 'cup', rating: 2, classIndex: 1, text: 'smaller than the picture made me think' },
  { userId: 'cat', itemId: 'hat', rating: 3, classIndex: 2 },
];
const indices = { train: Int32Array.of(0, 1, 2), validation: Int32Array.of(4), test: Int32Array.of(3) };
const visible = [rows[0]!.text, rows[1]!.text, rows[2]!.text, undefined, undefined];

describe('reviewInput', () => {
  const { name, textOf } = reviewInput(rows, visible);
  const read = rows.map((row, index) => textOf(row, index)) as { texts: string[]; except: number[] }[];

  it('gives every row the visible reviews of its item without those of its user', () => {
    expect(name).toBe('reviews');
    const texts = read.map(({ texts, except }) => texts.filter((_text, place) => !except.includes(place)));
    expect(texts).toEqual([
      [rows[1]!.text],
      [rows[0]!.text],
      [],
      [rows[0]!.text, rows[1]!.text],
      [rows[2]!.text],
    ]);
  });

  it('shares one list among the rows of an item', () => {
    expect(read[1]!.texts).toBe(read[0]!.texts);
    expect(read[3]!.texts).toBe(read[0]!.texts);
  });

  it('has nothing for an item without visible reviews', () => {
    expect(
      reviewInput(
        rows,
        rows.map(() => undefined),
      ).textOf(rows[0]!, 0),
    ).toBeUndefined();
  });

  it('passes the guard, unless a review is visible that must not be', () => {
    const guard = (seen: readonly (string | undefined)[]) =>
      guardAgainstLeaks({ rows, indices, inputs: [reviewInput(rows, seen)] });
    expect(guard(visible)).toEqual([]);
    const seen = rows.map(({ text }) => text);
    // Ann and Bob read what Cat will write in the test part.
    expect(() => guard(seen)).toThrow(expect.objectContaining({ code: 'LEAK' }));
  });
});
