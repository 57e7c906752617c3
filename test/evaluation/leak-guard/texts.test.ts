import { describe, expect, it } from 'vitest';
import { findLeaks, type LeakGuardText } from '../../../src/evaluation/leak-guard.js';
import type { Interaction } from '../../../src/types.js';
import { createRandom } from '../../../src/util/random.js';
import { honest, inOrder, randomRows, sentence } from './helpers.js';

const rows = randomRows(60);
const indices = inOrder(60);
const reading = (textOf: LeakGuardText['textOf'], more: object = {}) =>
  findLeaks(honest({ rows, indices, inputs: [{ name: 'content', textOf }], ...more }));
const kinds = (findings: ReturnType<typeof findLeaks>) => findings.map(({ kind }) => kind);
/** Every row reads the review of one row, `wrap`ped. */
const onlyRow = (index: number, wrap: (text: string) => string) =>
  reading((row) => (row === rows[index] ? wrap(row.text!) : undefined));

describe('target-text', () => {
  it('finds the own review in training and test rows, and shows the first three', () => {
    const [finding, ...others] = reading((row) => `About ${row.itemId}. ${row.text}`);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ kind: 'target-text', count: 60, checked: 60 });
    expect(finding!.examples.map(({ row, userId, itemId }) => ({ row, userId, itemId }))).toEqual(
      [0, 1, 2].map((row) => ({ row, userId: rows[row]!.userId, itemId: rows[row]!.itemId })),
    );
    expect(finding!.examples[0]!.detail).toContain(rows[0]!.text!.slice(0, 30));
    expect(finding!.message).toMatch(
      /"content".*60 of 60 rows.*row 0 \(user u\d+, item i\d+\).*other people's training/,
    );
  });

  it.each([
    ['in other letters', (text: string) => text.toUpperCase()],
    ['with other white space', (text: string) => text.replaceAll(' ', '\n\t ')],
    ['with tags and entities', (text: string) => `<p>${text.replaceAll(' ', '&nbsp;<br>')}</p>`],
    ['amidst other text', (text: string) => `Before that. ${text} And after that.`],
    ['cut to its first half', (text: string) => text.slice(0, Math.ceil(text.length / 2))],
    ['cut to its last half', (text: string) => text.slice(-Math.ceil(text.length / 2))],
  ])('finds it %s, in a single row', (_, wrap) => {
    for (const index of [5, 45, 55]) {
      const [finding] = onlyRow(index, wrap);
      expect(finding).toMatchObject({ kind: 'target-text', count: 1, checked: 60 });
      expect(finding!.examples).toMatchObject([{ row: index }]);
    }
  });

  it('finds it in each input by name, and in any of several texts', () => {
    const inputs: LeakGuardText[] = [
      { name: 'title', textOf: () => 'a title' },
      { name: 'notes', textOf: (row) => ['first', row.text!] },
      { name: 'summary', textOf: (row) => row.text },
    ];
    const findings = findLeaks(honest({ rows, indices, inputs }));
    expect(kinds(findings)).toEqual(['target-text', 'target-text']);
    expect(findings[0]!.message).toContain('"notes"');
    expect(findings[1]!.message).toContain('"summary"');
  });

  it('finds short reviews only where they are the whole input', () => {
    const short = rows.map((row, index): Interaction => ({ ...row, text: `Fine ${index}` }));
    const whole = reading((row) => row.text!.toLowerCase(), { rows: short });
    expect(whole).toMatchObject([{ kind: 'target-text', count: 60 }]);
    expect(reading((row) => `Others say: ${row.text}`, { rows: short })).toEqual([]);
  });

  it('finds nothing where rows have no text or inputs are empty', () => {
    const silent = rows.map(({ text: _, ...row }) => row);
    expect(reading(() => 'a text about the item', { rows: silent })).toEqual([]);
    expect(reading(() => undefined)).toEqual([]);
    expect(reading(() => '')).toEqual([]);
    expect(reading(() => [])).toEqual([]);
  });

  it('is no leak where another training review says the same, long or short', () => {
    for (const text of ['This is a phrase that very many people use for very many things.', 'Great']) {
      const alike = rows.map((row, index) => (index % 10 === 0 ? { ...row, text } : row));
      const input = (row: Interaction) => (row.text === text ? text : undefined);
      expect(reading(input, { rows: alike })).toEqual([]);
      // Of one training row alone, it is its own.
      const once = rows.map((row, index) => (index === 10 ? { ...row, text } : row));
      expect(reading(input, { rows: once })).toMatchObject([{ kind: 'target-text', count: 1 }]);
    }
  });
});

