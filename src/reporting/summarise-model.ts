import type { FusionStrategy, RatingHead } from '../contracts/index.js';
import type { Modality } from '../embedding/modality.js';
import type { JsonObject, ModalityColumn } from '../types.js';
import type { ModelSummary } from './report.js';

/** What was trained, for the report. */
export function summariseModel(input: {
  readonly modalities: readonly Modality[];
  readonly columns: readonly ModalityColumn[];
  readonly fusion: FusionStrategy;
  readonly head: RatingHead;
  readonly seed: number;
  readonly training: JsonObject;
}): ModelSummary {
  const { modalities, columns, fusion, head, seed, training } = input;
  return {
    modalities: modalities.map(({ name, encoder }, index) => ({
      name,
      encoder: encoder.name,
      fingerprint: encoder.fingerprint,
      dimensions: encoder.dimensions,
      rowsPresent: columns[index]?.rowIndex.reduce((count, row) => count + (row >= 0 ? 1 : 0), 0) ?? 0,
    })),
    fusion: fusion.name,
    head: head.name,
    seed,
    training,
  };
}
