/** Runs in a thread of its own: opens one model and encodes what it is sent, one request after another. */
import { parentPort, workerData } from 'node:worker_threads';
import type { EmbeddingMatrix } from '../../types.js';
import type { EncoderEngine } from '../transformers/engine.js';
import { IMAGE_KIND } from '../transformers/image-engine.js';
import type { EncoderKind } from '../transformers/model-encoder.js';
import { TEXT_KIND } from '../transformers/text-engine.js';
import { packError, type WorkerRequest, type WorkerResponse, type WorkerTask } from './protocol.js';

type Input = string | Uint8Array;
type AnyKind = EncoderKind<Input, WorkerTask['options'], unknown>;

const { kind, owner, options } = workerData as WorkerTask;
const send = (response: WorkerResponse, transfer: ArrayBuffer[] = []) =>
  parentPort!.postMessage(response, transfer);
const aborts = new Map<number, AbortController>();

const opening = ((kind === 'text' ? TEXT_KIND : IMAGE_KIND) as unknown as AnyKind).open(owner, options, {});
let last: Promise<unknown> = opening;
opening.then(
  ({ plan, fingerprint }) => send({ type: 'ready', plan, fingerprint }),
  (error: unknown) => send({ type: 'failed', error: packError(error) }),
);

parentPort!.on('message', (request: WorkerRequest) => {
  switch (request.type) {
    case 'encode': {
      const abort = new AbortController();
      aborts.set(request.id, abort);
      last = last.then(() => answer(request.id, request.inputs, abort.signal));
      break;
    }
    case 'abort':
      aborts.get(request.id)?.abort();
      break;
    case 'release':
      void last.then(release, release);
  }
});

async function answer(id: number, inputs: readonly Input[], signal: AbortSignal): Promise<void> {
  try {
    const engine: EncoderEngine<Input, unknown> = await opening;
    const matrix: EmbeddingMatrix = await engine.encode(inputs, signal);
    send({ type: 'encoded', id, matrix }, [matrix.data.buffer as ArrayBuffer]);
  } catch (error) {
    send({ type: 'failed', id, error: packError(error) });
  } finally {
    aborts.delete(id);
  }
}

async function release(): Promise<void> {
  const engine = await opening.catch(() => undefined);
  await engine?.release();
  parentPort!.close();
}
