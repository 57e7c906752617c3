import { setImmediate } from 'node:timers/promises';
import { dispose, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { CallOptions, EmbeddingMatrix, JsonObject, ModalityColumn, PluginState } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { classCount } from '../util/rating-scale.js';
import { prepareBackend } from './backend.js';
import { BatchGatherer, batchRanges } from './batches.js';
import { buildGraph, type GraphPlan, type RatingGraph } from './graph.js';
import { matchColumns, type RatingModel } from './rating-model.js';
import type { TrainingHistory } from './types.js';
import { namedWeights, readWeights, writeWeights } from './weights.js';

/** Rows per prediction batch; bounds memory, changes nothing else. */
const PREDICTION_BATCH = 256;

/** A trained graph behind the interface of a rating model. */
export class GraphRatingModel implements RatingModel {
  readonly history: TrainingHistory;
  readonly #plan: GraphPlan;
  readonly #graph: RatingGraph;

  constructor(plan: GraphPlan, graph: RatingGraph, history: TrainingHistory) {
    this.#plan = plan;
    this.#graph = graph;
    this.history = history;
  }

  /** The inverse of `saveState`. */
  static async restore(plan: GraphPlan, state: PluginState, history: TrainingHistory): Promise<RatingModel> {
    await prepareBackend();
    const graph = buildGraph(plan);
    try {
      writeWeights(namedWeights(graph.model), state.arrays ?? {});
    } catch (error) {
      graph.model.dispose();
      throw error;
    }
    return new GraphRatingModel(plan, graph, history);
  }

  async predict(
    columns: readonly ModalityColumn[],
    rows: Int32Array,
    call: CallOptions = {},
  ): Promise<EmbeddingMatrix> {
    const { modalities, head, scale } = this.#plan;
    const gatherer = new BatchGatherer(matchColumns(modalities, columns), PREDICTION_BATCH + 1);
    const dimensions = classCount(scale);
    const data = new Float32Array(rows.length * dimensions);
    await prepareBackend();
    for (const [start, end] of batchRanges(rows.length, PREDICTION_BATCH)) {
      await setImmediate();
      throwIfAborted(call.signal);
      const inputs = gatherer.gather(rows.subarray(start, end));
      const probabilities = tidy(() => head.decode(this.#graph.model.apply(inputs) as Tensor2D, scale));
      data.set(probabilities.dataSync() as Float32Array, start * dimensions);
      dispose([...inputs, probabilities]);
    }
    return { data, rows: rows.length, dimensions };
  }

  saveState(): PluginState {
    return {
      json: { history: this.history as unknown as JsonObject },
      arrays: readWeights(namedWeights(this.#graph.model)),
    };
  }

  dispose(): void {
    this.#graph.model.dispose();
  }
}
