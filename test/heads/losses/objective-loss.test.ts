import { type Scalar, tensor1d, tensor2d, tidy, valueAndGrad } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { GraphRatingHead, Objective } from '../../../src/contracts/index.js';
import { objectiveLoss } from '../../../src/heads/losses/objective-loss.js';
import { MlpClassifierHead } from '../../../src/heads/mlp-classifier-head.js';
import { MlpOrdinalHead } from '../../../src/heads/mlp-ordinal-head.js';
import { MlpRegressionHead } from '../../../src/heads/mlp-regression-head.js';
import { prepareBackend, startCpu } from '../../../src/training/backend.js';
import { STARS } from '../../../src/util/rating-scale.js';
import { relativeDistance } from '../../training/onnx/compiled.js';
import { objectivesFixture } from '../objectives-fixture.js';

const { position, weights, cases } = objectivesFixture;

function headOf(objective: Objective): GraphRatingHead {
  if (objective.kind === 'corn') return new MlpOrdinalHead();
  if (objective.kind === 'categorical-cross-entropy') return new MlpClassifierHead();
  return new MlpRegressionHead();
}

describe.each([
  ['wasm', prepareBackend],
  ['cpu', startCpu],
] as const)('objectives on the %s backend', (_, start) => {
  it.each(cases.map((expected) => [JSON.stringify(expected.objective), expected] as const))(
    '%s has the loss, gradient and probabilities of PyTorch',
    async (_name, { objective, outputs, loss, gradient, probabilities }) => {
      await start();
      tidy(() => {
        const targets = { classIndex: tensor1d(position, 'int32'), weights: tensor1d(weights) };
        const lossOf = (values: never) => objectiveLoss(objective, values, targets, STARS);
        const { value, grad } = valueAndGrad(lossOf as never)(tensor2d(outputs));
        expect(Math.abs((value as Scalar).dataSync()[0]! - loss)).toBeLessThan(1e-5 * Math.max(1, loss));
        expect(relativeDistance(grad.dataSync(), gradient.flat())).toBeLessThan(1e-5);
        const decoded = headOf(objective).decode(tensor2d(outputs), STARS);
        expect(relativeDistance(decoded.dataSync(), probabilities.flat())).toBeLessThan(1e-5);
      });
    },
  );

  it.each(cases.map((expected) => [JSON.stringify(expected.objective), expected] as const))(
    '%s has the gradient of finite differences',
    async (_name, { objective, outputs, gradient }) => {
      await start();
      const step = 1e-2;
      const lossAt = (values: number[][]) =>
        tidy(() => {
          const targets = { classIndex: tensor1d(position, 'int32'), weights: tensor1d(weights) };
          return objectiveLoss(objective, tensor2d(values), targets, STARS).dataSync()[0]!;
        });
      const largest = Math.max(...gradient.flat().map(Math.abs));
      for (const row of [0, 5, 11]) {
        const moved = (by: number) =>
          outputs.map((values, r) => values.map((value, c) => value + (r === row && c === 0 ? by : 0)));
        const slope = (lossAt(moved(step)) - lossAt(moved(-step))) / (2 * step);
        expect(Math.abs(slope - gradient[row]![0]!)).toBeLessThan(0.01 * largest);
      }
    },
  );
});
