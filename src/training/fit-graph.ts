import type { FusionStrategy, GraphRatingHead } from '../contracts/index.js';
import type { CallOptions } from '../types.js';
import { prepareBackend } from './backend.js';
import { checkHead } from './check-head.js';
import { buildGraph, type GraphPlan } from './graph.js';
import { GraphRatingModel } from './graph-model.js';
import type { ResolvedTrainingOptions } from './options.js';
import { type RatingModel, shapesOf } from './rating-model.js';
import { fitStandardization } from './standardization.js';
import { trainGraph } from './train-graph.js';
import type { TrainingData } from './types.js';
import { namedWeights } from './weights.js';

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
  const graph = buildGraph(plan);
  try {
    checkHead(graph, head, data.scale);
    if (options.standardize) {
      graph.modalityLayers.forEach((layer, position) => {
        if (layer === undefined) return;
        const { mean, scale } = fitStandardization(data.columns[position]!, data.train);
        layer.setStandardization(mean, scale);
      });
    }
    const outcome = await trainGraph({ ...input, graph }, call);
    const trained = namedWeights(graph.model).filter((weight) => weight.trainable);
    const parameters = trained.reduce((sum, { variable }) => sum + variable.size, 0);
    return new GraphRatingModel(plan, graph, { ...outcome, backend, classWeights: weights, parameters });
  } catch (error) {
    graph.model.dispose();
    throw error;
  }
}
