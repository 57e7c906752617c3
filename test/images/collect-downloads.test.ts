import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { collectImages } from '../../src/images/collect-images.js';
import type { ImageOptions } from '../../src/images/options.js';
import { sha256 } from '../../src/util/hash.js';
import { type HostileServer, startHostileServer } from './hostile-server.js';
import { jpeg, png } from './pictures.js';

let server: HostileServer;
let directory: string;
beforeAll(async () => {
  server = await startHostileServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'images-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const options = (given: ImageOptions = {}): ImageOptions => ({
  directory,
  allowPrivateAddresses: true,
  retryDelayMs: 10,
  retries: 2,
  timeoutMs: 10_000,
  ...given,
});

/** Collects one path of the server; paths carry a query so that tests do not share counts. */
let serial = 0;
const unique = (path: string) => `${path}?${serial++}`;
async function collectOne(path: string, given?: ImageOptions) {
  const { entries, summary } = await collectImages([server.url(path)], options(given));
  return { entry: entries[0], failure: summary.failures[0], summary, count: server.count(path) };
}

describe('collectImages over http', () => {
  it('keeps a download under its hash and gives its content back', async () => {
    const path = unique('/ok/5');
    const { entry, summary, count } = await collectOne(path);
    const content = await jpeg(5);
    const hash = sha256(content);
    expect(entry).toMatchObject({ hash, bytes: content.length });
    expect(Buffer.from(await entry!.read())).toEqual(content);
    expect(await readFile(join(directory, hash.slice(0, 2), hash))).toEqual(content);
    expect(summary).toEqual({
      requested: 1,
      available: 1,
      downloaded: 1,
      reused: 0,
      beyondLimit: 0,
      failed: 0,
      failuresByReason: {},
      failures: [],
    });
    expect(count).toBe(1);
  });

  it('downloads a URL once however many rows need it, and lines entries up with rows', async () => {
    const [first, second] = [server.url(unique('/ok/1')), server.url(unique('/ok/2'))];
    const rows = [first, undefined, second, first, `${first}#fragment`, second];
    const { entries, summary } = await collectImages(rows, options());
    const [one, two] = [sha256(await jpeg(1)), sha256(await jpeg(2))];
    expect(entries.map((entry) => entry?.hash)).toEqual([one, undefined, two, one, one, two]);
    expect(summary).toMatchObject({ requested: 2, downloaded: 2 });
    expect(server.count(first.slice(server.origin.length))).toBe(1);
  });

  it.each([
    ['/mistyped/3', 'a wrong content type'],
    ['/slow/3', 'a slow answer'],
    ['/hops/5', 'five redirects'],
  ])('takes the picture at %s despite %s', async (path) => {
    const { entry, count } = await collectOne(unique(path));
    expect(entry).toBeDefined();
    expect(count).toBe(1);
  });

  it('judges a picture by its content, not by its type', async () => {
    const { entry } = await collectOne(unique('/mistyped/6'));
    expect(entry?.hash).toBe(sha256(await png(6)));
  });

  it.each([
    ['/status/400', 'HTTP_400', 1],
    ['/status/403', 'HTTP_403', 1],
    ['/status/404', 'HTTP_404', 1],
    ['/status/410', 'HTTP_410', 1],
    ['/status/204', 'HTTP_204', 1],
    ['/status/304', 'HTTP_304', 1],
    ['/status/302', 'HTTP_302', 1],
    ['/status/408', 'HTTP_408', 3],
    ['/status/425', 'HTTP_425', 3],
    ['/status/429', 'HTTP_429', 3],
    ['/status/500', 'HTTP_500', 3],
    ['/status/503', 'HTTP_503', 3],
    ['/hangUp/', 'NETWORK', 3],
    ['/garbage/', 'NETWORK', 3],
    ['/short/', 'TRUNCATED', 3],
    ['/page/a.jpg', 'NOT_AN_IMAGE', 1],
    ['/empty/', 'NOT_AN_IMAGE', 1],
    ['/cut/', 'TRUNCATED', 1],
    ['/hops/6', 'TOO_MANY_REDIRECTS', 1],
  ])('%s ends as %s after %i request(s)', async (habit, reason, requests) => {
    const path = unique(habit);
    const { entry, failure, summary, count } = await collectOne(path);
    expect(entry).toBeUndefined();
    expect(failure).toMatchObject({ reference: server.url(path), reason });
    expect(failure?.detail).not.toBe('');
    expect(summary).toMatchObject({ available: 0, failed: 1, failuresByReason: { [reason]: 1 } });
    expect(count).toBe(requests);
    expect((await readdir(directory)).filter((name) => name !== 'manifest-v1.jsonl')).toEqual([]);
  });

  it.each(['/flaky/500', '/flaky/408', '/flaky/429', '/shortOnce/8'])('tries %s again', async (path) => {
    const { entry, count } = await collectOne(unique(path));
    expect(entry).toBeDefined();
    expect(count).toBe(2);
  });

  it('makes no second attempt when told so', async () => {
    const { failure, count } = await collectOne(unique('/flaky/500'), { retries: 0 });
    expect(failure?.reason).toBe('HTTP_500');
    expect(count).toBe(1);
  });

  it.each([
    ['/drip/', 2],
    ['/silent/', 2],
  ])('ends %s at the timeout, and tries it again', async (habit, requests) => {
    const { failure, count } = await collectOne(unique(habit), { timeoutMs: 300, retries: 1 });
    expect(failure).toMatchObject({ reason: 'TIMEOUT', detail: 'not complete within 300 ms' });
    expect(count).toBe(requests);
  });

  it.each(['/announced/', '/endless/'])('stops %s at the byte limit', async (habit) => {
    const { failure, count } = await collectOne(unique(habit), { maxBytes: 100_000 });
    expect(failure?.reason).toBe('TOO_LARGE');
    expect(count).toBe(1);
  });

  it('refuses more pixels than allowed', async () => {
    const { failure } = await collectOne(unique('/vast/'), { maxPixels: 89_999 });
    expect(failure).toMatchObject({
      reason: 'TOO_MANY_PIXELS',
      detail: expect.stringContaining('90000 pixels'),
    });
  });

  it('follows a redirect to another server, and to a relative address', async () => {
    const other = await startHostileServer();
    try {
      const { entry } = await collectOne(`/to/${encodeURIComponent(other.url('/ok/4'))}`);
      expect(entry?.hash).toBe(sha256(await jpeg(4)));
      expect(other.count('/ok/4')).toBe(1);
    } finally {
      await other.close();
    }
    expect((await collectOne(unique(`/to/${encodeURIComponent('../ok/4')}`))).entry).toBeDefined();
  });

  it('gives up on a loop after the allowed number of redirects', async () => {
    const before = server.count('/loop/');
    const { failure } = await collectOne('/loop/', { maxRedirects: 3 });
    expect(failure).toMatchObject({ reason: 'TOO_MANY_REDIRECTS' });
    expect(server.count('/loop/') - before).toBe(4);
  });

  it.each([
    ['ftp://127.0.0.1/a.jpg', 'UNSUPPORTED_PROTOCOL'],
    ['file:///etc/hostname', 'UNSUPPORTED_PROTOCOL'],
    ['http://', 'INVALID_URL'],
  ])('does not follow a redirect to %s', async (target, reason) => {
    const { failure, count } = await collectOne(unique(`/to/${encodeURIComponent(target)}`));
    expect(failure?.reason).toBe(reason);
    expect(count).toBe(1);
  });

  it('sends the user agent and asks for no content coding', async () => {
    const path = unique('/ok/1');
    await collectOne(path, { userAgent: 'shop/1.0 (images@shop.example)' });
    expect(server.headers.get(path)).toMatchObject({
      'user-agent': 'shop/1.0 (images@shop.example)',
      'accept-encoding': 'identity',
    });
  });
});
