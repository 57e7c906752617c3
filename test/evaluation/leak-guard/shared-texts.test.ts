import { describe, expect, it } from 'vitest';
import { findLeaks, type LeakGuardText } from '../../../src/evaluation/leak-guard.js';
import type { Interaction, SplitIndices } from '../../../src/types.js';
import { honest, honestReviews, inOrder, randomRows } from './helpers.js';

const rows = randomRows(120);
const indices = inOrder(120);

/** Reviews of some rows, shared by the rows of their item, without those that `isOwn` picks. */
function sharedReviews(
  from: Int32Array,
  isOwn: (reader: Interaction, author: Interaction) => boolean = (reader, author) =>
    reader.userId === author.userId,
): LeakGuardText {
  const byItem = new Map<string, Interaction[]>();
  for (const row of from) {
    const { itemId } = rows[row]!;
    byItem.set(itemId, [...(byItem.get(itemId) ?? []), rows[row]!]);
  }
  const texts = new Map([...byItem].map(([itemId, reviews]) => [itemId, reviews.map(({ text }) => text!)]));
  return {
    name: 'reviews',
    textOf: (row) => {
      const reviews = byItem.get(row.itemId);
      if (reviews === undefined) return undefined;
      const except = reviews.flatMap((review, place) => (isOwn(row, review) ? [place] : []));
      return { texts: texts.get(row.itemId)!, except };
    },
  };
}

/** The same texts, listed for each row. */
function listed({ name, textOf }: LeakGuardText): LeakGuardText {
  return {
    name,
    textOf: (row, index) => {
      const given = textOf(row, index);
      if (given === undefined || typeof given === 'string' || !('texts' in given)) return given;
      return given.texts.filter((_text, place) => !given.except.includes(place));
    },
  };
}

const everything = Int32Array.from(rows.keys());
const find = (input: LeakGuardText) => findLeaks(honest({ rows, indices, inputs: [input] }));

describe('texts that the rows of an item share', () => {
  it.each([
    ['honest ones', sharedReviews(indices.train), []],
    ["all of training, one's own too", sharedReviews(indices.train, () => false), ['target-text']],
    ['other people’s of all parts', sharedReviews(everything), ['test-text']],
    ['all there are', sharedReviews(everything, () => false), ['target-text', 'test-text']],
  ] as const)('are judged like lists: %s', (_name, input, kinds) => {
    const findings = find(input);
    expect(findings.map(({ kind }) => kind)).toEqual(kinds);
    expect(findings).toEqual(find(listed(input)));
  });

  it('have the counts of an honest input that is listed', () => {
    expect(find(sharedReviews(indices.train))).toEqual(find(honestReviews(rows, indices)));
  });

  it('may be short and the same for many people', () => {
    const same = rows.map((row, index) => ({ ...row, itemId: `i${index % 3}`, text: 'Great!' }));
    const of = (place: number) => same.filter(({ itemId }, row) => itemId === `i${place}` && row < 84);
    const input: LeakGuardText = {
      name: 'reviews',
      textOf: ({ userId, itemId }) => {
        const authors = of(Number(itemId.slice(1)));
        return {
          texts: authors.map(({ text }) => text!),
          except: authors.flatMap((author, place) => (author.userId === userId ? [place] : [])),
        };
      },
    };
    // The drawn pairs of users and items are no longer distinct.
    const kinds = findLeaks(honest({ rows: same, indices, inputs: [input] })).map(({ kind }) => kind);
    expect(kinds).not.toContain('target-text');
    expect(kinds).not.toContain('test-text');
  });

  it('that are short are found when they can only be one’s own', () => {
    const unique = rows.map((row, index) => ({ ...row, text: `No. ${index}!` }));
    const texts = new Map<string, string[]>();
    for (const { itemId, text } of unique) texts.set(itemId, [...(texts.get(itemId) ?? []), text]);
    const [finding] = findLeaks(
      honest({
        rows: unique,
        indices,
        inputs: [{ name: 'reviews', textOf: ({ itemId }) => ({ texts: texts.get(itemId)!, except: [] }) }],
      }),
    );
    expect(finding).toMatchObject({ kind: 'target-text', count: 120, checked: 120 });
  });

  it('are gone through once, however many people have reviewed one item', () => {
    const seconds = (count: number) => {
      const many = randomRows(count, 2, count).map((row, index) => ({
        ...row,
        userId: `u${index}`,
        itemId: 'the same',
      }));
      const parts: SplitIndices = inOrder(count);
      const texts = Array.from(parts.train, (row) => many[row]!.text!);
      const input: LeakGuardText = {
        name: 'reviews',
        textOf: (_row, index) => ({ texts, except: index < texts.length ? [index] : [] }),
      };
      const start = performance.now();
      expect(findLeaks(honest({ rows: many, indices: parts, inputs: [input] }))).toEqual([]);
      return (performance.now() - start) / 1000;
    };
    seconds(500);
    // With the square of the reviews it would be 64 times as long.
    expect(seconds(16_000)).toBeLessThan(24 * Math.max(seconds(2000), 0.02));
  });
});
