import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import type { ReadOptions } from '../../src/contracts/index.js';
import type { SkippedRecord } from '../../src/types.js';

const cleanUps: (() => Promise<unknown>)[] = [];

/** Call once per test file: removes what the helpers made. */
export function cleanUpAfterwards(): void {
  afterAll(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  });
}

/** A new empty folder. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sources-test-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file into a new folder and returns its path. */
export async function fileWith(content: string | Uint8Array, name = 'file.jsonl'): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return path;
}

/** One JSON object per line. */
export function jsonLines(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** A server on this machine; answers its address. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  cleanUps.push(
    () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Everything a stream has, with what it skipped. */
export async function collect<Value>(
  read: (options: ReadOptions) => AsyncIterable<Value>,
  options: ReadOptions = {},
): Promise<{ values: Value[]; skipped: SkippedRecord[] }> {
  const values: Value[] = [];
  const skipped: SkippedRecord[] = [];
  for await (const value of read({ ...options, onSkip: (record) => skipped.push(record) }))
    values.push(value);
  return { values, skipped };
}

/** What a promise or stream fails with; fails itself when it does not. */
export async function failureOf(run: () => Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Expected a failure.');
}

export function gzip(text: string): Uint8Array {
  return gzipSync(text);
}

/** Real data beside the repository, for tests that skip without it. */
const shared = resolve(import.meta.dirname, '../..', process.env.MULTIMODAL_SHARED ?? '../shared', 'data');
export const hasRealData = existsSync(join(shared, 'amazon-jsonl', 'manifest.json'));
export const realData = (...path: string[]) => join(shared, ...path);
