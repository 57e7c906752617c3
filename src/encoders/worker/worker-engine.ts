import { availableParallelism } from 'node:os';
import type { EmbeddingMatrix } from '../../types.js';
import { abortedError, throwIfAborted } from '../../util/abort.js';
import type { EncoderEngine, EnginePlan } from '../transformers/engine.js';
import type { ModelOptions } from '../transformers/model-options.js';
import { deal } from './deal.js';
import type { WorkerTask } from './protocol.js';
import { WorkerThread } from './worker-thread.js';

type Input = string | Uint8Array;

/**
 * Opens a model in threads of their own: onnxruntime-node computes on the thread that calls it, and a run of 100 ms is
 * 100 ms during which a server answers nobody. With several threads each has the model and computes a part of every call. Files must
 * be on disk already. Raises what opening and encoding raise in this thread; `WORKER_FAILED` when a thread ends.
 */
export async function openInWorkers<Kind, Plan extends EnginePlan>(
  kind: WorkerTask['kind'],
  owner: string,
  options: ModelOptions,
  signal: AbortSignal | undefined,
): Promise<EncoderEngine<Kind, Plan>> {
  throwIfAborted(signal);
  // The cores are shared out: threads of several models on one core would wait for each other.
  const threads = options.threads ?? Math.max(1, Math.floor(availableParallelism() / options.workers));
  const task: WorkerTask = { kind, owner, options: { ...options, threads, workers: 0, offline: true } };
  const workers = Array.from({ length: options.workers }, () => new WorkerThread(owner, task));
  const stop = () => void Promise.all(workers.map((worker) => worker.terminate()));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const [first] = await Promise.all(workers.map((worker) => worker.ready));
    const plan = first!.plan as Plan;
    return {
      plan,
      fingerprint: first!.fingerprint,
      encode: (inputs, abort) => share(workers, inputs as readonly Input[], plan.dimensions, abort),
      isLost: () => workers.some((worker) => worker.isLost),
      release: async () => {
        await Promise.all(workers.map((worker) => worker.release()));
      },
    };
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.terminate()));
    throw signal?.aborted ? abortedError(signal) : error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Gives every thread a part of the inputs, the least busy ones first, and puts the rows back in order. */
async function share(
  workers: readonly WorkerThread[],
  inputs: readonly Input[],
  dimensions: number,
  signal: AbortSignal | undefined,
): Promise<EmbeddingMatrix> {
  const free = [...workers].sort((one, other) => one.pending - other.pending);
  const hands = deal(inputs, Math.max(1, Math.min(free.length, inputs.length)));
  if (hands.length === 1) return free[0]!.encode(inputs, signal);
  const parts = await Promise.all(
    hands.map((places, worker) =>
      free[worker]!.encode(
        places.map((place) => inputs[place]!),
        signal,
      ),
    ),
  );
  const data = new Float32Array(inputs.length * dimensions);
  for (const [hand, places] of hands.entries()) {
    const part = parts[hand]!.data;
    places.forEach((place, row) => {
      data.set(part.subarray(row * dimensions, (row + 1) * dimensions), place * dimensions);
    });
  }
  return { data, rows: inputs.length, dimensions };
}
