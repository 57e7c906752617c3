import type { FusionStrategy, GraphRatingHead } from '../contracts/index.js';
import type { CallOptions } from '../types.js';
import { prepareBackend } from './backend.js';
import { checkHead } from './check-head.js';
import type { TrainingEngine } from './engine.js';
import { buildGraph, disposeGraph, type GraphPlan } from './graph.js';
import { GraphRatingModel } from './graph-model.js';
import { openEngine } from './open-engine.js';
import type { ResolvedTrainingOptions } from './options.js';
import { type RatingModel, shapesOf } from './rating-model.js';
import { fitStandardization } from './standardization.js';
import { trainGraph } from './train-graph.js';
import type { TrainingData } from './types.js';
import { namedWeights, writeWeights } from './weights.js';

/** What {@link fitGraph} fits; options and class weights are resolved. */
export interface FitGraphInput {
  readonly data: TrainingData;
  readonly fusion: FusionStrategy;
  readonly head: GraphRatingHead;
  readonly options: ResolvedTrainingOptions;
  readonly weights: readonly number[];
  readonly seed: number;
  readonly label: string;
}

/** Builds the graph of a head, sets the standardisation from the training rows and trains it. */
export async function fitGraph(input: FitGraphInput, call: CallOptions): Promise<RatingModel> {
  const { data, fusion, head, options, weights, seed } = input;
  const backend = await prepareBackend();
  const plan: GraphPlan = { modalities: shapesOf(data.columns), fusion, head, scale: data.scale, seed };
  const graph = buildGraph({ ...plan, auxiliary: options.auxiliaryLoss > 0 });
  let engine: TrainingEngine | undefined;
  try {
    checkHead(graph, head, data.scale);
    if (options.standardize) {
      for (const [position, layer] of graph.modalityLayers.entries()) {
        if (layer === undefined) continue;
        const { mean, scale } = await fitStandardization(data.columns[position]!, data.train);
        layer.setStandardization(mean, scale);
      }
    }
    engine = await openEngine({ graph, head, scale: data.scale, options }, backend);
    const { weights: learned, ...outcome } = await trainGraph({ ...input, engine }, call);
    writeWeights(namedWeights(graph.trainingModel), learned);
    const trained = namedWeights(graph.model).filter((weight) => weight.trainable);
    const parameters = trained.reduce((sum, { variable }) => sum + variable.size, 0);
    const history = { ...outcome, backend: engine.backend, classWeights: weights, parameters };
    return new GraphRatingModel(plan, graph, history, options.backend);
  } catch (error) {
    disposeGraph(graph);
    throw error;
  } finally {
    await engine?.close();
  }
}
