import * as tf from '@tensorflow/tfjs-core';
import type { GraphRatingHead } from '../contracts/index.js';
import { objectiveLoss } from '../heads/losses/objective-loss.js';
import type { ConformanceCheck } from './conformance.js';
import { demand, demandIdentity, demandJsonConfig, distance } from './demands.js';
import { demandGradients, outputOf, weightsOf } from './graph.js';
import { batchOf, buildHead, type HeadTrial, headCheck, STEPS, trainSteps } from './graph-head-trial.js';
import { demandDistribution } from './rating-distribution.js';
import { CONFORMANCE_SCALES } from './rating-samples.js';

/**
 * Everything that the contract of a {@link GraphRatingHead} demands, on a scale of five stars and on one of ten half
 * stars, as checks for any test runner. Uses the tfjs backend that is registered, or the cpu backend.
 *
 * @example
 * ```ts
 * import { it } from 'vitest'; // or 'node:test'
 * for (const check of graphHeadConformance(() => new MyHead())) it(check.name, check.run);
 * ```
 */
export function graphHeadConformance(
  make: () => GraphRatingHead | Promise<GraphRatingHead>,
): ConformanceCheck[] {
  const scales = Object.entries(CONFORMANCE_SCALES);
  return [
    headCheck('has specVersion 1, a name and kind "graph"', make, (head) => {
      demandIdentity(head);
      demand(
        head.kind === 'graph',
        'kind is "graph".',
        `${JSON.stringify(head.kind)}.`,
        "add `readonly kind = 'graph' as const;`.",
      );
    }),
    headCheck('config() survives JSON', make, demandJsonConfig),
    ...scales.flatMap(([scaleName, scale]) =>
      Object.entries(TRIALS).map(([name, trial]) =>
        headCheck(`${scaleName}: ${name}`, make, (head) => {
          const built = buildHead(head, scale, 1);
          trial(built);
          built.model.dispose();
        }),
      ),
    ),
    headCheck('the same seeds give the same weights and dropout', make, (head) => {
      const [, scale] = scales[0]!;
      const [first, second] = [buildHead(head, scale, 3), buildHead(head, scale, 3)];
      const { features } = batchOf(first);
      demand(
        distance(weightsOf(first.model), weightsOf(second.model)) === 0 &&
          distance(outputOf(first.model, [features], true), outputOf(second.model, [features], true)) <= 1e-6,
        'every random choice comes from context.nextSeed().',
        'two builds with the same seeds differ.',
        'pass `seed: context.nextSeed()` to every initialiser and dropout layer, and keep no state between builds.',
      );
    }),
    headCheck('keeps no state from build to build', make, (head) => {
      const [[, stars], [, halfStars]] = scales as [(typeof scales)[0], (typeof scales)[0]];
      const first = buildHead(head, stars, 1);
      const before = decodedOf(first);
      buildHead(head, halfStars, 2);
      demand(
        distance(before, decodedOf(first)) <= 1e-6,
        'a head serves several models: what it needs comes with each call.',
        'after a build for another scale, decode gives other probabilities for the first.',
        'take the scale from the arguments of build, loss and decode; keep nothing on the object.',
      );
      const again = buildHead(head, stars, 1);
      demand(
        again.model.weights.every((weight) => !first.model.weights.includes(weight)),
        'build makes new layers each time; it is called once per fit.',
        'two models share weights.',
        'create layers inside build, not in the constructor.',
      );
    }),
  ];
}

const decodedOf = (trial: HeadTrial): Float32Array =>
  Float32Array.from(trial.head.decode(batchOf(trial).outputs(), trial.scale).dataSync());

