import { describe, expect, it } from 'vitest';
import { PassageIndex } from '../../../src/evaluation/leak-guard/passage-index.js';
import { normaliseText, passagesOf } from '../../../src/evaluation/leak-guard/passages.js';
import { createRandom, randomInteger } from '../../../src/util/random.js';

/** Letters of a tiny alphabet, so that parts of passages recur all the time. */
function letters(random: () => number, length: number): string {
  return Array.from({ length }, () => 'ab '[randomInteger(random, 3)]).join('');
}

describe('passagesOf', () => {
  it('takes both halves, the whole when they are short, and nothing of a short text', () => {
    expect(passagesOf('0123456789abcdefghij0123456789ABCDEFGHIJ')).toEqual([
      '0123456789abcdefghij',
      '0123456789ABCDEFGHIJ',
    ]);
    const middling = 'x'.repeat(38);
    expect(passagesOf(middling)).toEqual([middling]);
    expect(passagesOf('x'.repeat(19))).toEqual([]);
    expect(passagesOf('')).toEqual([]);
  });

  it('leaves out the space at the cut', () => {
    const text = `${'x'.repeat(25)} ${'y'.repeat(24)}`;
    expect(passagesOf(text)).toEqual(['x'.repeat(25), 'y'.repeat(24)]);
  });
});

describe('normaliseText', () => {
  it('shows the text as a reader sees it, in lower case', () => {
    expect(normaliseText(' Tom &amp; <b>JERRY</b>\n\tagain ')).toBe('tom & jerry again');
  });
});

describe('PassageIndex', () => {
  it('finds what String.includes finds, in random texts', () => {
    const random = createRandom(4);
    for (let round = 0; round < 60; round++) {
      const text = letters(random, 300);
      const index = new PassageIndex();
      const passages = Array.from({ length: 12 }, (_, number) => {
        const from = randomInteger(random, 200);
        const own = text.slice(from, from + 20 + randomInteger(random, 60));
        // Half of them differ from the text at their end, beyond any anchor at the beginning.
        return number % 2 === 0 ? own : `${own.slice(0, -1)}!`;
      });
      const numbers = passages.map((passage) => index.add(passage));
      const found = new Set<number>();
      index.scan(text, (passage) => found.add(passage));
      passages.forEach((passage, position) => {
        expect(found.has(numbers[position]!), `"${passage}"`).toBe(text.includes(passage));
      });
    }
  });

  it('finds passages at both ends of a text, and none in a shorter text', () => {
    const index = new PassageIndex();
    const passage = 'exactly twenty chars';
    expect(passage).toHaveLength(20);
    index.add(passage);
    for (const text of [passage, `${passage}, then more`, `before it ${passage}`]) {
      const found: number[] = [];
      index.scan(text, (number) => found.push(number));
      expect(found).toEqual([0]);
    }
    index.scan(passage.slice(1), () => expect.unreachable());
    index.scan('', () => expect.unreachable());
  });

  it('numbers equal passages once', () => {
    const index = new PassageIndex();
    expect([index.add('a passage of letters'), index.add('another passage here')]).toEqual([0, 1]);
    expect(index.add('a passage of letters')).toBe(0);
    expect(index.size).toBe(2);
  });

  it('walks over texts with a phrase that begins thousands of passages without comparing them all', () => {
    const random = createRandom(6);
    const index = new PassageIndex();
    const phrase = 'i received this product for free';
    for (let number = 0; number < 5000; number++) index.add(`${phrase} ${number} ${letters(random, 60)}`);
    const text = phrase.repeat(5000);
    const start = performance.now();
    index.scan(text, () => expect.unreachable());
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
