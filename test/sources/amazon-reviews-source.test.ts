import { readdir, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  AmazonReviewsSource,
  type AmazonReviewsSourceOptions,
} from '../../src/sources/amazon-reviews-source.js';
import {
  cleanUpAfterwards,
  collect,
  failureOf,
  fileWith,
  gzip,
  jsonLines,
  serve,
  temporaryFolder,
} from './helpers.js';

cleanUpAfterwards();

const REVIEW = {
  rating: 4,
  title: 'Nice',
  text: 'Fits well',
  asin: 'A1',
  parent_asin: 'P1',
  user_id: 'U1',
  timestamp: 1.6e12,
};
const reviewsOf = async (records: readonly unknown[], options: Partial<AmazonReviewsSourceOptions> = {}) => {
  const source = new AmazonReviewsSource({ reviews: await fileWith(jsonLines(records)), ...options });
  return collect((read) => source.interactions(read));
};
const itemsOf = async (records: readonly unknown[], options: Partial<AmazonReviewsSourceOptions> = {}) => {
  const metadata = await fileWith(jsonLines(records), 'meta.jsonl');
  const source = new AmazonReviewsSource({ reviews: 'unused', metadata, ...options });
  return { folder: dirname(metadata), ...(await collect((read) => source.items(read))) };
};

describe('reviews', () => {
  it('reads the fields of 2023', async () => {
    const { values } = await reviewsOf([{ ...REVIEW, split: 'train' }]);
    expect(values).toEqual([
      { userId: 'U1', itemId: 'P1', rating: 4, text: 'Nice. Fits well', timestamp: 1.6e12, split: 'train' },
    ]);
  });

  it('reads the fields of 2018, with seconds', async () => {
    const old = {
      overall: 5.0,
      reviewText: 'Fits well',
      summary: 'Five Stars',
      asin: 'A1',
      reviewerID: 'U1',
      unixReviewTime: 1441324800,
    };
    expect((await reviewsOf([old])).values).toEqual([
      { userId: 'U1', itemId: 'A1', rating: 5, text: 'Fits well', timestamp: 1441324800000 },
    ]);
  });

  it('accepts sort_timestamp, ratings as text, and no text at all', async () => {
    const { timestamp: _, text: __, title: ___, ...bare } = REVIEW;
    const { values } = await reviewsOf([{ ...bare, rating: '5.0', sort_timestamp: 1.5e12 }]);
    expect(values).toEqual([{ userId: 'U1', itemId: 'P1', rating: 5, timestamp: 1.5e12 }]);
  });

  it('leaves the title out when told to', async () => {
    expect((await reviewsOf([REVIEW], { text: 'text' })).values[0]!.text).toBe('Fits well');
  });

  it('reports records without ids or rating', async () => {
    const { values, skipped } = await reviewsOf([
      REVIEW,
      { ...REVIEW, asin: null, parent_asin: '' },
      { ...REVIEW, user_id: null },
      { ...REVIEW, rating: null },
      { ...REVIEW, rating: 'many' },
      { ...REVIEW, rating: undefined },
    ]);
    expect(values).toHaveLength(1);
    expect(skipped.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'MISSING_ITEM_ID'],
      [3, 'MISSING_USER_ID'],
      [4, 'RATING_NOT_A_NUMBER'],
      [5, 'RATING_NOT_A_NUMBER'],
      [6, 'RATING_NOT_A_NUMBER'],
    ]);
    expect(skipped[3]!.detail).toContain('many');
  });

  it('can be read again', async () => {
    const source = new AmazonReviewsSource({ reviews: await fileWith(jsonLines([REVIEW, REVIEW])) });
    expect((await collect((read) => source.interactions(read))).values).toHaveLength(2);
    expect((await collect((read) => source.interactions(read))).values).toHaveLength(2);
  });
});