const TRIALS: Readonly<Record<string, (trial: HeadTrial) => void>> = {
  'loss is a finite scalar': (trial) => {
    const loss = lossOf(trial);
    demand(
      loss.rank === 0 && Number.isFinite(loss.dataSync()[0]),
      'loss returns a finite scalar.',
      `rank ${loss.rank}, value ${loss.dataSync()[0]}.`,
      'end with .mean(), and work on logits (log-sum-exp) instead of logarithms of probabilities.',
    );
  },
  'loss is the mean of weight times loss of each row': (trial) => {
    const one = lossOf(trial).dataSync()[0] ?? Number.NaN;
    for (const [factor, expected] of [
      [0, 0],
      [2, 2 * one],
    ] as const) {
      const weighted = lossOf(trial, factor).dataSync()[0] ?? Number.NaN;
      demand(
        Math.abs(weighted - expected) <= 1e-4 * Math.max(1, Math.abs(expected)),
        'loss is the mean over the batch of weight times loss of each row.',
        `with all weights ${factor} it is ${weighted} instead of ${expected}.`,
        'multiply each row by targets.weights before the mean; add no constant.',
      );
    }
    const doubled = lossOf(trial, 1, 2).dataSync()[0] ?? Number.NaN;
    demand(
      Math.abs(doubled - one) <= 1e-4 * Math.max(1, Math.abs(one)),
      'loss is a mean over the batch, so its size does not depend on the batch size.',
      `${one} for a batch, ${doubled} for the batch twice.`,
      'use .mean() instead of .sum().',
    );
  },
  'a declared objective is the same as loss': (trial) => {
    const { objective } = trial.head;
    if (objective === undefined) return;
    const { outputs, targets } = batchOf(trial, 0.7);
    const given = trial.head.loss(outputs(), targets, trial.scale).dataSync()[0] ?? Number.NaN;
    const declared = objectiveLoss(objective, outputs(), targets, trial.scale).dataSync()[0] ?? Number.NaN;
    demand(
      Math.abs(given - declared) <= 1e-4 * Math.max(1, Math.abs(declared)),
      'objective and loss are the same: onnxruntime trains by the one, tfjs by the other.',
      `${JSON.stringify(objective)} is ${declared}, and loss is ${given}.`,
      'return objectiveLoss(this.objective, outputs, targets, scale) from loss, or leave objective out.',
    );
  },
  'a gradient reaches every trainable weight': (trial) => {
    demandGradients(trial.model, () => lossOf(trial));
  },
  'decode gives probabilities': (trial) => {
    const { outputs, rows } = batchOf(trial);
    const decoded = trial.head.decode(outputs(), trial.scale);
    demandDistribution(decoded.dataSync() as Float32Array, decoded.shape, rows, trial.classes, 'decode');
  },
  'decode treats every row by itself': (trial) => {
    const { outputs, rows } = batchOf(trial);
    const all = trial.head.decode(outputs(), trial.scale).dataSync() as Float32Array;
    const alone = trial.head.decode(tf.slice(outputs(), [rows - 1, 0], [1, -1]), trial.scale).dataSync();
    demand(
      distance(alone, all.subarray((rows - 1) * trial.classes)) <= 1e-5,
      'the probabilities of a row do not depend on the other rows.',
      'the last row alone is decoded to other values than in its batch.',
      'normalise over columns (axis 1).',
    );
  },
  'training on separable rows lowers the loss and finds the ratings': (trial) => {
    const before = lossOf(trial, 1, 1, true).dataSync()[0] ?? Number.NaN;
    const likelihoodBefore = likelihoodOf(trial);
    trainSteps(trial);
    const after = lossOf(trial, 1, 1, true).dataSync()[0] ?? Number.NaN;
    demand(
      after < before,
      `${STEPS} steps of Adam on separable rows lower the loss.`,
      `${before} before, ${after} after.`,
      'check the sign of the loss and that classIndex picks the column.',
    );
    const likelihood = likelihoodOf(trial);
    const correlation = correlationOf(trial);
    demand(
      likelihood > likelihoodBefore && correlation > 0.3,
      'after training, decode gives more probability to the true ratings, and higher expectations to higher ratings.',
      `probability ${likelihoodBefore} before, ${likelihood} after; correlation ${correlation}.`,
      'let loss and decode read the outputs in the same way, ascending by rating.',
    );
  },
};

function lossOf(trial: HeadTrial, weight = 1, copies = 1, training = false): tf.Scalar {
  const { outputs, targets } = batchOf(trial, weight, copies);
  return trial.head.loss(outputs(training), targets, trial.scale);
}

/** Mean probability of the true rating, in training mode: moving averages lag behind after few steps. */
function likelihoodOf(trial: HeadTrial): number {
  const { outputs, targets } = batchOf(trial);
  const decoded = trial.head.decode(outputs(true), trial.scale);
  const ofTruth = tf.sum(tf.mul(decoded, tf.oneHot(targets.classIndex, trial.classes)), 1);
  return tf.mean(ofTruth).dataSync()[0] ?? Number.NaN;
}

/** Correlation of the true class with the expected one. */
function correlationOf(trial: HeadTrial): number {
  const { outputs, targets } = batchOf(trial);
  const positions = tf.range(0, trial.classes);
  const expected = tf.sum(tf.mul(trial.head.decode(outputs(true), trial.scale), positions), 1);
  const truth = tf.cast(targets.classIndex, 'float32');
  const [a, b] = [tf.sub(expected, tf.mean(expected)), tf.sub(truth, tf.mean(truth))];
  const norm = tf.sqrt(tf.mul(tf.sum(tf.square(a)), tf.sum(tf.square(b))));
  return tf.div(tf.sum(tf.mul(a, b)), norm).dataSync()[0] ?? Number.NaN;
}
