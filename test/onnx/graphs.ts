import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { onTestFinished } from 'vitest';
import { encodeNode, encodeTensor, FLOAT32, INT64, tensorInfo } from '../../src/onnx/encode.js';
import {
  message,
  NODE,
  readFields,
  TENSOR,
  writeBytes,
  writeInteger,
  writeString,
} from '../../src/onnx/fields.js';
import type { Initializer, NamedValue, OnnxModel } from '../../src/onnx/model.js';
import { openEditedModel } from '../../src/onnx/open-session.js';
import { parseNode } from '../../src/onnx/read-model.js';
import { type OnnxSession, openSession, type TensorInput } from '../../src/onnx/session.js';
import { writeOnnxModel } from '../../src/onnx/write-model.js';

const TYPES = { float32: FLOAT32, int64: INT64 } as const;

/** An operation with attributes of one whole number or a list of them. */
export const node = encodeNode;

/** A constant of float32 numbers. */
export function floats(name: string, dims: readonly number[], numbers?: ArrayLike<number>): Initializer {
  const length = dims.reduce((all, size) => all * size, 1);
  const data = Float32Array.from(numbers ?? wave(length, name.length));
  return encodeTensor(name, dims, FLOAT32, new Uint8Array(data.buffer));
}

/** A constant of int64 numbers; without sizes, a list. */
export function integers(
  name: string,
  numbers: readonly number[],
  dims: readonly number[] = [numbers.length],
): Initializer {
  return encodeTensor(name, dims, INT64, new Uint8Array(BigInt64Array.from(numbers, BigInt).buffer));
}

/** Numbers that look like nothing in particular, the same in every run. */
export function wave(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => Math.sin(index * 12.9898 + seed * 78.233) * 0.7);
}

/** An input or output with its type. */
export function value(
  name: string,
  shape: readonly (number | string)[],
  type: keyof typeof TYPES = 'float32',
): NamedValue {
  return tensorInfo(name, shape, TYPES[type]);
}

/** A whole model in memory, of opset 17. */
export function graph(
  parts: Partial<Pick<OnnxModel, 'nodes' | 'initializers' | 'inputs' | 'outputs' | 'values'>>,
): OnnxModel {
  const version = message((writer) => writeInteger(writer, 1, 8));
  const opset = message((writer) => {
    writeBytes(
      writer,
      8,
      message((inner) => {
        writeString(inner, 1, '');
        writeInteger(inner, 2, 17);
      }),
    );
  });
  return {
    file: '/nowhere/model.onnx',
    header: [version, opset],
    nodes: [],
    initializers: [],
    inputs: [],
    outputs: [],
    values: [],
    rest: [message((writer) => writeString(writer, 2, 'graph'))],
    ...parts,
  };
}

/** The same model with the numbers of its constants in other files. */
export async function storeApart(
  model: OnnxModel,
  file: string,
  place: (initializer: Initializer) => { readonly path: string; readonly location: string } | null,
): Promise<OnnxModel> {
  const stores = new Map<string, { path: string; parts: Uint8Array[]; length: number }>();
  const initializers = model.initializers.map((initializer) => {
    const chosen = place(initializer);
    const fields = [...readFields(initializer.bytes)];
    const raw = fields.find(({ number }) => number === TENSOR.rawData)?.bytes;
    if (chosen === null || raw === undefined) return initializer;
    const store = stores.get(chosen.location) ?? { path: chosen.path, parts: [], length: 0 };
    stores.set(chosen.location, store);
    const stored = { file: chosen.location, offset: store.length, length: raw.length };
    store.parts.push(raw);
    store.length += raw.length;
    const bytes = message((writer) => {
      for (const { number, whole } of fields) if (number !== TENSOR.rawData) writer.raw(whole);
    });
    return { ...initializer, bytes, stored };
  });
  for (const { path, parts } of stores.values()) await writeFile(path, Buffer.concat(parts));
  const apart = { ...model, file, initializers };
  await writeFile(
    file,
    writeOnnxModel(apart, (location) => location),
  );
  return apart;
}

/** All names of nodes and inner tensors replaced, as tools do that make files small. */
export function withoutNames(model: OnnxModel): OnnxModel {
  const kept = new Set([
    ...[...model.inputs, ...model.outputs, ...model.initializers].map(({ name }) => name),
    '',
  ]);
  const names = new Map<string, string>();
  const rename = (name: string) => {
    if (kept.has(name)) return name;
    if (!names.has(name)) names.set(name, `t${names.size}`);
    return names.get(name)!;
  };
  const nodes = model.nodes.map((made) =>
    parseNode(
      message((writer) => {
        for (const name of made.inputs) writeString(writer, NODE.input, rename(name));
        for (const name of made.outputs) writeString(writer, NODE.output, rename(name));
        for (const { number, whole } of readFields(made.bytes)) {
          if (![NODE.input, NODE.output, NODE.name].includes(number as 1)) writer.raw(whole);
        }
      }),
    ),
  );
  return { ...model, nodes, values: [] };
}

/** Opens an edited model; closed after the test. */
export async function open(model: OnnxModel): Promise<OnnxSession> {
  const session = model.initializers.some(({ stored }) => stored)
    ? await openEditedModel(model, 1)
    : await openSession({ model: writeOnnxModel(model, String), folder: dirname(model.file), threads: 1 });
  onTestFinished(() => session.release());
  return session;
}

/** Computes the first output of a model. */
export async function compute(model: OnnxModel, feeds: Readonly<Record<string, TensorInput>>) {
  return (await open(model)).run(feeds);
}

interface WholeFile {
  run(feeds: Readonly<Record<string, TensorInput>>): Promise<Record<string, Float32Array>>;
}

/** A file as onnxruntime itself opens it, without anything of ours in between. */
export async function openUnedited(path: string): Promise<WholeFile> {
  const transformers = createRequire(createRequire(import.meta.url).resolve('@huggingface/transformers'));
  const { InferenceSession, Tensor } = transformers('onnxruntime-node');
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  onTestFinished(() => session.release());
  return {
    run: async (feeds) => {
      const tensors = Object.entries(feeds).map(([name, { data, dims }]) => [
        name,
        new Tensor(data instanceof BigInt64Array ? 'int64' : 'float32', data, dims),
      ]);
      const results = (await session.run(Object.fromEntries(tensors))) as Record<
        string,
        { data: Float32Array }
      >;
      return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data.slice()]));
    },
  };
}

/** Token ids of a padded batch with its mask, for whatever inputs of a text model there are. */
export function textBatch(inputs: readonly string[], lengths: readonly number[], words = 40) {
  const longest = Math.max(...lengths);
  const dims = [lengths.length, longest];
  const make = (cell: (place: number, isPadding: boolean) => number): TensorInput => ({
    data: BigInt64Array.from({ length: lengths.length * longest }, (_, index) =>
      BigInt(cell(index, index % longest >= lengths[Math.floor(index / longest)]!)),
    ),
    dims,
  });
  const known: Record<string, TensorInput> = {
    input_ids: make((index, isPadding) => (isPadding ? 0 : 5 + ((index * 7) % (words - 5)))),
    attention_mask: make((_, isPadding) => (isPadding ? 0 : 1)),
    token_type_ids: make(() => 0),
  };
  return Object.fromEntries(inputs.map((name) => [name, known[name]!]));
}
