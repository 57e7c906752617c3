import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendEntry, openJournal, readManifest } from '../../src/images/manifest.js';
import { sha256 } from '../../src/util/hash.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manifest-'));
  path = join(folder, 'manifest.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const entry = (url: string, content = url) => ({ url, hash: sha256(content), bytes: 10, pixels: 100 });
const wanted = new Set(['a', 'b', 'c']);

async function append(...urls: string[]): Promise<void> {
  const journal = await openJournal(path);
  for (const url of urls) await appendEntry(journal, entry(url));
  await journal.close();
}

describe('the manifest', () => {
  it('gives back what was appended, over several runs, for the wanted URLs only', async () => {
    await append('a', 'unwanted');
    await append('b');
    expect(await readManifest(path, wanted)).toEqual(
      new Map([
        ['a', entry('a')],
        ['b', entry('b')],
      ]),
    );
  });

  it('is empty where there is no file', async () => {
    expect((await readManifest(path, wanted)).size).toBe(0);
  });

  it('takes the last entry of a URL', async () => {
    await writeFile(path, `${JSON.stringify(entry('a', 'old'))}\n${JSON.stringify(entry('a', 'new'))}\n`);
    expect((await readManifest(path, wanted)).get('a')?.hash).toBe(sha256('new'));
  });

  it('loses nothing but the torn entry when the last line is torn at any byte, and appends after it', async () => {
    const line = `${JSON.stringify(entry('b'))}\n`;
    for (let cut = 1; cut < line.length - 1; cut += 7) {
      await writeFile(path, `${JSON.stringify(entry('a'))}\n${line.slice(0, cut)}`);
      expect([...(await readManifest(path, wanted)).keys()]).toEqual(['a']);
      await append('c');
      expect([...(await readManifest(path, wanted)).keys()]).toEqual(['a', 'c']);
    }
  });

  it('keeps an entry whose newline alone is missing', async () => {
    await writeFile(path, JSON.stringify(entry('a')));
    await append('b');
    expect([...(await readManifest(path, wanted)).keys()]).toEqual(['a', 'b']);
    expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(3);
  });

  it.each([
    ['a path for a hash', { ...entry('a'), hash: '../../etc/passwd' }],
    ['a hash in capitals', { ...entry('a'), hash: sha256('a').toUpperCase() }],
    ['a negative size', { ...entry('a'), bytes: -1 }],
    ['no pixels', { url: 'a', hash: sha256('a'), bytes: 1 }],
    ['null', null],
    ['a number', 7],
  ])('passes over a line with %s', async (_what, value) => {
    await writeFile(path, `${JSON.stringify(value)}\n`);
    expect((await readManifest(path, wanted)).size).toBe(0);
  });

  it('raises what is not about a missing file', async () => {
    await expect(readManifest(folder, wanted)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
