import type { Parameter } from './optimizers/types.js';
import type { NamedWeight } from './weights.js';

/** Weights of embedding layers: of a batch, few of their rows have a gradient. */
const TABLE = /\/(CodeEmbedding\/vectors|Embedding\/embeddings)$/;

/** The weights as an optimiser sees them. Weight decay concerns matrices, not biases and factors of a normalisation. */
export function parametersOf(weights: readonly NamedWeight[]): Parameter[] {
  return weights.map(({ name, variable }) => ({
    name,
    size: variable.size,
    decay: variable.rank >= 2,
    ...(TABLE.test(name) && { rowSize: variable.shape.at(-1)! }),
  }));
}
