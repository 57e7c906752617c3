import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { vi } from 'vitest';
import { ModelFiles } from '../../../src/encoders/hub/model-files.js';
import { locateModel } from '../../../src/encoders/hub/model-location.js';
import type { RetryPolicy } from '../../../src/encoders/hub/with-retries.js';
import { MODEL_DEFAULTS } from '../../../src/encoders/transformers/model-options.js';
import type { ProgressEvent } from '../../../src/types.js';
import { scratchFolder } from '../transformers/models.js';
import { HubServer } from './hub-server.js';

/** Retries without the waiting. */
export const QUICK: RetryPolicy = { retries: 2, firstDelayMs: 5, maxDelayMs: 10, maxRetryAfterMs: 3000 };

/** Bytes that look random and are the same on every run. */
export function bytes(length: number, seed = 'seed'): Buffer {
  const blocks: Buffer[] = [];
  for (let index = 0; index * 32 < length; index++) {
    blocks.push(createHash('sha256').update(`${seed} ${index}`).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}

/** A Hub and an empty cache, with the environment of a machine that has set neither. */
export async function hubAndCache(): Promise<{ hub: HubServer; cacheDir: string }> {
  const hub = await HubServer.start();
  vi.stubEnv('HF_ENDPOINT', hub.endpoint);
  for (const name of ['HF_TOKEN', 'HF_ACCESS_TOKEN', 'HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE'])
    vi.stubEnv(name, '');
  return { hub, cacheDir: await scratchFolder() };
}

interface FilesOptions {
  readonly cacheDir: string;
  readonly revision?: string;
  readonly offline?: boolean;
  readonly signal?: AbortSignal;
  readonly update?: boolean;
  readonly verify?: boolean;
  readonly policy?: RetryPolicy;
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** The files of the Hub's model, as an encoder would ask for them. */
export function filesOf({
  cacheDir,
  revision = 'main',
  offline = false,
  signal,
  ...settings
}: FilesOptions): ModelFiles {
  const options = { ...MODEL_DEFAULTS, model: 'some/model', cacheDir, revision, offline };
  return new ModelFiles('test', locateModel(options), signal, { policy: QUICK, ...settings });
}

/** All files below a folder, links included, sorted. */
export async function tree(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length + 1)).sort();
}
