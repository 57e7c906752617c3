import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ModelFiles } from './model-files.js';
import { type ModelOptions, PRECISION_SUFFIX } from './model-options.js';

/** Names under which the graph may be kept: below `onnx/`, as most exports do, or at the root. */
export function graphNames({ modelFile, dtype }: ModelOptions): string[] {
  if (modelFile.endsWith('.onnx')) return [modelFile];
  const name = `${modelFile}${PRECISION_SUFFIX[dtype]}.onnx`;
  return [`onnx/${name}`, name];
}

/**
 * A file that a repository may lack. Once the graph is on disk its companions are not asked for again, because the
 * graph is fetched last.
 */
export async function findOptional(
  files: ModelFiles,
  options: ModelOptions,
  name: string,
): Promise<string | null> {
  const fetched = await files.findLocal(graphNames(options));
  return fetched === null ? files.find([name]) : files.findLocal([name]);
}

/** `config.json` as an object; empty where there is none. */
export async function readConfig(
  files: ModelFiles,
  options: ModelOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const path = await findOptional(files, options, 'config.json');
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

/** Finds or fetches the graph, with weights kept in files of their own (`model.onnx_data`) where config.json says so. */
export async function findGraph(
  files: ModelFiles,
  options: ModelOptions,
  config: Readonly<Record<string, unknown>>,
): Promise<string> {
  const names = graphNames(options);
  for (const name of names) {
    for (const part of externalParts(config, name)) await files.find([part]);
  }
  return files.require(names);
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

/** SHA-256 over a graph and the weight files beside it. */
export async function hashGraph(file: string): Promise<string> {
  const folder = dirname(file);
  const name = basename(file);
  const beside = (await readdir(folder)).filter((entry) => isWeightFile(entry, name)).sort();
  return hashFiles([file, ...beside.map((entry) => join(folder, entry))]);
}

function isWeightFile(entry: string, graph: string): boolean {
  return entry.startsWith(`${graph}_data`) || entry === `${graph}.data`;
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