describe('test-text', () => {
  const byItem = (part: Iterable<number>) => (row: Interaction) =>
    Array.from(part, (index) => rows[index]!)
      .filter((other) => other.itemId === row.itemId && other !== row)
      .map(({ text }) => text!);

  it('finds reviews of other test rows in what any row reads', () => {
    const [finding, ...others] = reading(byItem(indices.test));
    const readers = [...rows.keys()].filter((row) => byItem(indices.test)(rows[row]!).length > 0);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ kind: 'test-text', count: readers.length });
    expect(readers.some((row) => row < 42)).toBe(true);
    expect(finding!.examples.map(({ row }) => row)).toEqual(readers.slice(0, 3));
    expect(finding!.examples[0]!.detail).toMatch(/of test row (4[89]|5\d)$/);
  });

  it('finds them joined with others, and of other items too', () => {
    const [finding] = reading((row) => (row === rows[3] ? `${rows[1]!.text} ${rows[59]!.text}` : undefined));
    expect(finding).toMatchObject({ kind: 'test-text', count: 1, checked: 1, examples: [{ row: 3 }] });
    expect(finding!.examples[0]!.detail).toContain('test row 59');
  });

  it('does not count the own review, nor validation and training reviews', () => {
    expect(kinds(reading((row) => row.text))).toEqual(['target-text']);
    expect(reading(byItem(indices.train))).toEqual([]);
    expect(reading(byItem(indices.validation))).toEqual([]);
  });

  it('does not count what a training review says too, nor short texts', () => {
    const text = 'A phrase of many words that two people copied from each other.';
    const shared = rows.map((row, index) => (index === 2 || index === 59 ? { ...row, text } : row));
    expect(reading((row) => (row === shared[7] ? text : undefined), { rows: shared })).toEqual([]);
    const short = rows.map((row, index) => (index === 59 ? { ...row, text: 'Quite all right' } : row));
    expect(reading((row) => (row === short[7] ? 'Quite all right' : undefined), { rows: short })).toEqual([]);
  });

  it('leaves to target-text what the own review says too', () => {
    const text = sentence(createRandom(8));
    const twins = rows.map((row, index) => (index >= 58 ? { ...row, text } : row));
    const findings = reading((row) => (row.text === text ? text : undefined), { rows: twins });
    expect(findings).toMatchObject([{ kind: 'target-text', count: 2 }]);
    expect(findings).toHaveLength(1);
  });
});

describe('reviews that quote their item', () => {
  const many = randomRows(400, 3, 40);
  const parts = inOrder(400);
  const title = (itemId: string) => `The long and winding title of the product ${itemId}`;
  const items = new Map(many.map(({ itemId }) => [itemId, { itemId, title: title(itemId) }]));
  /** So many test rows say the title and nothing else. */
  const quoting = (count: number) =>
    many.map((row, index) => (index >= 400 - count ? { ...row, text: title(row.itemId) } : row));
  const content = [{ name: 'content', textOf: (row: Interaction) => `${title(row.itemId)}, to be sold.` }];
  const find = (count: number, known = {}) =>
    kinds(findLeaks({ rows: quoting(count), indices: parts, inputs: content, now: 10 ** 9, ...known }));

  it('are leaks while nothing is known of the items', () => {
    expect(find(1)).toContain('target-text');
  });

  it('are none where items are given and few do it', () => {
    expect(find(0, { items })).toEqual([]);
    expect(find(1, { items }).filter((kind) => kind === 'target-text')).toEqual([]);
  });

  it('are leaks where so many do it that the text of the items must be made of reviews', () => {
    expect(find(40, { items })).toContain('target-text');
    const described = new Map(many.map(({ itemId, text }) => [itemId, { itemId, description: text! }]));
    const read = [{ name: 'content', textOf: (row: Interaction) => described.get(row.itemId)!.description }];
    const findings = findLeaks({ rows: many, indices: parts, inputs: read, items: described, now: 10 ** 9 });
    expect(kinds(findings)).toContain('target-text');
    expect(kinds(findings)).toContain('test-text');
  });
});
