import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { RecommenderError } from '../../errors.js';
import { loadTransformers } from './runtime.js';

/** Name, element type and shape of an input or output; symbolic sizes are strings. */
export interface TensorInfo {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** Values that go into a graph. */
export interface TensorInput {
  readonly data: BigInt64Array | Int32Array | Float32Array;
  readonly dims: readonly number[];
}

/** Values that come out of a graph. */
export interface TensorOutput {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** An opened ONNX model. */
export interface OnnxGraph {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Computes one output only, whatever else the graph offers. */
  run(feeds: Readonly<Record<string, TensorInput>>, output: string): Promise<TensorOutput>;
  /** Gives the memory back. */
  release(): Promise<void>;
}

/** The part of onnxruntime's session that is used, which transformers.js leaves untyped. */
interface Session {
  readonly inputMetadata: readonly TensorInfo[];
  readonly outputMetadata: readonly TensorInfo[];
  run(feeds: object, fetches: readonly string[]): Promise<Record<string, SessionTensor>>;
}

interface SessionTensor extends TensorOutput {
  readonly type: string;
  dispose(): void;
}

/** Opens an ONNX file on the CPU. Raises `MODEL_NOT_FOUND` when the file is no model. */
export async function openGraph(owner: string, file: string, threads: number | null): Promise<OnnxGraph> {
  await refuseGitLfsPointer(owner, file);
  const { PreTrainedModel, PretrainedConfig, Tensor } = await loadTransformers();
  const model = await PreTrainedModel.from_pretrained(dirname(file), {
    // "custom" keeps the library from judging the architecture: files without one (config.json `{}`) work as well.
    config: new PretrainedConfig({ model_type: 'custom' }),
    local_files_only: true,
    subfolder: '',
    model_file_name: basename(file, '.onnx'),
    dtype: 'fp32',
    device: 'cpu',
    session_options: threads === null ? {} : { intraOpNumThreads: threads },
  }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RecommenderError(
      'MODEL_NOT_FOUND',
      `${owner}: "${file}" is not a usable ONNX model (${reason}). The file is damaged or of another format; delete it and fetch it again.`,
      { cause, data: { files: [file] } },
    );
  });
  const session = model.sessions.model as Session;
  return {
    inputs: session.inputMetadata,
    outputs: session.outputMetadata,
    run: async (feeds, output) => {
      const tensors = Object.entries(feeds).map(([name, { data, dims }]) => {
        return [name, new Tensor(elementType(data), data, [...dims]).ort_tensor] as const;
      });
      const results = await session.run(Object.fromEntries(tensors), [output]);
      return takeFloats(owner, output, results[output]);
    },
    release: async () => {
      await model.dispose();
    },
  };
}

function elementType(data: TensorInput['data']): 'int64' | 'int32' | 'float32' {
  if (data instanceof BigInt64Array) return 'int64';
  return data instanceof Int32Array ? 'int32' : 'float32';
}

function takeFloats(owner: string, name: string, tensor: SessionTensor | undefined): TensorOutput {
  if (tensor?.data instanceof Float32Array) {
    const { data, dims } = tensor;
    const taken = { data, dims: [...dims] };
    tensor.dispose();
    return taken;
  }
  throw new RecommenderError(
    'MODEL_OUTPUT',
    `${owner}: output "${name}" must be float32, but the graph gives ${tensor?.type ?? 'nothing'}. Choose another dtype or output.`,
    { data: { output: name, type: tensor?.type } },
  );
}

/** A clone without Git LFS has 130 bytes of text in place of every model. */
async function refuseGitLfsPointer(owner: string, file: string): Promise<void> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    if (!buffer.toString('latin1', 0, bytesRead).startsWith('version https://git-lfs')) return;
  } finally {
    await handle.close();
  }
  throw new RecommenderError(
    'MODEL_NOT_FOUND',
    `${owner}: "${file}" is a Git LFS pointer, not the model itself. Run "git lfs pull" in the clone, or download the file.`,
    { data: { files: [file] } },
  );
}
