import type { Encoder, FusionStrategy, RatingHead } from '../contracts/index.js';
import type { JsonObject, RatingColumn } from '../types.js';
import type { ModelSummary } from './report.js';

/** What stands in the place of an encoder where vectors are learned with the model. */
const LEARNED = 'learned with the model';

/** What was trained, for the report. */
export function summariseModel(input: {
  /** The encoder behind a modality; undefined where vectors are learned with the model. */
  readonly encoderOf: (modality: string) => Encoder<never> | undefined;
  readonly columns: readonly RatingColumn[];
  readonly fusion: FusionStrategy;
  readonly head: RatingHead;
  readonly seed: number;
  readonly training: JsonObject;
}): ModelSummary {
  const { encoderOf, columns, fusion, head, seed, training } = input;
  return {
    modalities: columns.map(({ name, matrix, rowIndex, categorical }) => {
      const encoder = encoderOf(name);
      return {
        name,
        encoder: encoder?.name ?? LEARNED,
        fingerprint: encoder?.fingerprint ?? '',
        dimensions: categorical?.dimensions ?? matrix.dimensions,
        rowsPresent: rowIndex.reduce((count, row) => count + (row >= 0 ? 1 : 0), 0),
      };
    }),
    fusion: fusion.name,
    head: head.name,
    seed,
    training,
  };
}
