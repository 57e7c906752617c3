import { expect, it } from 'vitest';
import { Vocabulary } from '../../src/dataset/vocabulary.js';

it('numbers ids from 1 in the order of first appearance', () => {
  const vocabulary = new Vocabulary(['b', 'a', 'b', 'c']);
  expect(['b', 'a', 'c'].map((id) => vocabulary.indexOf(id))).toEqual([1, 2, 3]);
  expect([1, 2, 3].map((index) => vocabulary.idAt(index))).toEqual(['b', 'a', 'c']);
  expect(vocabulary.size).toBe(4);
});

it('keeps 0 for what it does not know', () => {
  const vocabulary = new Vocabulary(['a']);
  expect(vocabulary.indexOf('z')).toBe(Vocabulary.UNKNOWN);
  expect(vocabulary.indexOf('constructor')).toBe(0);
  expect([0, -1, 2].map((index) => vocabulary.idAt(index))).toEqual([undefined, undefined, undefined]);
  expect([vocabulary.has('a'), vocabulary.has('z')]).toEqual([true, false]);
  expect(new Vocabulary().size).toBe(1);
});

it('grows, and is made again from its ids', () => {
  const vocabulary = new Vocabulary();
  expect([vocabulary.add('x'), vocabulary.add('y'), vocabulary.add('x')]).toEqual([1, 2, 1]);
  const copy = new Vocabulary(vocabulary.ids);
  expect(copy.indexOf('y')).toBe(2);
  expect(copy.size).toBe(vocabulary.size);
});