describe('items', () => {
  it('reads all fields and resolves the picture beside the file', async () => {
    const { values, folder } = await itemsOf([
      {
        parent_asin: 'P1',
        title: 'Boot',
        description: ['Warm.', 'Dry.'],
        features: ['Leather', null],
        categories: ['Shoes', 'Boots'],
        price: '$12.99',
        average_rating: 4.5,
        rating_number: 10,
        images: [{ hi_res: null, large: 'pics/1.jpg' }],
      },
    ]);
    expect(values).toEqual([
      {
        itemId: 'P1',
        title: 'Boot',
        description: 'Warm.\nDry.',
        features: ['Leather'],
        categories: ['Shoes', 'Boots'],
        price: 12.99,
        image: join(folder, 'pics', '1.jpg'),
      },
    ]);
  });

  it('reads the fields of 2018', async () => {
    const { values } = await itemsOf([
      {
        asin: 'A1',
        title: 'Boot',
        feature: ['Leather'],
        category: [['Shoes']],
        price: 'None',
        description: [],
        imageURLHighRes: ['https://i/1.jpg'],
      },
    ]);
    expect(values).toEqual([
      { itemId: 'A1', title: 'Boot', features: ['Leather'], categories: ['Shoes'], image: 'https://i/1.jpg' },
    ]);
  });

  it('reads only the ids of items that are not wanted, and counts bad lines all the same', async () => {
    const metadata = await fileWith(
      `${jsonLines([{ parent_asin: 'P1', title: 'one' }, { title: 'x' }])}{\n${jsonLines([{ parent_asin: 'P2', title: 'two' }])}`,
    );
    const source = new AmazonReviewsSource({ reviews: 'unused', metadata });
    const { values, skipped } = await collect((read) => source.items({ ...read, itemIds: new Set(['P2']) }));
    expect(values).toEqual([{ itemId: 'P1' }, { itemId: 'P2', title: 'two' }]);
    expect(skipped.map(({ reason }) => reason)).toEqual(['MISSING_ITEM_ID', 'MALFORMED_JSON']);
  });

  it('reports metadata without an id', async () => {
    expect((await itemsOf([{ parent_asin: 'P1' }, { title: 'x' }])).skipped).toMatchObject([
      { reason: 'MISSING_ITEM_ID', line: 2 },
    ]);
  });

  it('knows items by their ids alone without metadata', async () => {
    const source = new AmazonReviewsSource({
      reviews: await fileWith(jsonLines([REVIEW, REVIEW, { ...REVIEW, parent_asin: 'P2' }])),
    });
    const { values } = await collect((read) => source.items(read));
    expect(values).toEqual([{ itemId: 'P1' }, { itemId: 'P2' }]);
    const { values: asked } = await collect((read) => source.items({ ...read, itemIds: new Set(['P9']) }));
    expect(asked).toEqual([{ itemId: 'P9' }]);
  });
});

describe('over http', () => {
  it('reads plain and gzip files, and drops local pictures of remote metadata', async () => {
    const origin = await serve((request, response) => {
      if (request.url === '/meta.jsonl.gz')
        response.end(gzip(jsonLines([{ parent_asin: 'P1', images: [{ large: '/etc/passwd' }] }])));
      else response.end(jsonLines([REVIEW]));
    });
    const source = new AmazonReviewsSource({
      reviews: new URL(`${origin}/reviews.jsonl`),
      metadata: `${origin}/meta.jsonl.gz`,
    });
    expect((await collect((read) => source.interactions(read))).values).toHaveLength(1);
    const { values, skipped } = await collect((read) => source.items(read));
    expect(values).toEqual([{ itemId: 'P1' }]);
    expect(skipped).toMatchObject([{ reason: 'LOCAL_IMAGE_IN_REMOTE_METADATA', field: 'image', line: 1 }]);
  });

  it('reads bodies that come byte by byte', async () => {
    const body = gzip(jsonLines([REVIEW, REVIEW]));
    const origin = await serve(async (_, response) => {
      for (const byte of body) {
        response.write(Buffer.from([byte]));
        await sleep(0);
      }
      response.end();
    });
    const source = new AmazonReviewsSource({ reviews: `${origin}/a.gz` });
    expect((await collect((read) => source.interactions(read))).values).toHaveLength(2);
  });

  it.each([
    [404, 'SOURCE_NOT_FOUND'],
    [410, 'SOURCE_NOT_FOUND'],
    [403, 'SOURCE_UNREADABLE'],
    [500, 'SOURCE_UNREADABLE'],
  ])('an answer of %i is %s', async (status, code) => {
    const origin = await serve((_, response) => response.writeHead(status).end('<html>'));
    const source = new AmazonReviewsSource({ reviews: `${origin}/a.jsonl?token=secret` });
    const error = await failureOf(() => collect((read) => source.interactions(read)));
    expect(error).toMatchObject({
      code,
      message: expect.stringContaining(`${origin}/a.jsonl answered ${status}`),
    });
    expect(error.message).not.toContain('secret');
  });

  it('a refused connection is SOURCE_UNREADABLE', async () => {
    const source = new AmazonReviewsSource({ reviews: 'http://127.0.0.1:1/a.jsonl' });
    const error = await failureOf(() => collect((read) => source.interactions(read)));
    expect(error).toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringContaining('cannot be fetched'),
    });
  });

  it('a connection that breaks off is SOURCE_UNREADABLE', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 1_000_000 });
      response.write(jsonLines([REVIEW, REVIEW]), () => response.destroy());
    });
    const source = new AmazonReviewsSource({ reviews: `${origin}/a.jsonl` });
    const error = await failureOf(() => collect((read) => source.interactions(read)));
    expect(error).toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringMatching(/broke off after line \d/),
    });
  });

  it.each(['plain', 'gzip'])('leaving the stream early closes the connection (%s)', async (kind) => {
    let closed: (() => void) | undefined;
    const whenClosed = new Promise<void>((done) => {
      closed = done;
    });
    const chunk = jsonLines(Array.from({ length: 2000 }, () => REVIEW));
    let sent = 0;
    const origin = await serve(async (_, response) => {
      response.once('close', () => closed?.());
      // Never ends by itself; a gzip file may have many members.
      while (!response.destroyed) {
        sent += 1;
        if (!response.write(kind === 'gzip' ? gzip(chunk) : chunk)) await sleep(1);
        await sleep(1);
      }
    });
    const source = new AmazonReviewsSource({ reviews: `${origin}/a` });
    let read = 0;
    for await (const _ of source.interactions()) if (++read === 10) break;
    await whenClosed;
    expect(read).toBe(10);
    expect(sent).toBeGreaterThan(0);
  });

  it('an abort ends a download that hangs', async () => {
    const origin = await serve((_, response) => {
      response.write(jsonLines([REVIEW]));
    });
    const abort = new AbortController();
    const source = new AmazonReviewsSource({ reviews: `${origin}/a` });
    setTimeout(() => abort.abort(new Error('enough')), 50);
    const error = await failureOf(() =>
      collect((read) => source.interactions(read), { signal: abort.signal }),
    );
    expect(error).toMatchObject({ code: 'ABORTED', cause: expect.objectContaining({ message: 'enough' }) });
  });
});

