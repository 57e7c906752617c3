import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { RecommenderError } from '../../errors.js';
import type { EmbeddingMatrix } from '../../types.js';
import { abortedError } from '../../util/abort.js';
import { unpackError, type WorkerRequest, type WorkerResponse, type WorkerTask } from './protocol.js';

interface Waiting<Value> {
  resolve(value: Value): void;
  reject(error: Error): void;
}

/** A thread with one opened model. */
export class WorkerThread {
  readonly ready: Promise<{ readonly plan: unknown; readonly fingerprint: string }>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting<EmbeddingMatrix>>();
  readonly #ended: Promise<void>;
  #opening: Waiting<{ plan: unknown; fingerprint: string }> | undefined;
  #failure: Error | undefined;
  #lastId = 0;

  constructor(owner: string, task: WorkerTask) {
    this.#worker = new Worker(entry(owner), { workerData: task, execArgv: threadFlags(process.execArgv) });
    this.ready = new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
    });
    this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('message', (response: WorkerResponse) => this.#receive(response));
    this.#worker.on('error', (cause) => this.#fail(ended(owner, cause)));
    this.#worker.on('exit', () => this.#fail(ended(owner)));
  }

  /** How many calls it has not answered yet. */
  get pending(): number {
    return this.#waiting.size;
  }

  encode(
    inputs: readonly (string | Uint8Array)[],
    signal: AbortSignal | undefined,
  ): Promise<EmbeddingMatrix> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (signal?.aborted) return Promise.reject(abortedError(signal));
    const id = ++this.#lastId;
    const abort = () => this.#send({ type: 'abort', id });
    signal?.addEventListener('abort', abort, { once: true });
    return new Promise<EmbeddingMatrix>((resolve, reject) => {
      // First, since it throws where an input cannot be sent, and nobody would ever answer.
      this.#send({ type: 'encode', id, inputs: inputs.map(withoutSurroundings) });
      this.#waiting.set(id, { resolve, reject });
      // An idle model does not keep the process alive, a working one does.
      this.#worker.ref();
    })
      .catch((error: unknown) => {
        // The reason of the signal stays on this side.
        const isAbort = signal?.aborted && (error as Partial<RecommenderError>).code === 'ABORTED';
        throw isAbort ? abortedError(signal) : error;
      })
      .finally(() => signal?.removeEventListener('abort', abort));
  }

  /** Has it ended without having been told to? */
  get isLost(): boolean {
    return this.#failure !== undefined;
  }

  async release(): Promise<void> {
    this.#send({ type: 'release' });
    this.#worker.ref();
    await this.#ended;
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #send(request: WorkerRequest): void {
    this.#worker.postMessage(request);
  }

  #receive(response: WorkerResponse): void {
    if (response.type === 'ready') {
      this.#opening?.resolve(response);
      this.#opening = undefined;
    } else if (response.type === 'encoded') {
      this.#waiting.get(response.id)?.resolve(response.matrix);
      this.#waiting.delete(response.id);
    } else if (response.id === undefined) {
      this.#fail(unpackError(response.error));
    } else {
      this.#waiting.get(response.id)?.reject(unpackError(response.error));
      this.#waiting.delete(response.id);
    }
    if (this.#waiting.size === 0) this.#worker.unref();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#opening?.reject(error);
    this.#opening = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function ended(owner: string, cause?: unknown): RecommenderError {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return new RecommenderError(
    'WORKER_FAILED',
    `${owner}: the thread that the model ran in has ended${reason}. Call load() again.`,
    { cause },
  );
}

/** A view of a large buffer (all pictures of an archive, say) would be sent with the whole of it. */
function withoutSurroundings(input: string | Uint8Array): string | Uint8Array {
  return typeof input === 'string' || input.byteLength === input.buffer.byteLength
    ? input
    : new Uint8Array(input);
}

/** Flags that say how to read the program of `node --eval` are refused for a thread, which has a file. */
function threadFlags(flags: readonly string[]): string[] {
  return flags.filter((flag, place) => !INPUT_TYPE.test(flag) && flags[place - 1] !== '--input-type');
}

const INPUT_TYPE = /^--input-type(=|$)/;

/** In the package the thread's code lies beside this file; in the source tree it is TypeScript. */
function entry(owner: string): string {
  const places = ['./encoder-worker.js', './from-source.mjs'];
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = files.find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new RecommenderError(
    'WORKER_FAILED',
    `${owner}: the code of the thread should lie in "${files[0]}", but does not. Tell your bundler to leave multimodal-recommender out of the bundle, or set workers: 0.`,
    { data: { file: files[0] } },
  );
}
