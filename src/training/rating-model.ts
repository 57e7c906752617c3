import { RecommenderError } from '../errors.js';
import type { CallOptions, EmbeddingMatrix, ModalityColumn, PluginState } from '../types.js';
import type { ModalityShape } from './graph.js';
import type { TrainingHistory } from './types.js';

/** A fitted rating model. */
export interface RatingModel {
  readonly history: TrainingHistory;
  /**
   * Probabilities `[rows.length, classes]` of the given rows, ascending by rating. Columns are found by name. Raises
   * `DIMENSION_MISMATCH` when a modality is missing or has other dimensions than in training, and `ABORTED`.
   */
  predict(columns: readonly ModalityColumn[], rows: Int32Array, call?: CallOptions): Promise<EmbeddingMatrix>;
  /** Everything learned; the inverse is {@link restoreRatingModel}. */
  saveState(): PluginState;
  /** Gives the memory of the weights back; the model cannot be used afterwards. */
  dispose(): void;
}

/** The columns of the model's modalities in the model's order. Raises `DIMENSION_MISMATCH` if they do not fit. */
export function matchColumns(
  modalities: readonly ModalityShape[],
  columns: readonly ModalityColumn[],
): readonly ModalityColumn[] {
  return modalities.map(({ name, dimensions }) => {
    const column = columns.find((candidate) => candidate.name === name);
    if (column?.matrix.dimensions === dimensions) return column;
    const list = (shapes: readonly ModalityShape[]) =>
      shapes.map((shape) => `${shape.name} [${shape.dimensions}]`).join(', ') || 'none';
    const given = columns.map((other) => ({ name: other.name, dimensions: other.matrix.dimensions }));
    throw new RecommenderError(
      'DIMENSION_MISMATCH',
      `The model was trained on the modalities ${list(modalities)}, but got ${list(given)}. ` +
        'Encode with the encoders of the training.',
      { data: { expected: modalities, given } },
    );
  });
}

/** The modalities of the columns. */
export function shapesOf(columns: readonly ModalityColumn[]): ModalityShape[] {
  return columns.map(({ name, matrix, categorical }) => ({
    name,
    dimensions: matrix.dimensions,
    ...(categorical && { categorical }),
  }));
}