it.skipIf(process.platform !== 'linux')('leaving the stream early closes the file', async () => {
  const text = jsonLines(
    Array.from({ length: 60_000 }, (_, index) => ({ ...REVIEW, timestamp: index * 7919 })),
  );
  const files = [await fileWith(text), await fileWith(gzip(text))];
  const open = async () => {
    const descriptors = (await readdir('/proc/self/fd')).map((id) =>
      readlink(`/proc/self/fd/${id}`).catch(() => ''),
    );
    return (await Promise.all(descriptors)).filter((path) => files.includes(path)).length;
  };
  for (const reviews of files) {
    for await (const _ of new AmazonReviewsSource({ reviews }).interactions()) {
      expect(await open()).toBe(1);
      break;
    }
    await expect.poll(open).toBe(0);
  }
});

describe('bad files', () => {
  const failureOn = async (reviews: string) => {
    const source = new AmazonReviewsSource({ reviews });
    return failureOf(() => collect((read) => source.interactions(read)));
  };

  it('a missing file is SOURCE_NOT_FOUND with its absolute path', async () => {
    const error = await failureOn('no-such-folder/reviews.jsonl');
    expect(error.code).toBe('SOURCE_NOT_FOUND');
    expect(error.message).toContain(join(process.cwd(), 'no-such-folder', 'reviews.jsonl'));
  });

  it('a folder is SOURCE_UNREADABLE', async () => {
    expect((await failureOn(await temporaryFolder())).code).toBe('SOURCE_UNREADABLE');
  });

  it('a truncated gzip file is SOURCE_UNREADABLE with the lines read', async () => {
    const records = Array.from({ length: 50_000 }, (_, index) => ({
      ...REVIEW,
      text: `text ${index * 7919}`,
    }));
    const whole = gzip(jsonLines(records));
    const error = await failureOn(await fileWith(whole.subarray(0, whole.length - 1000), 'cut.jsonl.gz'));
    expect(error.code).toBe('SOURCE_UNREADABLE');
    expect(error.message).toMatch(/cut\.jsonl\.gz broke off after line \d{3,}/);
  });

  it('a damaged gzip file is SOURCE_UNREADABLE', async () => {
    const bytes = Buffer.from(gzip(jsonLines([REVIEW])));
    bytes.fill(0xff, 12);
    expect((await failureOn(await fileWith(bytes, 'a.gz'))).code).toBe('SOURCE_UNREADABLE');
  });

  it('an empty file is SOURCE_EMPTY, packed or not', async () => {
    expect((await failureOn(await fileWith(''))).code).toBe('SOURCE_EMPTY');
    expect((await failureOn(await fileWith(gzip('')))).code).toBe('SOURCE_EMPTY');
  });
});

describe('options', () => {
  it.each([
    [{ reviews: '' }, 'reviews'],
    [{ reviews: 'a', text: 'title' as never }, 'text'],
    [{ reviews: 'a', meta: 'b' } as never, 'meta'],
    [{ reviews: 's3://a' }, 's3://a'],
  ])('%j is refused', (options, said) => {
    expect(() => new AmazonReviewsSource(options)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining(said) }),
    );
  });

  it('the name tells the files, not where they are', () => {
    const source = new AmazonReviewsSource({
      reviews: '/home/me/reviews.jsonl.gz',
      metadata: 'https://example.org/x/meta.jsonl?key=1',
    });
    expect(source.name).toBe('AmazonReviewsSource (reviews.jsonl.gz, meta.jsonl)');
  });
});
