import { setImmediate } from 'node:timers/promises';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { CallOptions, EmbeddingMatrix, JsonObject, PluginState, RatingColumn } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { classCount } from '../util/rating-scale.js';
import { prepareBackend } from './backend.js';
import { BatchGatherer, batchRanges } from './batches.js';
import { type ForwardPass, openForwardPass } from './forward-pass.js';
import { buildGraph, disposeGraph, type GraphPlan, type RatingGraph } from './graph.js';
import { buildInferenceGraph } from './onnx/inference-graph.js';
import type { ResolvedTrainingOptions } from './options.js';
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
  readonly #backend: ResolvedTrainingOptions['backend'];
  #forward: Promise<ForwardPass> | undefined;

  constructor(
    plan: GraphPlan,
    graph: RatingGraph,
    history: TrainingHistory,
    backend: ResolvedTrainingOptions['backend'] = 'auto',
  ) {
    this.#plan = plan;
    this.#graph = graph;
    this.#backend = backend;
    this.history = history;
  }

  /** The inverse of `saveState`. */
  static async restore(plan: GraphPlan, state: PluginState, history: TrainingHistory): Promise<RatingModel> {
    await prepareBackend();
    const graph = buildGraph(plan);
    try {
      writeWeights(namedWeights(graph.model), state.arrays ?? {});
    } catch (error) {
      disposeGraph(graph);
      throw error;
    }
    return new GraphRatingModel(plan, graph, history);
  }

  async predict(
    columns: readonly RatingColumn[],
    rows: Int32Array,
    call: CallOptions = {},
  ): Promise<EmbeddingMatrix> {
    const { modalities, head, scale } = this.#plan;
    const largest = Math.min(rows.length, PREDICTION_BATCH + 1);
    const gatherer = new BatchGatherer(matchColumns(modalities, columns), largest);
    const dimensions = classCount(scale);
    const data = new Float32Array(rows.length * dimensions);
    await prepareBackend();
    this.#forward ??= openForwardPass(this.#graph, this.#backend);
    const forward = await this.#forward;
    for (const [start, end] of batchRanges(rows.length, PREDICTION_BATCH)) {
      if (start > 0) await setImmediate();
      throwIfAborted(call.signal);
      const count = end - start;
      const inputs = await gatherer.gather(rows.subarray(start, end));
      const outputs = await forward.run({ rows: count, inputs });
      tidy(() => {
        const probabilities = head.decode(tensor2d(outputs, [count, outputs.length / count]), scale);
        data.set(probabilities.dataSync() as Float32Array, start * dimensions);
      });
    }
    return { data, rows: rows.length, dimensions };
  }

  exportOnnx(temperature = 1): Uint8Array {
    const { modalities, head, scale } = this.#plan;
    const { model } = this.#graph;
    const { objective } = head;
    return buildInferenceGraph({
      model,
      weights: namedWeights(model),
      inputNames: modalities.flatMap(({ name }) => [name, `${name}_present`]),
      ...(objective && { decoding: { objective, classes: classCount(scale), temperature } }),
    });
  }

  saveState(): PluginState {
    return {
      json: { history: this.history as unknown as JsonObject },
      arrays: readWeights(namedWeights(this.#graph.model)),
    };
  }

  dispose(): void {
    disposeGraph(this.#graph);
    const forward = this.#forward;
    this.#forward = undefined;
    // Nobody waits for the threads to end; a session that never opened has none.
    void forward?.then((pass) => pass.close()).catch(() => {});
  }
}
