import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import type { BuildContext, FusionStrategy, ModalityInput } from '../../src/contracts/index.js';
import { fusionStrategyConformance } from '../../src/testing/fusion-strategy-conformance.js';
import type { JsonObject } from '../../src/types.js';
import { failingChecks } from './failing-checks.js';
import { PlainFusion } from './plain-plug-ins.js';

describe('a correct fusion passes every check', () => {
  for (const check of fusionStrategyConformance(() => new PlainFusion())) it(check.name, check.run);

  it('and so does one without weights', async () => {
    const joined: FusionStrategy = {
      specVersion: 1,
      name: 'side by side',
      build: (inputs) =>
        inputs.length === 1
          ? inputs[0]!.values
          : (layers.concatenate().apply(inputs.map(({ values }) => values)) as SymbolicTensor),
    };
    expect(await failingChecks(fusionStrategyConformance(() => joined))).toEqual([]);
  });
});

/** A layer without weights, from a function. */
class FunctionLayer extends layers.Layer {
  static readonly className = 'FunctionLayer';
  constructor(private readonly compute: (input: tf.Tensor) => tf.Tensor) {
    super({});
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.compute(Array.isArray(inputs) ? inputs[0]! : inputs));
  }
}

/** The plain fusion with one step more. */
function after(compute: (input: tf.Tensor) => tf.Tensor): () => FusionStrategy {
  return () =>
    new (class extends PlainFusion {
      override build(inputs: readonly ModalityInput[], context: BuildContext) {
        return new FunctionLayer(compute).apply(super.build(inputs, context)) as SymbolicTensor;
      }
    })();
}

const BROKEN: readonly [flaw: string, make: () => FusionStrategy, fails: string[]][] = [
  ['no name', () => Object.assign(new PlainFusion(), { name: '' }), ['has specVersion 1 and a name']],
  [
    'a config with Infinity',
    () =>
      new (class extends PlainFusion {
        override config(): JsonObject {
          return { weight: Number.POSITIVE_INFINITY };
        }
      })(),
    ['config() survives JSON'],
  ],
  [
    'only the first two modalities',
    () =>
      new (class extends PlainFusion {
        override build(inputs: readonly ModalityInput[], context: BuildContext) {
          return super.build(inputs.slice(0, 2), context);
        }
      })(),
    ['depends on every modality'],
  ],
  ['the mean of the batch taken away', after((x) => tf.sub(x, tf.mean(x, 0))), ['fuses every row by itself']],
  [
    'weights without a seed',
    () =>
      new (class extends PlainFusion {
        protected override project({ values }: ModalityInput) {
          return layers.dense({ units: 4 }).apply(values) as SymbolicTensor;
        }
      })(),
    ['the same seeds give the same weights and dropout'],
  ],
  [
    'dropout without a seed',
    () =>
      new (class extends PlainFusion {
        protected override project({ values }: ModalityInput, context: BuildContext) {
          const kernelInitializer = initializers.glorotNormal({ seed: context.nextSeed() });
          const dense = layers.dense({ units: 4, kernelInitializer }).apply(values);
          return layers.dropout({ rate: 0.5 }).apply(dense) as SymbolicTensor;
        }
      })(),
    ['the same seeds give the same weights and dropout'],
  ],
  [
    'a layer shared by all builds',
    () => {
      const shared = layers.dense({ units: 5, kernelInitializer: 'ones' });
      return new (class extends PlainFusion {
        override build(inputs: readonly ModalityInput[], context: BuildContext) {
          return shared.apply(super.build(inputs, context)) as SymbolicTensor;
        }
      })();
    },
    ['keeps no state from build to build'],
  ],
  [
    'a step that no gradient passes',
    after((x) => tf.div(tf.round(tf.mul(x, 1e6)), 1e6)),
    ['a gradient reaches every trainable weight'],
  ],
];

describe('broken fusions fail', () => {
  it.each(BROKEN)('%s', async (_flaw, make, fails) => {
    expect(await failingChecks(fusionStrategyConformance(make))).toEqual(fails);
  });

  it.each([
    ['1 modality', 1],
    ['2 modalities', 2],
    ['3 modalities', 3],
  ])('NaN for %s', async (words, count) => {
    const make = () =>
      new (class extends PlainFusion {
        override build(inputs: readonly ModalityInput[], context: BuildContext) {
          const output = super.build(inputs, context);
          return inputs.length === count
            ? (new FunctionLayer((x) => tf.div(x, tf.zerosLike(x))).apply(output) as SymbolicTensor)
            : output;
        }
      })();
    expect(await failingChecks(fusionStrategyConformance(make))).toContain(`joins ${words} to finite rows`);
  });

  it('an output of rank 3', async () => {
    const make = () =>
      new (class extends PlainFusion {
        override build(inputs: readonly ModalityInput[], context: BuildContext) {
          return layers
            .reshape({ targetShape: [6, 1] })
            .apply(super.build(inputs, context)) as SymbolicTensor;
        }
      })();
    const failed = await failingChecks(fusionStrategyConformance(make));
    expect(failed).toContain('joins 2 modalities to finite rows');
  });

  it('every check has a broken fusion that fails it', () => {
    const covered = new Set([
      ...BROKEN.flatMap(([, , fails]) => fails),
      'joins 1 modality to finite rows',
      'joins 2 modalities to finite rows',
      'joins 3 modalities to finite rows',
    ]);
    const names = fusionStrategyConformance(() => new PlainFusion()).map((check) => check.name);
    expect(names.filter((name) => !covered.has(name))).toEqual([]);
  });
});
