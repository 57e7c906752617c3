import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Downloader } from '../../src/images/downloader.js';
import { HostQueues } from '../../src/images/host-queues.js';
import { loadImage } from '../../src/images/load-image.js';
import { IMAGE_DEFAULTS, resolveImageOptions } from '../../src/images/options.js';
import { startHostileServer } from './hostile-server.js';

let server: Server;
let port: number;
let connections = 0;
beforeAll(async () => {
  server = createServer((_request, response) => void response.end('secret'));
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('private addresses', () => {
  it.each(['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0x7f000001', '0.0.0.0'])(
    'are refused before a connection is made: %s',
    async (host) => {
      await expect(loadImage(`http://${host}:${port}/a.jpg`)).rejects.toMatchObject({
        code: 'IMAGE_UNREADABLE',
        data: { reason: 'PRIVATE_ADDRESS' },
      });
      expect(connections).toBe(0);
    },
  );

  it('are refused over https as well', async () => {
    await expect(loadImage(`https://localhost:${port}/a.jpg`)).rejects.toMatchObject({
      data: { reason: 'PRIVATE_ADDRESS' },
    });
    expect(connections).toBe(0);
  });

  it('are reached when allowed', async () => {
    const options = { allowPrivateAddresses: true };
    await expect(loadImage(`http://localhost:${port}/a.jpg`, options)).rejects.toMatchObject({
      data: { reason: 'NOT_AN_IMAGE' },
    });
    expect(connections).toBe(1);
  });

  it.each(['127.0.0.1', 'localhost'])('are refused on redirects to %s, too', async (host) => {
    // The first hop must itself be reachable, so it is let in by a downloader that looks away for its own host only.
    const first = await startHostileServer();
    const options = resolveImageOptions('test', { ...IMAGE_DEFAULTS, directory: join(tmpdir(), 'unused') });
    let looks = 0;
    const firstLookIsFree = new Proxy(options, {
      get: (target, key) =>
        key === 'allowPrivateAddresses' ? looks++ === 0 : target[key as keyof typeof target],
    });
    const queues = new HostQueues(options);
    const downloader = new Downloader(firstLookIsFree, queues);
    const before = connections;
    try {
      const target = encodeURIComponent(`http://${host}:${port}/a.jpg`);
      const url = new URL(first.url(`/to/${target}`));
      const download = downloader.download(url, new AbortController().signal, async (body) => body);
      await expect(download).rejects.toMatchObject({ reason: 'PRIVATE_ADDRESS' });
      expect(first.requests).toHaveLength(1);
      expect(connections).toBe(before);
    } finally {
      queues.close();
      await downloader.close();
      await first.close();
    }
  });
});
