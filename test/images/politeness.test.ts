import { describe, expect, it } from 'vitest';
import { collectImages } from '../../src/images/collect-images.js';
import type { ImageOptions } from '../../src/images/options.js';
import { useServerAndFolder } from './server-and-folder.js';

const here = useServerAndFolder();

const collect = (paths: string[], given: ImageOptions = {}) =>
  collectImages(
    paths.map((path) => here.server.url(path)),
    { directory: here.directory, allowPrivateAddresses: true, retryDelayMs: 10, retries: 1, ...given },
  );
const many = (habit: string, count: number) => Array.from({ length: count }, (_, i) => `/${habit}/${i}`);

describe('politeness', () => {
  it('holds to the concurrency per host and keeps connections alive', async () => {
    const { summary } = await collect(many('slow', 12), { concurrencyPerHost: 3 });
    expect(summary.downloaded).toBe(12);
    expect(here.server.mostAtOnce).toBe(3);
    expect(here.server.connections).toBe(3);
  });

  it('keeps connections alive over errors', async () => {
    const { summary } = await collect([...many('none', 10), ...many('ok', 10)], { concurrencyPerHost: 1 });
    expect(summary.failuresByReason).toEqual({ HTTP_404: 10 });
    expect(here.server.connections).toBe(1);
  });

  it('holds to the concurrency over all hosts', async () => {
    const { summary } = await collect(many('slow', 8), { concurrency: 2, concurrencyPerHost: 8 });
    expect(summary.downloaded).toBe(8);
    expect(here.server.mostAtOnce).toBe(2);
  });

  it('holds to the rate per host', async () => {
    const paths = many('ok', 7);
    await collect(paths, { requestsPerSecondPerHost: 10 });
    const times = paths.flatMap((path) => here.server.times(path)).sort((a, b) => a - b);
    // Seven requests at ten per second leave six gaps of a tenth of a second; timers may be a little early.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(450);
  });

  it.each([
    ['/busy/', 950],
    ['/busyUntil/', 950],
  ])('waits as long as %s asks with Retry-After', async (path, leastMs) => {
    const { summary } = await collect([path]);
    const [first = 0, second = 0] = here.server.times(path);
    expect(summary.downloaded).toBe(1);
    expect(second - first).toBeGreaterThan(leastMs);
  });

  it('leaves the whole host alone while one of its answers asks for a pause', async () => {
    const { summary } = await collect(['/busy/', ...many('ok', 4)], { concurrencyPerHost: 1 });
    expect(summary.downloaded).toBe(5);
    const firstBusy = here.server.times('/busy/')[0] ?? 0;
    for (const path of many('ok', 4))
      expect((here.server.times(path)[0] ?? 0) - firstBusy).toBeGreaterThan(950);
  });

  it('does not ask again before a long Retry-After is over', async () => {
    const { summary } = await collect(['/busyForLong/'], { maxRetryDelayMs: 200 });
    expect(summary.failuresByReason).toEqual({ HTTP_429: 1 });
    expect(here.server.count('/busyForLong/')).toBe(1);
  });

  it('gives a host up after enough failures in a row, and asks it no more', async () => {
    const paths = Array.from({ length: 30 }, (_, i) => `/status/503?${i}`);
    const { summary } = await collect(paths, { hostFailureLimit: 5, concurrencyPerHost: 1, retries: 0 });
    expect(summary.failuresByReason).toEqual({ HTTP_503: 5, HOST_UNAVAILABLE: 25 });
    expect(here.server.requests).toHaveLength(5);
  });

  it('names the true failure of images that were asked for before their host was given up', async () => {
    const paths = Array.from({ length: 6 }, (_, i) => `/hangUp/${i}`);
    const { summary } = await collect(paths, { hostFailureLimit: 2, retries: 1, retryDelayMs: 50 });
    expect(summary.failuresByReason).toEqual({ NETWORK: 6 });
  });

  it('does not give up a host that answers in between, if only with 404', async () => {
    const paths = Array.from({ length: 12 }, (_, i) => (i % 3 === 2 ? `/none/${i}` : `/status/503?${i}`));
    const { summary } = await collect(paths, { hostFailureLimit: 3, concurrencyPerHost: 1, retries: 0 });
    expect(summary.failuresByReason).toEqual({ HTTP_503: 8, HTTP_404: 4 });
  });
});
