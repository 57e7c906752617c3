import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, model as toModel } from '@tensorflow/tfjs-layers';
import type { GraphRatingHead, RatingTargets } from '../contracts/index.js';
import type { RatingScale } from '../types.js';
import { classCount } from '../util/rating-scale.js';
import type { ConformanceCheck } from './conformance.js';
import { explained } from './demands.js';
import { buildContext, demandRank2, ensureBackend } from './graph.js';
import { separableSamples } from './rating-samples.js';

/** Steps of the training check. */
export const STEPS = 30;

const ROWS = 40;

/** A head built on a scale, as a model from fused rows to outputs. */
export interface HeadTrial {
  readonly head: GraphRatingHead;
  readonly model: LayersModel;
  readonly scale: RatingScale;
  readonly classes: number;
}

/** A batch and the outputs of the model for it, computed outside training unless asked. */
export interface HeadBatch {
  readonly rows: number;
  readonly features: tf.Tensor2D;
  readonly targets: RatingTargets;
  outputs(training?: boolean): tf.Tensor2D;
}

/** A check on a head of its own; tensors that the body makes are given back. */
export function headCheck(
  name: string,
  make: () => GraphRatingHead | Promise<GraphRatingHead>,
  body: (head: GraphRatingHead) => void,
): ConformanceCheck {
  return {
    name,
    run: async () => {
      await ensureBackend();
      const head = await make();
      await explained(name, () => tf.tidy(() => body(head)));
    },
  };
}

/** Builds the head on fused rows as wide as the separable samples. */
export function buildHead(head: GraphRatingHead, scale: RatingScale, seed: number): HeadTrial {
  const classes = classCount(scale);
  const fused = input({ shape: [classes + 1] });
  const output = head.build(fused, { ...buildContext(seed), scale, classes });
  demandRank2(output, 'build');
  return { head, model: toModel({ inputs: fused, outputs: output }), scale, classes };
}

/** The separable samples as tensors, `copies` times, all with the same weight. */
export function batchOf({ model, scale }: HeadTrial, weight = 1, copies = 1): HeadBatch {
  const { features, classIndex } = separableSamples(scale, ROWS, 11);
  const rows = features.rows * copies;
  const values = tf.tile(tf.tensor2d(features.data, [features.rows, features.dimensions]), [copies, 1]);
  return {
    rows,
    features: values,
    targets: {
      classIndex: tf.tile(tf.tensor1d(classIndex, 'int32'), [copies]),
      weights: tf.fill([rows], weight) as tf.Tensor1D,
    },
    outputs: (training = false) => model.apply(values, { training }) as tf.Tensor2D,
  };
}

/** Trains the model by Adam on the separable samples. */
export function trainSteps(trial: HeadTrial): void {
  const optimizer = tf.train.adam(0.05);
  const variables = trial.model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  for (let step = 0; step < STEPS; step++) {
    tf.tidy(() => {
      const { outputs, targets } = batchOf(trial);
      optimizer.minimize(() => trial.head.loss(outputs(true), targets, trial.scale), false, variables);
    });
  }
  optimizer.dispose();
}
