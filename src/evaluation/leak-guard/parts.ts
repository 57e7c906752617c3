import type { SplitIndices } from '../../types.js';

/** Training, validation and test rows, and those that are known only when something is recommended. */
export function* allParts({ train, validation, test, history }: SplitIndices): Generator<number> {
  for (const part of [train, validation, test, history]) if (part) yield* part;
}
