import { RecommenderError } from '../errors.js';
import type { CallOptions, EmbeddingMatrix, PluginState, RatingColumn } from '../types.js';
import type { ModalityShape } from './graph.js';
import type { TrainingHistory } from './types.js';

/** What validation rows say about the probabilities of a model. */
export interface Calibration {
  /** Probabilities are `p^(1/temperature)`, summing to 1 again; above 1 the model was too sure of itself. */
  readonly temperature: number;
  /** Of prediction intervals; absent when none are wanted. */
  readonly interval?: {
    /** Share of true ratings that the intervals shall hold. */
    readonly coverage: number;
    /** Score of the last position that belongs to an interval, see `positionScores`. */
    readonly threshold: number;
  };
}

/** A fitted rating model. */
export interface RatingModel {
  readonly history: TrainingHistory;
  /** Absent for a model that was not calibrated. */
  readonly calibration?: Calibration;
  /**
   * Probabilities `[rows.length, classes]` of the given rows, ascending by rating. Columns are found by name. Raises
   * `DIMENSION_MISMATCH` when a modality is missing or has other dimensions than in training, and `ABORTED`.
   */
  predict(columns: readonly RatingColumn[], rows: Int32Array, call?: CallOptions): Promise<EmbeddingMatrix>;
  /**
   * The model as an ONNX file with everything it learned, for any other runtime. Inputs are NAME `[batch, dimensions]` and NAME_present
   * `[batch, 1]` (1 or 0) of every modality; outputs are `outputs`, those of the head, and, for a head that declares its objective,
   * `probabilities` `[batch, classes]`, ascending by rating and calibrated by `temperature` (1 unless given). Raises `UNSUPPORTED_LAYER`.
   */
  exportOnnx(temperature?: number): Uint8Array;
  /** Everything learned; the inverse is {@link restoreRatingModel}. */
  saveState(): PluginState;
  /** Gives the memory of the weights back; the model cannot be used afterwards. */
  dispose(): void;
}

/** The columns of the model's modalities in the model's order. Raises `DIMENSION_MISMATCH` if they do not fit. */
export function matchColumns(
  modalities: readonly ModalityShape[],
  columns: readonly RatingColumn[],
): readonly RatingColumn[] {
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
export function shapesOf(columns: readonly RatingColumn[]): ModalityShape[] {
  return columns.map(({ name, matrix, categorical }) => ({
    name,
    dimensions: matrix.dimensions,
    ...(categorical && { categorical }),
  }));
}
