import * as tf from '@tensorflow/tfjs-core';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import type { GraphRatingHead, HeadBuildContext, RatingTargets } from '../../src/contracts/index.js';
import { graphHeadConformance } from '../../src/testing/graph-head-conformance.js';
import { ratingHeadConformance } from '../../src/testing/rating-head-conformance.js';
import type { JsonObject, RatingScale } from '../../src/types.js';
import { failingChecks } from './failing-checks.js';
import { PlainHead } from './plain-plug-ins.js';

describe('a correct head passes every check', () => {
  for (const check of ratingHeadConformance(() => new PlainHead())) it(check.name, check.run);
});

/** The plain head with some members replaced. */
function but(changes: Partial<GraphRatingHead>): () => GraphRatingHead {
  return () => Object.assign(new PlainHead(), changes);
}

const plain = new PlainHead();
const onBothScales = (...names: string[]) =>
  ['five stars', 'ten half stars'].flatMap((scale) => names.map((name) => `${scale}: ${name}`));

const BROKEN: readonly [flaw: string, make: () => GraphRatingHead, fails: string[]][] = [
  ['no name', but({ name: '' }), ['has specVersion 1, a name and kind "graph"']],
  [
    'undefined in its config',
    but({ config: () => ({ dropout: undefined }) as unknown as JsonObject }),
    ['config() survives JSON'],
  ],
  [
    'a loss per row',
    but({
      loss: (outputs, targets) =>
        tf.mul(
          new (class extends PlainHead {
            rows = (o: tf.Tensor2D, t: RatingTargets) => this.rowLoss(o, t);
          })().rows(outputs, targets),
          targets.weights,
        ) as unknown as tf.Scalar,
    }),
    onBothScales(
      'loss is a finite scalar',
      'a gradient reaches every trainable weight',
      'training on separable rows lowers the loss and finds the ratings',
    ),
  ],
  [
    'an objective that is not its loss',
    but({ objective: { kind: 'categorical-cross-entropy', labelSmoothing: 0.2 } }),
    onBothScales('a declared objective is the same as loss'),
  ],
  [
    'a loss that leaves the weights out',
    but({
      loss: (outputs, targets, scale) =>
        plain.loss(outputs, { ...targets, weights: tf.onesLike(targets.weights) }, scale),
    }),
    onBothScales('loss is the mean of weight times loss of each row'),
  ],
  [
    'a sum instead of a mean',
    but({
      loss: (outputs, targets, scale) =>
        tf.mul(plain.loss(outputs, targets, scale), outputs.shape[0]) as tf.Scalar,
    }),
    onBothScales('loss is the mean of weight times loss of each row'),
  ],
  [
    'a penalty added to the loss',
    but({
      loss: (outputs, targets, scale) => tf.add(plain.loss(outputs, targets, scale), 1) as tf.Scalar,
    }),
    onBothScales('loss is the mean of weight times loss of each row'),
  ],
  [
    'rounded logits, which no gradient passes',
    () =>
      new (class extends PlainHead {
        override build(fused: SymbolicTensor, context: HeadBuildContext) {
          const spare = layers.dense({ units: 1, kernelInitializer: 'ones', trainable: true });
          return layers
            .concatenate()
            .apply([super.build(fused, context), spare.apply(fused) as SymbolicTensor]) as SymbolicTensor;
        }
        override loss(outputs: tf.Tensor2D, targets: RatingTargets, scale: RatingScale) {
          return super.loss(tf.round(logitsOf(outputs)), targets, scale);
        }
        override decode(outputs: tf.Tensor2D, scale: RatingScale) {
          return super.decode(logitsOf(outputs), scale);
        }
      })(),
    onBothScales(
      'a gradient reaches every trainable weight',
      'training on separable rows lowers the loss and finds the ratings',
    ),
  ],
  [
    'logits from decode',
    but({ decode: (outputs) => tf.clone(outputs) }),
    onBothScales('decode gives probabilities'),
  ],
  [
    'a softmax over the batch',
    but({ decode: (outputs) => tf.transpose(tf.softmax(tf.transpose(outputs))) }),
    onBothScales('decode gives probabilities', 'decode treats every row by itself'),
  ],
  [
    'logits less the mean of the batch',
    but({ decode: (outputs) => tf.softmax(tf.sub(outputs, tf.mean(outputs, 0))) as tf.Tensor2D }),
    onBothScales('decode treats every row by itself'),
  ],
  [
    'a loss with the wrong sign',
    but({
      loss: (outputs, targets, scale) => tf.neg(plain.loss(outputs, targets, scale)),
    }),
    onBothScales('training on separable rows lowers the loss and finds the ratings'),
  ],
  [
    'decode in descending order',
    but({ decode: (outputs) => tf.reverse(tf.softmax(outputs), 1) as tf.Tensor2D }),
    onBothScales('training on separable rows lowers the loss and finds the ratings'),
  ],
  [
    'weights without a seed',
    but({ build: (fused, { classes }) => layers.dense({ units: classes }).apply(fused) as SymbolicTensor }),
    ['the same seeds give the same weights and dropout'],
  ],
  [
    'the temperature of the last scale kept on the object',
    () =>
      new (class extends PlainHead {
        private temperature = 1;
        override build(fused: SymbolicTensor, context: HeadBuildContext) {
          this.temperature = context.classes / 5;
          return super.build(fused, context);
        }
        override decode(outputs: tf.Tensor2D) {
          return tf.softmax(tf.div(outputs, this.temperature)) as tf.Tensor2D;
        }
      })(),
    ['keeps no state from build to build'],
  ],
  [
    'a layer shared by all builds',
    () => {
      const shared = new Map<number, ReturnType<typeof layers.dense>>();
      return Object.assign(new PlainHead(), {
        build: (fused: SymbolicTensor, { classes }: HeadBuildContext) => {
          const layer = shared.get(classes) ?? layers.dense({ units: classes, kernelInitializer: 'zeros' });
          shared.set(classes, layer);
          return layer.apply(fused) as SymbolicTensor;
        },
      });
    },
    ['keeps no state from build to build'],
  ],
];

function logitsOf(outputs: tf.Tensor2D): tf.Tensor2D {
  return tf.slice(outputs, [0, 0], [-1, (outputs.shape[1] ?? 1) - 1]);
}

describe('broken heads fail', () => {
  it.each(BROKEN)('%s', async (_flaw, make, fails) => {
    expect((await failingChecks(graphHeadConformance(make))).sort()).toEqual(fails.sort());
  });

  it('every check has a broken head that fails it', () => {
    const covered = new Set(BROKEN.flatMap(([, , fails]) => fails));
    const names = graphHeadConformance(() => new PlainHead()).map((check) => check.name);
    expect(names.filter((name) => !covered.has(name))).toEqual([]);
  });

  it('an output whose width depends on nothing', async () => {
    const make = but({
      build: (fused) => layers.reshape({ targetShape: [1, 6] }).apply(fused) as SymbolicTensor,
    });
    expect(await failingChecks(graphHeadConformance(make))).toContain(
      'five stars: decode gives probabilities',
    );
  });
});

it('a suite for a head of changing kind says so', async () => {
  let calls = 0;
  const checks = ratingHeadConformance(() =>
    calls++ === 0 ? new PlainHead() : (Object.assign(new PlainHead(), { kind: 'estimator' }) as never),
  );
  await expect(checks[0]?.run()).rejects.toThrow('kind');
});
