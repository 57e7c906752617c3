import { describe, expect, it } from 'vitest';
import { TFIDF_DEFAULTS } from '../../../src/encoders/tfidf/options.js';
import { compareByCodePoint, createAnalyser } from '../../../src/encoders/tfidf/terms.js';
import { TermCounter } from '../../../src/encoders/tfidf/vocabulary.js';

const analyse = (text: string, options: Partial<typeof TFIDF_DEFAULTS> = {}) =>
  createAnalyser({ ...TFIDF_DEFAULTS, ...options })(text);

describe('createAnalyser', () => {
  it('finds words of two characters or more and pairs of them', () => {
    expect(analyse('A Great film, 2nd time!')).toEqual([
      'great',
      'film',
      '2nd',
      'time',
      'great film',
      'film 2nd',
      '2nd time',
    ]);
    expect(analyse('a b 😀 !')).toEqual([]);
    expect(analyse('one')).toEqual(['one']);
  });

  it('makes sequences of the wanted lengths only', () => {
    expect(analyse('one two three', { ngramRange: [1, 1] })).toEqual(['one', 'two', 'three']);
    expect(analyse('one two three', { ngramRange: [2, 3] })).toEqual([
      'one two',
      'two three',
      'one two three',
    ]);
    expect(analyse('one two', { ngramRange: [3, 3] })).toEqual([]);
  });

  it('takes another pattern and the case as it is', () => {
    const options = { lowercase: false, tokenPattern: '\\S+', ngramRange: [1, 1] as const };
    expect(analyse('A b-C!', options)).toEqual(['A', 'b-C!']);
  });
});

describe('compareByCodePoint', () => {
  it('puts characters beyond the basic plane last', () => {
    const terms = ['\u{1d49c}', '\uff26', 'z', 'a', 'ab', ''];
    expect(terms.sort(compareByCodePoint)).toEqual(['', 'a', 'ab', 'z', '\uff26', '\u{1d49c}']);
  });
});

describe('TermCounter', () => {
  const finish = (options: Partial<typeof TFIDF_DEFAULTS>) => {
    const counter = new TermCounter();
    for (const text of ['bb aa bb', 'cc aa', '', 'aa dd dd dd']) {
      counter.add(createAnalyser({ ...TFIDF_DEFAULTS, ngramRange: [1, 1] })(text));
    }
    return counter.finish({ minDf: 1, maxDf: 1, maxFeatures: null, ...options });
  };

  it('counts terms by text and keeps empty texts as empty rows', () => {
    const { terms, documentFrequency, counts } = finish({});
    expect(terms).toEqual(['aa', 'bb', 'cc', 'dd']);
    expect([...documentFrequency]).toEqual([3, 1, 1, 1]);
    expect([...counts.rowStart]).toEqual([0, 2, 4, 4, 6]);
    expect([...counts.column]).toEqual([0, 1, 0, 2, 0, 3]);
    expect([...counts.value]).toEqual([1, 2, 1, 1, 1, 3]);
  });

  it('leaves out rare and common terms, by number or by share', () => {
    expect(finish({ minDf: 2 }).terms).toEqual(['aa']);
    expect(finish({ minDf: 0.5 }).terms).toEqual(['aa']);
    expect(finish({ maxDf: 0.5 }).terms).toEqual(['bb', 'cc', 'dd']);
    expect(finish({ maxDf: 2 }).terms).toEqual(['bb', 'cc', 'dd']);
    expect(finish({ maxDf: 0.75 }).terms).toEqual(['aa', 'bb', 'cc', 'dd']);
  });

  it('keeps the most frequent terms, the first in order among equals', () => {
    expect(finish({ maxFeatures: 3 }).terms).toEqual(['aa', 'bb', 'dd']);
    expect(finish({ maxDf: 0.5, maxFeatures: 1 }).terms).toEqual(['dd']);
  });
});
