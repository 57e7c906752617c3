import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CsvSource, type CsvSourceOptions } from '../../src/sources/csv-source.js';
import { cleanUpAfterwards, collect, failureOf, fileWith, gzip } from './helpers.js';

cleanUpAfterwards();

const columns = { userId: 'user', itemId: 'sku', rating: 'stars', text: 'comment' };
const sourceOf = async (csv: string | Uint8Array, options: Partial<CsvSourceOptions['interactions']> = {}) =>
  new CsvSource({ interactions: { file: await fileWith(csv, 'ratings.csv'), columns, ...options } });
const read = async (csv: string | Uint8Array, options: Partial<CsvSourceOptions['interactions']> = {}) => {
  const source = await sourceOf(csv, options);
  return collect((to) => source.interactions(to));
};

describe('interactions of a table', () => {
  it('reads quoted cells with line ends, a byte order mark and CRLF', async () => {
    const { values, skipped } = await read(
      '\uFEFFsku,user,stars,comment\r\ni1,u1,4,"two\nlines, ""quoted"""\r\ni2,u2,5.0,\r\n',
    );
    expect(values).toEqual([
      { userId: 'u1', itemId: 'i1', rating: 4, text: 'two\nlines, "quoted"' },
      { userId: 'u2', itemId: 'i2', rating: 5 },
    ]);
    expect(skipped).toEqual([]);
  });

  it('reads gzip, other delimiters and all fields', async () => {
    const csv = gzip('user\tsku\tstars\tcomment\tt\twhen\tpart\nu\ti\t1\tbad\tAwful\t1588680000\ttest\n');
    const { values } = await read(csv, {
      delimiter: '\t',
      columns: { ...columns, title: 't', timestamp: 'when', split: 'part' },
    });
    expect(values).toEqual([
      { userId: 'u', itemId: 'i', rating: 1, text: 'Awful. bad', timestamp: 1588680000000, split: 'test' },
    ]);
  });

  it('reports bad rows with their line and goes on', async () => {
    const { values, skipped } = await read(
      'user,sku,stars,comment\nu,i\nu,,5,x\n,i,5,x\nu,i,many,x\n\nu,i,3,ok\nu,"i"x,3,bad\nu,i,2,ok\n',
    );
    expect(values.map(({ itemId, rating }) => [itemId, rating])).toEqual([
      ['i', 3],
      ['"i"x', 3],
      ['i', 2],
    ]);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      'MALFORMED_ROW',
      'MISSING_ITEM_ID',
      'MISSING_USER_ID',
      'RATING_NOT_A_NUMBER',
    ]);
    expect(skipped[3]).toMatchObject({ line: 5, file: expect.stringMatching(/ratings\.csv$/) });
    expect(skipped[0]).toMatchObject({ line: 2 });
  });

  it('a missing column is SOURCE_FORMAT, with the header found', async () => {
    const error = await failureOf(() => read('user;sku;stars\nu;i;3\n'));
    expect(error.code).toBe('SOURCE_FORMAT');
    expect(error.message).toContain('"stars" (for rating)');
    expect(error.message).toContain('"user;sku;stars"');
  });

  it('an empty table is SOURCE_EMPTY; one without rows has none', async () => {
    expect(await failureOf(() => read(''))).toMatchObject({ code: 'SOURCE_EMPTY' });
    expect((await read('user,sku,stars,comment\n')).values).toEqual([]);
  });

  it('a quote that is never closed is SOURCE_FORMAT beyond 16 MiB', async () => {
    const error = await failureOf(() =>
      read(`user,sku,stars,comment\nu,i,3,"open\n${'u,i,3,text\n'.repeat(1_700_000)}`),
    );
    expect(error).toMatchObject({ code: 'SOURCE_FORMAT', message: expect.stringContaining('after line 1') });
  });

  it('a quote that is never closed in a small file is a reported row', async () => {
    const { values, skipped } = await read('user,sku,stars,comment\nu,i,3,fine\nu,i,3,"open\nu,i,4,text\n');
    expect(values).toHaveLength(1);
    expect(skipped).toMatchObject([{ reason: 'MALFORMED_ROW', detail: expect.stringMatching(/quote/i) }]);
  });

  it('a missing file is SOURCE_NOT_FOUND, a cut one SOURCE_UNREADABLE', async () => {
    const missing = new CsvSource({ interactions: { file: 'nowhere.csv', columns } });
    expect(await failureOf(() => collect((to) => missing.interactions(to)))).toMatchObject({
      code: 'SOURCE_NOT_FOUND',
    });
    const bytes = gzip(
      `user,sku,stars,comment\n${Array.from({ length: 9999 }, (_, i) => `u${i * 7919},i,3,x\n`).join('')}`,
    );
    const error = await failureOf(() => read(bytes.subarray(0, bytes.length - 100)));
    expect(error).toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringContaining('broke off after line'),
    });
  });

  it('stops when aborted', async () => {
    const source = await sourceOf('user,sku,stars,comment\nu,i,3,x\n');
    const signal = AbortSignal.abort();
    expect(await failureOf(() => collect((to) => source.interactions(to), { signal }))).toMatchObject({
      code: 'ABORTED',
    });
  });
});

describe('items of a table', () => {
  it('reads all fields, lists in one cell, pictures beside the table', async () => {
    const file = await fileWith(
      'sku,name,about,tags,price,pic\ni1,Boot,Warm,Shoes| Boots,$5,a.jpg\n,x,,,,\ni2,,,,,\n',
      'items.csv',
    );
    const source = new CsvSource({
      interactions: { file: 'unused.csv', columns },
      items: {
        file,
        columns: {
          itemId: 'sku',
          title: 'name',
          description: 'about',
          categories: 'tags',
          price: 'price',
          image: 'pic',
        },
      },
    });
    const { values, skipped } = await collect((to) => source.items(to));
    expect(values).toEqual([
      {
        itemId: 'i1',
        title: 'Boot',
        description: 'Warm',
        categories: ['Shoes', 'Boots'],
        price: 5,
        image: join(dirname(file), 'a.jpg'),
      },
      { itemId: 'i2' },
    ]);
    expect(skipped).toMatchObject([{ reason: 'MISSING_ITEM_ID', line: 3 }]);
  });

  it('makes items of ids without a table', async () => {
    const source = await sourceOf('user,sku,stars,comment\nu,i,3,x\nu,j,3,x\nu,i,4,y\n,k,1,z\n');
    const { values, skipped } = await collect((to) => source.items(to));
    expect(values).toEqual([{ itemId: 'i' }, { itemId: 'j' }]);
    expect(skipped).toEqual([]);
  });
});

it.each([
  [{ interactions: undefined as never }],
  [{ interactions: { file: 'a', columns: { userId: 'u', itemId: 'i' } as never } }],
  [{ interactions: { file: 'a', columns, sep: ';' } as never }],
  [{ interactions: { file: 'a', columns }, rows: 1 } as never],
])('refuses %j', (options) => {
  expect(() => new CsvSource(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
});
