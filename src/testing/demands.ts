import { isRecommenderError, type RecommenderErrorCode } from '../errors.js';
import type { EmbeddingMatrix } from '../types.js';
import { ConformanceError } from './conformance.js';

/** Raises a {@link ConformanceError} unless the condition holds. */
export function demand(
  condition: boolean,
  contract: string,
  found: string,
  remedy: string,
): asserts condition {
  if (!condition) throw new ConformanceError({ demand: contract, found, remedy });
}

/** Turns an error that the implementation raised in the middle of a check into a finding. */
export async function explained<Result>(
  check: string,
  body: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof ConformanceError) throw error;
    const found = `${describeError(error)}.`;
    throw new ConformanceError({ demand: `${check}.`, found, remedy: 'see the cause of this error.' }, error);
  }
}

/** What a promise rejected with, or undefined if it did not. */
export async function rejectionOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error ?? new Error('an empty rejection');
  }
}

/** Demands that a call rejects with one code. */
export async function demandCode(
  call: () => unknown,
  code: RecommenderErrorCode,
  contract: string,
): Promise<void> {
  const error = await rejectionOf(call);
  demand(
    isRecommenderError(error, code),
    contract,
    error === undefined ? 'the call succeeded.' : `${describeError(error)}.`,
    `throw new RecommenderError('${code}', ...), exported by multimodal-recommender.`,
  );
}

/** Rejects with a {@link ConformanceError} when the call takes longer. */
export async function withinTime<Result>(
  call: () => Promise<Result>,
  timeoutMs: number,
  contract: string,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const found = `the call had not settled after ${timeoutMs} ms.`;
      const remedy = 'settle every promise, also when a signal fires; or raise the timeoutMs of the suite.';
      reject(new ConformanceError({ demand: contract, found, remedy }));
    }, timeoutMs);
  });
  try {
    return await Promise.race([call(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** An error in a few words. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `something that is no Error: ${String(error)}`;
  const code = 'code' in error ? ` with code ${String(error.code)}` : '';
  return `${error.name}${code} ("${error.message}")`;
}

/** Row `index` as a view. */
export function rowOf(matrix: EmbeddingMatrix, index: number): Float32Array {
  return matrix.data.subarray(index * matrix.dimensions, (index + 1) * matrix.dimensions);
}

/** Largest absolute difference, relative to the largest value where that is above 1; Infinity for unequal lengths or NaN. */
export function distance(left: ArrayLike<number>, right: ArrayLike<number>): number {
  if (left.length !== right.length) return Number.POSITIVE_INFINITY;
  let largest = 1;
  let difference = 0;
  for (let i = 0; i < left.length; i++) {
    const a = left[i] as number;
    const b = right[i] as number;
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, Math.abs(a));
    difference = Math.max(difference, Math.abs(a - b));
  }
  return difference / largest;
}

/** Demands specVersion 1 and a usable name. */
export function demandIdentity(plugIn: { readonly specVersion: unknown; readonly name: unknown }): void {
  demand(
    plugIn.specVersion === 1,
    'specVersion is the number 1.',
    `${JSON.stringify(plugIn.specVersion)}.`,
    'add `readonly specVersion = 1 as const;`.',
  );
  demand(
    typeof plugIn.name === 'string' && plugIn.name.trim().length > 0,
    'name is a non-empty string.',
    `${JSON.stringify(plugIn.name)}.`,
    "add `readonly name = 'YourClass';`.",
  );
}

/** Demands that `config()`, where there is one, gives the same plain JSON object again and again. */
export function demandJsonConfig(plugIn: { config?(): unknown }): void {
  if (plugIn.config === undefined) return;
  const config = plugIn.config();
  const flaw = jsonFlaw(config);
  demand(
    typeof config === 'object' && config !== null && !Array.isArray(config) && flaw === undefined,
    'config() returns a plain object of JSON values, so that a saved model can rebuild the plug-in.',
    flaw ?? `${typeof config}.`,
    'return only strings, finite numbers, booleans, null, arrays and plain objects; leave unset options out.',
  );
  demand(
    JSON.stringify(plugIn.config()) === JSON.stringify(config),
    'config() is constant.',
    'a second call gave another object.',
    'return the constructor options, nothing that changes with use.',
  );
}

/** Where a value would not survive JSON, in words; undefined when it would. */
export function jsonFlaw(value: unknown, path = 'the object'): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : `${path} is ${value}, which JSON turns into null.`;
  }
  if (typeof value !== 'object') return `${path} is of type ${typeof value}, which JSON cannot hold.`;
  const prototype = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) {
    return `${path} is an instance of ${prototype.constructor?.name ?? 'a class'}, which JSON flattens.`;
  }
  for (const [key, entry] of Object.entries(value)) {
    const flaw = jsonFlaw(entry, `${path}.${key}`);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}
