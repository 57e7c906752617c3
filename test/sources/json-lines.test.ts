import { describe, expect, it } from 'vitest';
import { locate } from '../../src/sources/files/location.js';
import { looksLike } from '../../src/sources/jsonl/looks-like.js';
import { isRecord, parseJson } from '../../src/sources/jsonl/parse-json.js';
import { type RecordFormat, readRecords } from '../../src/sources/jsonl/read-records.js';
import { cleanUpAfterwards, collect, failureOf, fileWith, gzip } from './helpers.js';

cleanUpAfterwards();

const known = ['asin'];
const format: RecordFormat<unknown> = {
  known,
  parse: (record, skip) => (record.asin === undefined ? (skip('NO_ASIN') as undefined) : record.asin),
};
const readAll = async (content: string | Uint8Array, name?: string) => {
  const location = locate(await fileWith(content, name));
  return collect((options) => readRecords(location, format, options));
};

describe('parseJson', () => {
  it("reads Python's NaN and Infinity as null, but not inside texts", () => {
    expect(parseJson('{"a": NaN, "b": [-Infinity, 1], "c": "x: NaN y"}')).toEqual({
      a: null,
      b: [null, 1],
      c: 'x: NaN y',
    });
    expect(parseJson('{"a": NaNa}')).toBeUndefined();
    expect(parseJson('{"a": ')).toBeUndefined();
  });
  it('tells records from other values', () => {
    expect([{}, [], null, 1, 'a'].map(isRecord)).toEqual([true, false, false, false, false]);
  });
});

describe('readRecords', () => {
  it('reads CRLF, a byte order mark, blank and bad lines, and reports each with its line', async () => {
    const { values, skipped } = await readAll(
      '\uFEFF{"asin":1}\r\n\r\n{"asin":\r\n[1]\r\nnull\r\n{"other":2}\r\n{"asin":3}',
    );
    expect(values).toEqual([1, 3]);
    expect(skipped.map(({ reason, line }) => [line, reason])).toEqual([
      [2, 'BLANK_LINE'],
      [3, 'MALFORMED_JSON'],
      [4, 'NOT_AN_OBJECT'],
      [5, 'NOT_AN_OBJECT'],
      [6, 'NO_ASIN'],
    ]);
    expect(skipped[1]).toMatchObject({
      file: expect.stringMatching(/file\.jsonl$/),
      detail: expect.stringContaining('{\\"asin\\":'),
    });
  });

  it('knows gzip by its bytes, whatever the name says', async () => {
    expect((await readAll(gzip('{"asin":1}\n'), 'a.jsonl')).values).toEqual([1]);
    expect((await readAll('{"asin":1}\n', 'a.jsonl.gz')).values).toEqual([1]);
    expect((await readAll(Buffer.concat([gzip('{"asin":1}\n'), gzip('{"asin":2}\n')]))).values).toEqual([
      1, 2,
    ]);
  });

  it('begins with broken lines when records follow', async () => {
    const { values, skipped } = await readAll(`{"asin": tru\n[1]\nfoo\n{"asin":1}\n`);
    expect(values).toEqual([1]);
    expect(skipped).toHaveLength(3);
  });

  it('reads records that lack every known field, and says so line by line', async () => {
    expect((await readAll('{"a":1}\n{"b":1}\n')).skipped.map(({ reason }) => reason)).toEqual([
      'NO_ASIN',
      'NO_ASIN',
    ]);
  });

  it('passes over a line of more than 16 MiB', async () => {
    const { values, skipped } = await readAll(
      `{"asin":1}\n{"asin":"${'x'.repeat(17 * 1024 * 1024)}"}\n{"asin":2}\n`,
    );
    expect(values).toEqual([1, 2]);
    expect(skipped).toMatchObject([{ reason: 'LINE_TOO_LONG', line: 2 }]);
  });

  it.each(['', '\n\n', '\uFEFF', '   \r\n'])('raises SOURCE_EMPTY for %j', async (content) => {
    const error = await failureOf(() => readAll(content));
    expect(error).toMatchObject({ code: 'SOURCE_EMPTY', message: expect.stringContaining('file.jsonl') });
  });

  it('raises SOURCE_FORMAT with the command that mends the file', async () => {
    const error = await failureOf(() => readAll('[{"asin":1},\n{"asin":2}]'));
    expect(error).toMatchObject({ code: 'SOURCE_FORMAT' });
    expect(error.message).toMatch(/JSON array.*jq -c '\.\[\]' FILE > FILE\.jsonl/);
    const packed = await failureOf(() => readAll(gzip('[{"asin":1},\n{"asin":2}]'), 'a.json.gz'));
    expect(packed.message).toMatch(/gzip -dc FILE \| jq/);
  });

  it('recognises an array on one line that is too long to be held', async () => {
    const error = await failureOf(() => readAll(`[${'{"asin":1},'.repeat(1_700_000)}{"asin":2}]`));
    expect(error).toMatchObject({ code: 'SOURCE_FORMAT', message: expect.stringContaining('JSON array') });
  });

  it.each([
    ['Parquet', Buffer.from('PAR1....')],
    ['ZIP', Buffer.from([0x50, 0x4b, 3, 4, 0, 0])],
    ['UTF-16', Buffer.from('\uFEFF{"asin":1}', 'utf16le')],
    ['Zstandard', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0])],
  ])('raises SOURCE_FORMAT for %s', async (what, content) => {
    const error = await failureOf(() => readAll(content));
    expect(error).toMatchObject({ code: 'SOURCE_FORMAT', message: expect.stringContaining(what) });
  });
});

describe('looksLike', () => {
  it.each([
    ['array', 'a JSON array', ['[{"asin":1},', '{"asin":2}]']],
    ['array over lines', 'a JSON array', ['[', '{"asin":1},', '{"asin":2}', ']']],
    ['wrapped on one line', 'its list "products"', ['{"n":2,"products":[{"asin":1}]}']],
    ['wrapped over lines', 'its list "products"', ['{', ' "products": [{"asin":1},', '{"asin":2}', ']}']],
    ['pretty-printed', 'pretty-printed', ['{', '  "asin": 1', '}', '{', '  "asin": 2', '}']],
    ['pretty-printed, brace beside', 'pretty-printed', ['{ "asin": 1,', '  "b": 2', '}']],
    ['Python', 'Python dictionaries', ["{'asin': '1'}"]],
    ['HTML', 'a web page', ['<!DOCTYPE html>', '<html>']],
    ['CSV', 'CsvSource', ['asin,rating', '1,5']],
    ['prose', 'not JSON', ['hello']],
  ])('%s', (_, expected, lines) => {
    const fault = looksLike(lines, known);
    expect(`${fault?.what} ${fault?.remedy}`).toContain(expected);
  });

  it.each([
    ['records', ['{"asin":1}', '{"asin":2}']],
    ['a broken line before records', ['{"asin": tru', '{"asin":2}']],
    ['a list before records', ['[]', '{"asin":2}']],
    ['records with lists of records', ['{"asin":1,"also":[{"asin":2}]}']],
    ['other objects', ['{"a":1}']],
    ['nothing', []],
  ])('has nothing against %s', (_, lines) => expect(looksLike(lines, known)).toBeUndefined());
});
