import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import type { ModelFiles } from '../hub/model-files.js';
import { graphNames } from './graph-names.js';
import type { ModelOptions } from './model-options.js';

/** `config.json` as an object; empty where there is none. */
export async function readConfig(files: ModelFiles): Promise<Readonly<Record<string, unknown>>> {
  const path = await files.find(['config.json']);
  return path === null ? {} : readJson(files, path);
}

/** Reads a JSON object; anything else is a damaged file. */
export async function readJson(files: ModelFiles, path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
    throw new TypeError('expected an object');
  } catch (error) {
    throw files.missing([basename(path)])(`"${path}" is there but is not a JSON object`, error);
  }
}

/** Names the files beside a graph in which it keeps weights, relative to its folder. */
export type ExternalFiles = (graph: string) => Promise<readonly string[]>;

/**
 * Finds or fetches the graph and the files of its own in which it keeps weights: those that config.json announces
 * (`model.onnx_data`), and those that the graph itself names. A graph of which one is missing is as good as none.
 */
export async function findGraph(
  files: ModelFiles,
  options: ModelOptions,
  config: Readonly<Record<string, unknown>>,
  externalFiles?: ExternalFiles,
): Promise<string> {
  const names = graphNames(options);
  for (const name of names) {
    for (const part of externalParts(config, name)) await files.find([part]);
  }
  const graph = await files.require(names);
  const name = names.find((candidate) => files.found.get(candidate) === graph) ?? names[0]!;
  for (const part of (await externalFiles?.(graph)) ?? []) {
    if (!liesBeside(part)) {
      throw files.missing([name])(`"${graph}" keeps weights in "${part}", which is not beside it`);
    }
    await files.require([posix.join(posix.dirname(name), part)]);
  }
  return graph;
}

/** Is it a path that does not lead out of the graph's folder? */
function liesBeside(part: string): boolean {
  const path = posix.normalize(part);
  return !/[\\:?#%\p{Cc}]/u.test(part) && !posix.isAbsolute(path) && !/^\.\.?(\/|$)/.test(path);
}

function externalParts(config: Readonly<Record<string, unknown>>, name: string): string[] {
  const settings = config['transformers.js_config'] as { use_external_data_format?: unknown } | undefined;
  let chunks = settings?.use_external_data_format ?? 0;
  if (typeof chunks === 'object') {
    const byFile = chunks as Record<string, unknown>;
    const file = basename(name);
    chunks = byFile[file] ?? byFile[file.replace(/\.onnx$/, '')] ?? 0;
  }
  return Array.from(
    { length: Number(chunks) },
    (_, index) => `${name}_data${index === 0 ? '' : `_${index}`}`,
  );
}

/** SHA-256 over a graph and the files beside it in which it keeps weights. */
export async function hashGraph(file: string, externalFiles: ExternalFiles): Promise<string> {
  const beside = [...(await externalFiles(file))].sort();
  return hashFiles([file, ...beside.map((entry) => join(dirname(file), entry))]);
}

/** SHA-256 over the contents of some files, in this order. */
export async function hashFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
    hash.update('\0');
  }
  return hash.digest('hex');
}
