import { describe, expect, it } from 'vitest';
import { SPLIT_KINDS } from '../../../src/dataset/split/options.js';
import { splitDataset } from '../../../src/dataset/split.js';
import { RecommenderError } from '../../../src/errors.js';
import {
  findLeaks,
  guardAgainstLeaks,
  LEAK_KINDS,
  type LeakGuardInput,
  type LeakKind,
} from '../../../src/evaluation/leak-guard.js';
import { honest, honestReviews, inOrder, randomRows } from './helpers.js';

function errorOf(call: () => unknown): RecommenderError {
  try {
    call();
  } catch (error) {
    if (error instanceof RecommenderError) return error;
    throw error;
  }
  throw new Error('Expected an error.');
}

/** Rows that are wrong in every way at once. */
function leaky(): LeakGuardInput {
  const rows = randomRows(60).map((row, index, all) =>
    index === 59 ? { ...row, userId: all[0]!.userId, itemId: all[0]!.itemId, timestamp: 10 ** 10 } : row,
  );
  const moved = rows.map((row, index) => (index === 3 ? { ...row, timestamp: 10 ** 8 } : row));
  const inputs = [{ name: 'all reviews', textOf: () => moved.map(({ text }) => text!).join(' ') }];
  return honest({ rows: moved, inputs, fields: ['average_rating'], splitKind: 'global-temporal' });
}

describe('guardAgainstLeaks', () => {
  it('returns nothing for honest rows', () => {
    expect(guardAgainstLeaks(honest())).toEqual([]);
  });

  it('names every finding, with counts, examples and what to do', () => {
    const error = errorOf(() => guardAgainstLeaks(leaky()));
    expect(error.code).toBe('LEAK');
    for (const kind of LEAK_KINDS) expect(error.message).toContain(`- ${kind}: `);
    expect(error.message).toMatch(/- target-text: .*"all reviews".* 60 of 60 rows, such as row 0 \(user u/);
    expect(error.message).toContain(`allow it by name: ${LEAK_KINDS.map((kind) => `'${kind}'`).join(', ')}.`);
    expect(error.data.findings).toEqual(findLeaks(leaky()));
  });

  it('reports kinds in the order in which they are listed', () => {
    expect(findLeaks(leaky()).map(({ kind }) => kind)).toEqual([...LEAK_KINDS]);
  });

  it.each(LEAK_KINDS)('lets %s pass when it is allowed, and refuses the others', (kind) => {
    const others = LEAK_KINDS.filter((other) => other !== kind);
    expect(guardAgainstLeaks(leaky(), { allow: LEAK_KINDS })).toHaveLength(LEAK_KINDS.length);
    const error = errorOf(() => guardAgainstLeaks(leaky(), { allow: others }));
    expect((error.data.findings as { kind: LeakKind }[]).map((finding) => finding.kind)).toEqual([kind]);
    const rest = errorOf(() => guardAgainstLeaks(leaky(), { allow: [kind] }));
    expect((rest.data.findings as { kind: LeakKind }[]).map((finding) => finding.kind)).toEqual(others);
  });

  it('returns what was allowed, for the report', () => {
    const inputs = [{ name: 'review', textOf: ({ text }: { text?: string }) => text }];
    const [finding] = guardAgainstLeaks(honest({ inputs }), { allow: ['target-text'] });
    expect(finding).toMatchObject({ kind: 'target-text', count: 60 });
    expect(JSON.parse(JSON.stringify(finding))).toEqual(finding);
  });

  it.each([
    { allow: ['target-texts'] },
    { allow: ['everything', 'test-text'] },
    { allow: 'target-text' },
    { permit: [] },
  ])('raises INVALID_OPTIONS for %o', (options) => {
    expect(errorOf(() => guardAgainstLeaks(honest(), options as object)).code).toBe('INVALID_OPTIONS');
  });

  it.each([
    { indices: { ...inOrder(60), test: Int32Array.of(60) } },
    { indices: { ...inOrder(60), train: Int32Array.of(-1) } },
    { features: [{ name: 'price', values: [1, 2] }] },
  ])('raises DIMENSION_MISMATCH for %o', (change) => {
    expect(errorOf(() => guardAgainstLeaks(honest(change))).code).toBe('DIMENSION_MISMATCH');
  });
});

describe('honest splits of random data', () => {
  const RATING_SCALE_START = 1;
  it.each(SPLIT_KINDS.filter((kind) => kind !== 'given'))('%s: no finding, for many seeds', (kind) => {
    for (let seed = 1; seed <= 8; seed++) {
      const rows = randomRows(160 + 20 * seed, seed, 12).map((row, index) => ({
        ...row,
        classIndex: row.rating - RATING_SCALE_START,
        // Some have no text, some a short one, and times do not follow the order of the rows.
        ...(index % 7 === 0 && { text: index % 2 === 0 ? '' : 'Good' }),
        timestamp: 1000 * ((index * 7919) % 1009),
      }));
      const { indices } = splitDataset(rows, { kind, seed });
      const counts = new Map<string, number>();
      const sums = new Map<string, number>();
      for (const row of indices.train) {
        const { itemId, rating } = rows[row]!;
        counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
        sums.set(itemId, (sums.get(itemId) ?? 0) + rating);
      }
      const features = [
        { name: 'trainCount', values: rows.map(({ itemId }) => counts.get(itemId) ?? 0) },
        {
          name: 'trainMean',
          values: rows.map(({ itemId }) => (sums.get(itemId) ?? Number.NaN) / counts.get(itemId)!),
        },
      ];
      const inputs = [
        {
          name: 'content',
          textOf: ({ itemId }: { itemId: string }) => `About the product ${itemId}, as sold.`,
        },
        honestReviews(rows, indices),
      ];
      expect(findLeaks({ rows, indices, inputs, features, splitKind: kind }), `seed ${seed}`).toEqual([]);
    }
  });
});
