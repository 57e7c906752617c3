import { RecommenderError, type RecommenderErrorCode } from '../../errors.js';
import type { EmbeddingMatrix } from '../../types.js';
import type { ModelOptions } from '../transformers/model-options.js';

/** What a worker is started with. */
export interface WorkerTask {
  readonly kind: 'text' | 'image';
  /** Name of the encoder, for messages. */
  readonly owner: string;
  readonly options: ModelOptions;
}

/** To the worker. */
export type WorkerRequest =
  | { readonly type: 'encode'; readonly id: number; readonly inputs: readonly (string | Uint8Array)[] }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'release' };

/** From the worker. */
export type WorkerResponse =
  | { readonly type: 'ready'; readonly plan: unknown; readonly fingerprint: string }
  | { readonly type: 'encoded'; readonly id: number; readonly matrix: EmbeddingMatrix }
  /** Without an id: the model could not be opened. */
  | { readonly type: 'failed'; readonly id?: number; readonly error: PortableError };

/** An error that survives the way between threads, which strips classes off. */
export interface PortableError {
  readonly code: RecommenderErrorCode | null;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Packs an error. */
export function packError(error: unknown): PortableError {
  if (!(error instanceof Error)) return { code: null, message: String(error), data: {} };
  const { code, data } = error as Partial<RecommenderError>;
  const isOurs = error.name === 'RecommenderError' && code !== undefined;
  // Through JSON, since what cannot be cloned would fail while an error is being reported.
  return isOurs
    ? {
        code,
        message: error.message,
        data: JSON.parse(JSON.stringify(data ?? {})) as Record<string, unknown>,
      }
    : { code: null, message: error.message, data: {} };
}

/** Unpacks an error. */
export function unpackError({ code, message, data }: PortableError): Error {
  return code === null ? new Error(message) : new RecommenderError(code, message, { data });
}
