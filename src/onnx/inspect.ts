import { createReadStream } from 'node:fs';
import { RecommenderError } from '../errors.js';
import type { NamedValue, OnnxModel } from './model.js';
import { readOnnxModel } from './read-model.js';
import { modelInputs, valueShape } from './value-shape.js';

/** A tensor of a model. */
export interface OnnxTensor {
  readonly name: string;
  /** Sizes as far as the file says them, names for sizes that vary; `null` where it says nothing. */
  readonly shape: readonly (number | string)[] | null;
}

/** What is in an ONNX file. */
export interface OnnxInspection {
  readonly inputs: readonly OnnxTensor[];
  readonly outputs: readonly OnnxTensor[];
  /** Every tensor that is computed, in the order of computation, with the operation that makes it. Each can be named as `output` of an encoder. */
  readonly tensors: readonly (OnnxTensor & { readonly operation: string })[];
}

/**
 * Lists what an ONNX file takes, gives and computes inside, without loading its weights. Raises `MODEL_NOT_FOUND` when it is
 * no ONNX file.
 */
export async function inspectOnnxModel(path: string): Promise<OnnxInspection> {
  const model = await readModelFile('inspectOnnxModel', path);
  const shapes = new Map([...model.values, ...model.outputs].map((value) => [value.name, valueShape(value)]));
  const describe = (value: NamedValue): OnnxTensor => ({ name: value.name, shape: valueShape(value) });
  return {
    inputs: modelInputs(model).map(({ name, shape }) => ({ name, shape })),
    outputs: model.outputs.map(describe),
    tensors: model.nodes
      .filter(({ opType }) => opType !== 'Constant')
      .flatMap(({ opType, outputs }) =>
        outputs.map((name) => ({ name, shape: shapes.get(name) ?? null, operation: opType })),
      ),
  };
}

/** Reads the structure of a model. Raises `MODEL_NOT_FOUND` when the file is none. */
export async function readModelFile(owner: string, path: string): Promise<OnnxModel> {
  try {
    return await readOnnxModel(path);
  } catch (cause) {
    throw (await isGitLfsPointer(path)) ? gitLfsPointer(owner, path) : unusableModel(owner, path, cause);
  }
}

/** A clone without Git LFS has 130 bytes of text in place of every model. */
async function isGitLfsPointer(path: string): Promise<boolean> {
  try {
    const stream = createReadStream(path, { end: 63, encoding: 'latin1' });
    for await (const head of stream) return String(head).startsWith('version https://git-lfs');
  } catch {
    // No file, or a folder: what reading the model said of it is what matters.
  }
  return false;
}

function gitLfsPointer(owner: string, path: string): RecommenderError {
  return new RecommenderError(
    'MODEL_NOT_FOUND',
    `${owner}: "${path}" is a Git LFS pointer, not the model itself. Run "git lfs pull" in the clone, or download the file.`,
    { data: { files: [path] } },
  );
}

/** The error for a file that is no model that can be run. */
export function unusableModel(owner: string, path: string, cause: unknown): RecommenderError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RecommenderError(
    'MODEL_NOT_FOUND',
    `${owner}: "${path}" is not a usable ONNX model (${reason}). The file is damaged or of another format; delete it and fetch it again.`,
    { cause, data: { files: [path] } },
  );
}
