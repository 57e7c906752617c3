import { describe, expect, it } from 'vitest';
import {
  toId,
  toNumber,
  toPrice,
  toText,
  toTexts,
  toTimestamp,
  withoutUndefined,
} from '../../src/sources/fields.js';
import { joinReviewText } from '../../src/sources/review-text.js';

describe('toText', () => {
  it.each([null, undefined, '', '  ', 'None', 'null', 'NaN', 5, {}])('has nothing of %j', (value) => {
    expect(toText(value)).toBeUndefined();
  });
  it('keeps text as written', () => {
    expect(toText(' None of it fits ')).toBe(' None of it fits ');
  });
});

describe('toId', () => {
  it.each([
    ['B01', 'B01'],
    [' B01 ', 'B01'],
    [42, '42'],
    ['', undefined],
    [1.5, undefined],
    [null, undefined],
  ])('%j is %j', (value, id) => expect(toId(value)).toBe(id));
});

describe('toNumber', () => {
  it.each([
    [4, 4],
    ['5.0', 5],
    [' 3 ', 3],
    ['', undefined],
    ['five', undefined],
    [Number.NaN, undefined],
    [null, undefined],
    [true, undefined],
    [[5], undefined],
  ])('%j is %j', (value, number) => expect(toNumber(value)).toBe(number));
});

describe('toTimestamp', () => {
  const noon = Date.UTC(2020, 4, 5, 12);
  it.each([
    [1588680000000, noon],
    [1588680000, noon],
    ['1588680000', noon],
    ['2020-05-05T12:00:00Z', noon],
    ['2020-05-05 12:00', noon],
    ['2020-05-05T14:00:00+02:00', noon],
    ['2020-05-05', noon - 12 * 3_600_000],
    ['05 5, 2020', undefined],
    [null, undefined],
  ])('%j is %j', (value, timestamp) => expect(toTimestamp(value)).toBe(timestamp));
});

describe('toPrice', () => {
  it.each([
    [12.99, 12.99],
    ['$12.99', 12.99],
    ['12.99', 12.99],
    ['$1,299.00 - $1,499.00', 1299],
    ['from 5.49', 5.49],
    ['US$ 7', 7],
    ['€ 3.50', 3.5],
    ['None', undefined],
    ['', undefined],
    [null, undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    ['.a-box-inner{background-color:#fff}#alohaBuyBox', undefined],
    ['12,99', undefined],
  ])('%j is %j', (value, price) => expect(toPrice(value)).toBe(price));
});

it('toTexts flattens lists and leaves out what is no text', () => {
  expect(toTexts([['Fashion', null], 'Shoes', '', 3])).toEqual(['Fashion', 'Shoes']);
  expect(toTexts('one')).toEqual(['one']);
  expect(toTexts(undefined)).toEqual([]);
});

it('withoutUndefined leaves out the keys too', () => {
  expect(Object.keys(withoutUndefined({ a: 1, b: undefined, c: null }))).toEqual(['a', 'c']);
});

describe('joinReviewText', () => {
  it.each([
    ['Great', 'I love it', 'Great. I love it'],
    ['Great!', 'I love it', 'Great! I love it'],
    ['Five Stars', 'I love it', 'I love it'],
    ['one star', 'Broke', 'Broke'],
    ['Five Stars', undefined, undefined],
    ['Great', undefined, 'Great'],
    [undefined, 'I love it', 'I love it'],
    ['I love...', 'I love it', 'I love it'],
    ['I love it', 'I love it a lot', 'I love it a lot'],
    ['Five stars for the cloth', 'Soft', 'Five stars for the cloth. Soft'],
  ])('%j and %j make %j', (title, text, joined) => {
    expect(joinReviewText(title, text, 'title-and-text')).toBe(joined);
  });
  it('takes the text alone when told to', () => {
    expect(joinReviewText('Great', 'I love it', 'text')).toBe('I love it');
  });
});
