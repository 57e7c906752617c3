import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { BuildContext } from '../contracts/index.js';
import { SeededDropout } from '../fusion/seeded-dropout.js';
import { requireOption } from '../util/options.js';

/** Hidden layers that the MLP heads share. */
export interface MlpTrunkOptions {
  /** Units of every hidden layer. @default [1024, 512, 128] */
  readonly hidden?: readonly number[] | undefined;
  /** Share of units dropped after every hidden layer: one number for each. @default [0.4, 0.3, 0.2] */
  readonly dropout?: readonly number[] | undefined;
  /** Normalise the activations of every hidden layer over the batch. @default true */
  readonly batchNormalization?: boolean | undefined;
}

/** {@link MlpTrunkOptions} with the defaults filled in. */
export type ResolvedMlpTrunkOptions = {
  readonly [Key in keyof MlpTrunkOptions]-?: Exclude<MlpTrunkOptions[Key], undefined>;
};

/** Defaults of {@link MlpTrunkOptions}: those of the Keras notebook that this library re-creates. */
export const MLP_TRUNK_DEFAULTS: ResolvedMlpTrunkOptions = Object.freeze({
  hidden: Object.freeze([1024, 512, 128]),
  dropout: Object.freeze([0.4, 0.3, 0.2]),
  batchNormalization: true,
});

/** Raises `INVALID_OPTIONS` when `hidden` and `dropout` do not fit together. */
export function checkTrunk(owner: string, { hidden, dropout }: ResolvedMlpTrunkOptions): void {
  const isCount = (units: number) => Number.isInteger(units) && units > 0;
  requireOption(hidden.every(isCount), owner, `hidden must be whole numbers above 0, not [${hidden}].`);
  requireOption(
    dropout.length === hidden.length && dropout.every((rate) => rate >= 0 && rate < 1),
    owner,
    `dropout must hold one number from 0 to below 1 for each of the ${hidden.length} hidden layers, not [${dropout}].`,
  );
}

/** Dense (ReLU), batch normalisation and dropout, in that order, for every hidden layer. */
export function buildTrunk(
  fused: SymbolicTensor,
  { hidden, dropout, batchNormalization }: ResolvedMlpTrunkOptions,
  context: BuildContext,
): SymbolicTensor {
  let output = fused;
  hidden.forEach((units, position) => {
    output = buildDense(output, units, 'relu', context);
    if (batchNormalization) output = layers.batchNormalization().apply(output) as SymbolicTensor;
    const seeded = new SeededDropout({ rate: dropout[position]!, seed: context.nextSeed() });
    output = seeded.apply(output) as SymbolicTensor;
  });
  return output;
}

/** A dense layer that starts from Glorot's uniform distribution, and from `bias` where it is given. */
export function buildDense(
  input: SymbolicTensor,
  units: number,
  activation: 'relu' | 'linear',
  context: BuildContext,
  bias = 0,
): SymbolicTensor {
  const dense = layers.dense({
    units,
    activation,
    kernelInitializer: initializers.glorotUniform({ seed: context.nextSeed() }),
    biasInitializer: initializers.constant({ value: bias }),
  });
  return dense.apply(input) as SymbolicTensor;
}
