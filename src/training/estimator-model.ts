import type { EstimatorRatingHead } from '../contracts/index.js';
import { RecommenderError } from '../errors.js';
import type {
  CallOptions,
  EmbeddingMatrix,
  JsonObject,
  PluginState,
  RatingColumn,
  RatingScale,
} from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { classCount } from '../util/rating-scale.js';
import { estimatorFeatures } from './estimator-features.js';
import type { ModalityShape } from './graph.js';
import { matchColumns, type RatingModel } from './rating-model.js';
import type { Standardization } from './standardization.js';
import type { TrainingHistory } from './types.js';

/** What an estimator model was fitted with. */
export interface EstimatorPlan {
  readonly modalities: readonly ModalityShape[];
  readonly head: EstimatorRatingHead;
  readonly scale: RatingScale;
}

/** Which model a head was fitted for last: one head object may be fitted several times, as an ablation does. */
const owners = new WeakMap<EstimatorRatingHead, EstimatorRatingModel>();

/** A fitted estimator head behind the interface of a rating model. */
export class EstimatorRatingModel implements RatingModel {
  readonly history: TrainingHistory;
  readonly #plan: EstimatorPlan;
  readonly #standardizations: readonly Standardization[];
  readonly #headState: PluginState | undefined;

  /** Takes the head in the state it is in now. */
  constructor(plan: EstimatorPlan, standardizations: readonly Standardization[], history: TrainingHistory) {
    this.#plan = plan;
    this.#standardizations = standardizations;
    this.history = history;
    this.#headState = plan.head.saveState?.();
    owners.set(plan.head, this);
  }

  /** The inverse of `saveState`. Raises `SAVE_CORRUPT`. */
  static restore(plan: EstimatorPlan, state: PluginState, history: TrainingHistory): RatingModel {
    const arrays = state.arrays ?? {};
    const standardizations = plan.modalities.map(({ name, dimensions }, position): Standardization => {
      const mean = arrays[`${position}/mean`];
      const scale = arrays[`${position}/scale`];
      if (mean?.length === dimensions && scale?.length === dimensions) return { mean, scale };
      throw new RecommenderError(
        'SAVE_CORRUPT',
        `The saved standardisation of modality "${name}" needs ${dimensions} numbers twice and has ` +
          `${mean?.length ?? 'none'} and ${scale?.length ?? 'none'}.`,
      );
    });
    if (state.json.head !== undefined) {
      const own = Object.entries(arrays).filter(([name]) => name.startsWith('head/'));
      plan.head.restoreState?.({
        json: state.json.head as JsonObject,
        arrays: Object.fromEntries(own.map(([name, values]) => [name.slice('head/'.length), values])),
      });
    }
    return new EstimatorRatingModel(plan, standardizations, history);
  }

  async predict(
    columns: readonly RatingColumn[],
    rows: Int32Array,
    call: CallOptions = {},
  ): Promise<EmbeddingMatrix> {
    const { modalities, head, scale } = this.#plan;
    const matched = matchColumns(modalities, columns);
    const features = await estimatorFeatures(matched, this.#standardizations, rows);
    throwIfAborted(call.signal);
    this.#claimHead();
    const probabilities = await head.predict(features, scale);
    throwIfAborted(call.signal);
    checkProbabilities(probabilities, rows.length, classCount(scale), head.name);
    return probabilities;
  }

  exportOnnx(): never {
    const { name } = this.#plan.head;
    throw new RecommenderError(
      'UNSUPPORTED_LAYER',
      `The head "${name}" is no graph and cannot be written as an ONNX file. Use a head of layers.`,
      { data: { head: name } },
    );
  }

  saveState(): PluginState {
    const arrays: Record<string, Float32Array> = {};
    this.#standardizations.forEach(({ mean, scale }, position) => {
      arrays[`${position}/mean`] = mean;
      arrays[`${position}/scale`] = scale;
    });
    const head = this.#headState;
    for (const [name, values] of Object.entries(head?.arrays ?? {})) arrays[`head/${name}`] = values;
    return {
      json: { history: this.history as unknown as JsonObject, ...(head ? { head: head.json } : {}) },
      arrays,
    };
  }

  dispose(): void {
    // Holds no memory outside the JavaScript heap.
  }

  #claimHead(): void {
    const { head } = this.#plan;
    if (owners.get(head) === this) return;
    if (this.#headState === undefined || head.restoreState === undefined) {
      throw new RecommenderError(
        'NOT_FITTED',
        `The head "${head.name}" has been fitted again for another model, and without saveState() and restoreState() ` +
          'it cannot return to this one. Add both to the head, or use one head object per model.',
      );
    }
    head.restoreState(this.#headState);
    owners.set(head, this);
  }
}

function checkProbabilities(matrix: EmbeddingMatrix, rows: number, classes: number, head: string): void {
  const { data } = matrix;
  if (matrix.rows !== rows || matrix.dimensions !== classes || data.length !== rows * classes) {
    throw new RecommenderError(
      'DIMENSION_MISMATCH',
      `The head "${head}" must return probabilities [${rows}, ${classes}] from predict, but returned ` +
        `[${matrix.rows}, ${matrix.dimensions}] with ${data.length} numbers.`,
    );
  }
  for (let row = 0; row < rows; row++) {
    const sum = data.subarray(row * classes, (row + 1) * classes).reduce((total, value) => total + value, 0);
    if (Math.abs(sum - 1) < 1e-3) continue;
    throw new RecommenderError(
      'DIMENSION_MISMATCH',
      `The head "${head}" must return probabilities that sum to 1 per row; row ${row} sums to ${sum}.`,
    );
  }
}
