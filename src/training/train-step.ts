import {
  add,
  argMax,
  dispose,
  equal,
  type Scalar,
  sum,
  type Tensor,
  type Tensor2D,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { GraphRatingHead, RatingTargets } from '../contracts/index.js';
import type { RatingScale } from '../types.js';
import { AdamState } from './adam.js';
import { assignWeight, namedWeights } from './weights.js';

/** What became of one batch. */
export interface BatchOutcome {
  /** Mean loss over the rows of the batch. */
  readonly loss: number;
  /** Rows whose most probable rating was the true one. */
  readonly correct: number;
}

/** Inputs of the graph and targets of one batch. */
export interface Batch {
  readonly inputs: Tensor[];
  readonly targets: RatingTargets;
}

/** One step of gradient descent on one batch. The loop knows no more of the arithmetic than this. */
export type TrainStep = (batch: Batch, learningRate: number) => BatchOutcome;

/** Forward and backward pass by tfjs, Adam in plain JavaScript. */
export function createTrainStep(model: LayersModel, head: GraphRatingHead, scale: RatingScale): TrainStep {
  const trained = namedWeights(model)
    .filter((weight) => weight.trainable)
    .map(({ variable }) => ({ variable, adam: new AdamState(variable.dataSync() as Float32Array) }));
  const variables = trained.map(({ variable }) => variable);

  return ({ inputs, targets }, learningRate) => {
    let correct = 0;
    const { value, grads } = variableGrads(() => {
      const outputs = model.apply(inputs, { training: true }) as Tensor2D;
      correct = countCorrect(outputs, targets, head, scale);
      // Penalties of layers with a regulariser, as `LayersModel.fit` adds them.
      const penalties = model.calculateLosses();
      return penalties.reduce<Scalar>(
        (total, penalty) => add(total, penalty),
        head.loss(outputs, targets, scale),
      );
    }, variables);
    const loss = value.dataSync()[0]!;
    if (Number.isFinite(loss)) {
      for (const { variable, adam } of trained) {
        const gradient = grads[variable.name];
        // A weight that the loss does not depend on has no gradient.
        if (gradient == null) continue;
        adam.update(gradient.dataSync() as Float32Array, learningRate);
        assignWeight(variable, adam.weights);
      }
    }
    dispose([value, grads]);
    return { loss, correct };
  };
}

/** Loss and hits of one batch without learning from it. */
export function evaluateBatch(
  model: LayersModel,
  head: GraphRatingHead,
  scale: RatingScale,
  { inputs, targets }: Batch,
): BatchOutcome {
  return tidy(() => {
    const outputs = model.apply(inputs) as Tensor2D;
    const loss: Scalar = head.loss(outputs, targets, scale);
    return { loss: loss.dataSync()[0]!, correct: countCorrect(outputs, targets, head, scale) };
  });
}

function countCorrect(
  outputs: Tensor2D,
  targets: RatingTargets,
  head: GraphRatingHead,
  scale: RatingScale,
): number {
  return tidy(() => {
    const predicted = argMax(head.decode(outputs, scale), 1);
    return sum(equal(predicted, targets.classIndex)).dataSync()[0]!;
  });
}
