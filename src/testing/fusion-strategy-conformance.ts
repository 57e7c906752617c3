import * as tf from '@tensorflow/tfjs-core';
import type { FusionStrategy } from '../contracts/index.js';
import type { ConformanceCheck } from './conformance.js';
import { demand, demandIdentity, demandJsonConfig, distance, explained } from './demands.js';
import {
  buildFusionModel,
  demandGradients,
  ensureBackend,
  MODALITY_NAMES,
  outputOf,
  sampleValues,
  weightsOf,
} from './graph.js';

const ROWS = 6;
const WIDTHS = [5, 3, 4];

/**
 * Everything that the contract of a {@link FusionStrategy} demands, as checks for any test runner. Uses the tfjs
 * backend that is registered, or the cpu backend.
 *
 * @example
 * ```ts
 * import { it } from 'vitest'; // or 'node:test'
 * for (const check of fusionStrategyConformance(() => new MyFusion())) it(check.name, check.run);
 * ```
 */
export function fusionStrategyConformance(
  make: () => FusionStrategy | Promise<FusionStrategy>,
): ConformanceCheck[] {
  const check = (name: string, body: (fusion: FusionStrategy) => void): ConformanceCheck => ({
    name,
    run: async () => {
      await ensureBackend();
      const fusion = await make();
      await explained(name, () => tf.tidy(() => body(fusion)));
    },
  });
  return [
    check('has specVersion 1 and a name', demandIdentity),
    check('config() survives JSON', demandJsonConfig),
    ...[1, 2, 3].map((count) =>
      check(`joins ${count} ${count === 1 ? 'modality' : 'modalities'} to finite rows`, (fusion) => {
        const model = buildFusionModel(fusion, WIDTHS.slice(0, count), 1);
        const output = outputOf(model, inputs(count));
        demand(
          output.length > 0 && output.every(Number.isFinite),
          'every value of the fused rows is finite.',
          'NaN or Infinity.',
          'guard divisions and logarithms.',
        );
        model.dispose();
      }),
    ),
    check('depends on every modality', (fusion) => {
      const model = buildFusionModel(fusion, WIDTHS, 1);
      const before = outputOf(model, inputs(3));
      for (const [index, name] of MODALITY_NAMES.entries()) {
        demand(
          distance(before, outputOf(model, inputs(3, index))) > 1e-7,
          'the fused rows depend on the values of every modality that is present.',
          `other values of modality ${index + 1} ("${name}") change nothing.`,
          'use all entries of the list, however many there are.',
        );
      }
      model.dispose();
    }),
    check('fuses every row by itself', (fusion) => {
      const model = buildFusionModel(fusion, WIDTHS, 1);
      const all = outputOf(model, inputs(3));
      const width = all.length / ROWS;
      for (let row = 0; row < ROWS; row++) {
        const alone = outputOf(
          model,
          inputs(3).map((tensor) => tf.slice(tensor, [row, 0], [1, -1])),
        );
        demand(
          distance(alone, all.subarray(row * width, (row + 1) * width)) <= 1e-5,
          'outside training a row does not depend on the other rows of the batch.',
          `row ${row} alone gives other values than in a batch.`,
          'reduce over columns (axis 1), not over the batch (axis 0).',
        );
      }
      model.dispose();
    }),
    check('the same seeds give the same weights and dropout', (fusion) => {
      const [first, second] = [buildFusionModel(fusion, WIDTHS, 3), buildFusionModel(fusion, WIDTHS, 3)];
      const same =
        distance(weightsOf(first), weightsOf(second)) === 0 &&
        distance(outputOf(first, inputs(3), true), outputOf(second, inputs(3), true)) <= 1e-6;
      demand(
        same,
        'every random choice comes from context.nextSeed().',
        'two builds with the same seeds differ.',
        'pass `seed: context.nextSeed()` to every initialiser and dropout layer, and keep no state between builds.',
      );
      first.dispose();
      second.dispose();
    }),
    check('keeps no state from build to build', (fusion) => {
      buildFusionModel(fusion, WIDTHS.slice(0, 2), 1).dispose();
      const reused = buildFusionModel(fusion, WIDTHS, 2);
      const again = buildFusionModel(fusion, WIDTHS, 2);
      demand(
        again.weights.length === reused.weights.length &&
          again.weights.every((weight) => !reused.weights.includes(weight)),
        'build makes new layers each time; it is called once per fit.',
        'two models share weights.',
        'create layers inside build, not in the constructor.',
      );
      reused.dispose();
      again.dispose();
    }),
    check('a gradient reaches every trainable weight', (fusion) => {
      const model = buildFusionModel(fusion, WIDTHS, 1);
      demandGradients(
        model,
        () => tf.mean(tf.square(model.apply(inputs(3), { training: true }) as tf.Tensor)) as tf.Scalar,
      );
      model.dispose();
    }),
  ];
}

/** Values of `count` modalities, then their presence; `other` gets different values. */
function inputs(count: number, other = -1): tf.Tensor2D[] {
  const widths = WIDTHS.slice(0, count);
  const values = widths.map((width, index) =>
    tf.tensor2d(sampleValues(ROWS, width, index === other ? index + 50 : index), [ROWS, width]),
  );
  return [...values, ...widths.map(() => tf.ones<tf.Rank.R2>([ROWS, 1]))];
}
