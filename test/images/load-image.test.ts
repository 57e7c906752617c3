import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadImage } from '../../src/images/load-image.js';
import { type HostileServer, startHostileServer } from './hostile-server.js';
import { jpeg, png } from './pictures.js';

let server: HostileServer;
let folder: string;
beforeAll(async () => {
  server = await startHostileServer();
  folder = await mkdtemp(join(tmpdir(), 'images-'));
  await writeFile(join(folder, 'a.jpg'), await jpeg(1));
  await writeFile(join(folder, 'text.png'), 'version 1 of a pointer file');
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const options = () => ({
  directory: join(folder, 'store'),
  allowPrivateAddresses: true,
  retryDelayMs: 5,
  retries: 1,
});

describe('loadImage', () => {
  it('gives the content of a URL, a path and bytes, and writes nothing', async () => {
    expect(Buffer.from(await loadImage(server.url('/hops/2'), options()))).toEqual(await jpeg(1));
    expect(Buffer.from(await loadImage(join(folder, 'a.jpg'), options()))).toEqual(await jpeg(1));
    const bytes = await png(5);
    expect(await loadImage(bytes, options())).toBe(bytes);
    expect((await readdir(folder)).sort()).toEqual(['a.jpg', 'text.png']);
  });

  it('retries like a collection does', async () => {
    expect(Buffer.from(await loadImage(server.url('/flaky/500'), options()))).toEqual(await jpeg(500));
    expect(server.count('/flaky/500')).toBe(2);
  });

  it.each<[string, () => string | Uint8Array, string]>([
    ['a missing page', () => server.url('/none/'), 'HTTP_404'],
    ['a web page', () => server.url('/page/a.jpg'), 'NOT_AN_IMAGE'],
    ['a missing file', () => join(folder, 'gone.jpg'), 'FILE_NOT_FOUND'],
    ['a text', () => join(folder, 'text.png'), 'NOT_AN_IMAGE'],
    ['no image', () => new Uint8Array(3), 'NOT_AN_IMAGE'],
    ['another protocol', () => 'gopher://images.example/a.jpg', 'UNSUPPORTED_PROTOCOL'],
  ])('raises IMAGE_UNREADABLE for %s', async (_name, reference, reason) => {
    await expect(loadImage(reference(), options())).rejects.toMatchObject({
      name: 'RecommenderError',
      code: 'IMAGE_UNREADABLE',
      message: expect.stringContaining(reason),
      data: { reason },
    });
  });

  it('does not know unknown options', async () => {
    await expect(loadImage(await png(1), { timeout: 5 } as object)).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
  });
});
