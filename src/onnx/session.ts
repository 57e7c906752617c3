import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';

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
  readonly type: string;
}

/** An opened model with one output. */
export interface OnnxSession {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Computes the first output. Blocks the thread: onnxruntime-node computes on the thread that calls it. */
  run(feeds: Readonly<Record<string, TensorInput>>): Promise<TensorOutput>;
  /**
   * Computes the outputs that are named in `targets`, into their memory, and those that are no tensors; others are not computed where
   * nothing needs them. Blocks the thread as `run` does.
   */
  runInto(
    feeds: Readonly<Record<string, TensorInput>>,
    targets: Readonly<Record<string, TensorInput>>,
  ): Promise<void>;
  /** Gives the memory back. */
  release(): Promise<void>;
}

/** The part of onnxruntime-node that is used. */
interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<RuntimeSession>;
  };
  readonly Tensor: new (type: string, data: TensorInput['data'], dims: readonly number[]) => object;
}

interface RuntimeSession {
  readonly inputMetadata: readonly TensorInfo[];
  readonly outputMetadata: readonly (TensorInfo & { readonly isTensor: boolean })[];
  run(feeds: object, fetches?: object): Promise<Record<string, RuntimeTensor>>;
  release(): Promise<void>;
}

interface RuntimeTensor extends TensorOutput {
  dispose(): void;
}

/** What {@link openSession} opens. */
export interface SessionSource {
  /** The model, with weights as external data. */
  readonly model: Uint8Array;
  /** Absolute folder of the files with the weights. */
  readonly folder: string;
  /** Threads within an operation; `null` takes one per core that the process may use. */
  readonly threads: number | null;
  /**
   * Let threads wait in a loop for their next piece of work: faster for many runs in a row of graphs of small operations, and
   * taken from whatever else would compute meanwhile. False when absent.
   */
  readonly spinning?: boolean;
  /** Count numbers too small for full precision as 0: processors are many times slower on them. False when absent. */
  readonly flushDenormals?: boolean;
}

/** Opens a model on the CPU. Rejects with onnxruntime's own error when it cannot. */
export async function openSession({
  model,
  folder,
  threads,
  spinning = false,
  flushDenormals = false,
}: SessionSource): Promise<OnnxSession> {
  const { InferenceSession, Tensor } = loadRuntime();
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: threads ?? availableParallelism(),
    // Warnings are about initialisers and shapes of exports, which nobody who embeds texts can do anything about.
    logSeverityLevel: 3,
    extra: {
      session: {
        model_external_initializers_file_folder_path: folder,
        ...(flushDenormals && { set_denormal_as_zero: '1' }),
        // Threads that wait in a loop for the next run take the cores from whoever decodes the next picture meanwhile.
        intra_op: { allow_spinning: spinning ? '1' : '0' },
      },
    },
  });
  const [output] = session.outputMetadata;
  const sequences = session.outputMetadata.filter(({ isTensor }) => !isTensor);
  const unread = Object.fromEntries(sequences.map(({ name }) => [name, null]));
  const tensorOf = ({ data, dims }: TensorInput) => new Tensor(elementType(data), data, dims);
  const tensorsOf = (values: Readonly<Record<string, TensorInput>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tensorOf(value)]));
  return {
    inputs: session.inputMetadata,
    outputs: session.outputMetadata,
    run: async (feeds) => {
      const results = await session.run(tensorsOf(feeds));
      const tensor = results[output!.name]!;
      const taken = { data: tensor.data, dims: [...tensor.dims], type: tensor.type };
      tensor.dispose();
      return taken;
    },
    runInto: async (feeds, targets) => {
      await session.run(tensorsOf(feeds), { ...tensorsOf(targets), ...unread });
    },
    release: () => session.release(),
  };
}

let runtime: Runtime | undefined;

/**
 * The very copy that transformers.js depends on: two versions of the native library in one process would get into each
 * other's way.
 */
function loadRuntime(): Runtime {
  if (runtime === undefined) {
    const own = createRequire(import.meta.url);
    const transformers = createRequire(own.resolve('@huggingface/transformers'));
    runtime = transformers('onnxruntime-node') as Runtime;
  }
  return runtime;
}

function elementType(data: TensorInput['data']): 'int64' | 'int32' | 'float32' {
  if (data instanceof BigInt64Array) return 'int64';
  return data instanceof Int32Array ? 'int32' : 'float32';
}
