import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { EmbeddingMatrix } from '../../../src/types.js';

const fixtures = fileURLToPath(new URL('../../fixtures/models/', import.meta.url));

/** Folder of a tiny model made by `build.py`. */
export const tinyModel = (name: string): string => join(fixtures, name);

interface Reference {
  readonly distilbert: {
    readonly maxTokens: number;
    readonly rows: readonly { text: string; ids: number[]; cls: number[]; mean: number[] }[];
  };
  readonly resnet: {
    readonly rows: readonly {
      png: string;
      width: number;
      height: number;
      identity: boolean;
      pooled: number[];
      logits: number[];
    }[];
  };
  readonly clip: {
    readonly texts: readonly { text: string; ids: number[]; embeds: number[] }[];
    readonly images: readonly { identity: boolean; embeds: number[] }[];
  };
}

/** What PyTorch and the Python tokenizers give. */
export const reference = JSON.parse(readFileSync(join(fixtures, 'reference.json'), 'utf8')) as Reference;

/** The reference pictures as PNG files. */
export const pictures = reference.resnet.rows.map(({ png }) => new Uint8Array(Buffer.from(png, 'base64')));

/** A folder that is removed after the test. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'models-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of a tiny model that may be damaged. */
export async function copyModel(name: string): Promise<string> {
  const folder = join(await scratchFolder(), name);
  await cp(tinyModel(name), folder, { recursive: true });
  return folder;
}

/** Folder of a real model, or `null` where there is none. */
export function sharedModel(name: string): string | null {
  const root = resolve(fixtures, '../../..', process.env.MULTIMODAL_SHARED ?? '../shared');
  const folder = join(root, 'models', name);
  return existsSync(folder) ? folder : null;
}

/** Row of a matrix. */
export function row({ data, dimensions }: EmbeddingMatrix, index: number): Float32Array {
  return data.subarray(index * dimensions, (index + 1) * dimensions);
}

/** Largest absolute difference; infinite when lengths differ or a value is missing. */
export function difference(left: ArrayLike<number>, right: ArrayLike<number>): number {
  if (left.length !== right.length) return Number.POSITIVE_INFINITY;
  const gaps = Array.from(left, (value, index) => Math.abs(value - right[index]!));
  return gaps.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(0, ...gaps);
}

/** Cosine of the angle between two vectors. */
export function cosine(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let product = 0;
  let a = 0;
  let b = 0;
  for (let index = 0; index < left.length; index++) {
    product += left[index]! * right[index]!;
    a += left[index]! ** 2;
    b += right[index]! ** 2;
  }
  return product / Math.sqrt(a * b);
}
