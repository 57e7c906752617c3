/**
 * Downloads 2,000 images, with the default limits per host, from a loopback server in another process that also answers slowly, with errors, redirects,
 * wrong types and truncated bodies; then once more, from the store. Prints one JSON row per line.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { collectImages } from '../src/images/collect-images.js';
import { startHostileServer } from '../test/images/hostile-server.js';

const IMAGES = 2000;
const SIZE = 500;
/** One in so many images is answered by this habit of the server; the rest are plain pictures. */
const HABITS: readonly (readonly [every: number, path: (index: number) => string])[] = [
  [50, (index) => `/late/${index}`],
  [53, (index) => `/to/${encodeURIComponent(`/picture/${index}`)}`],
  [59, (index) => `/none/${index}`],
  [61, (index) => `/flaky/500?${index}`],
  [67, (index) => `/page/${index}.jpg`],
  [71, (index) => `/cut/${index}`],
  [73, (index) => `/shortOnce/${index}`],
  [79, (index) => `/mistyped/${index}`],
  [83, (index) => `/hangUp/${index}`],
  [997, (index) => `/drip/${index}`],
];

if (process.argv[2] === 'serve') await serve();
else await measure();

async function serve(): Promise<void> {
  const noise = await sharp({
    create: {
      width: SIZE,
      height: SIZE,
      channels: 3,
      background: '#777',
      noise: { type: 'gaussian', sigma: 40 },
    },
  })
    .blur(1)
    .jpeg({ quality: 85 })
    .toBuffer();
  // Bytes after the end of a JPEG do not matter: every URL gets content of its own at no cost.
  const picture = (rest: string) => Buffer.concat([noise, Buffer.from(rest)]);
  const server = await startHostileServer({
    picture: (response, _visit, rest) => {
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(picture(rest));
    },
    late: async (response, _visit, rest) => {
      await sleep(1000);
      response.end(picture(rest));
    },
  });
  process.send?.({ origin: server.origin, bytes: noise.length });
}

async function measure(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-images-'));
  const server = fork(fileURLToPath(import.meta.url), ['serve']);
  try {
    const [{ origin, bytes }] = (await once(server, 'message')) as [{ origin: string; bytes: number }];
    const urls = Array.from({ length: IMAGES }, (_, index) => {
      const habit = HABITS.find(([every]) => index % every === every - 1);
      return origin + (habit ? habit[1](index) : `/picture/${index}`);
    });
    for (const label of ['download, first run', 'download, second run']) {
      const start = performance.now();
      const { summary } = await collectImages(urls, {
        directory,
        allowPrivateAddresses: true,
        timeoutMs: 3000,
      });
      const seconds = (performance.now() - start) / 1000;
      const row = {
        label,
        unit: 'images/s',
        value: Number((IMAGES / seconds).toFixed(1)),
        peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
        bytesPerImage: bytes,
        downloaded: summary.downloaded,
        reused: summary.reused,
        failuresByReason: summary.failuresByReason,
      };
      console.log(JSON.stringify(row));
    }
  } finally {
    server.kill();
    await rm(directory, { recursive: true, force: true });
  }
}
