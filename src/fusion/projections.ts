import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { BuildContext, ModalityInput } from '../contracts/index.js';
import { SeededDropout } from './seeded-dropout.js';

/** A dense layer that starts from Glorot's uniform distribution. */
export function dense(
  units: number,
  activation: 'linear' | 'tanh' | 'sigmoid' | 'relu',
  input: SymbolicTensor,
  context: BuildContext,
): SymbolicTensor {
  const kernelInitializer = initializers.glorotUniform({ seed: context.nextSeed() });
  return layers.dense({ units, activation, kernelInitializer }).apply(input) as SymbolicTensor;
}

/** How modalities are projected. */
export interface Projecting {
  readonly dimensions: number;
  /** Share of the numbers that is dropped in training. */
  readonly dropout: number;
  /** Learn a factor and a shift for every normalised number; without, all projections are equally long. */
  readonly affine?: boolean;
}

/**
 * Every modality as `dropout(present * LayerNormalization(W x + b))`, `[batch, dimensions]`: normalised so that none is louder than another,
 * zeros where it is absent.
 */
export function project(
  inputs: readonly ModalityInput[],
  { dimensions, dropout, affine = true }: Projecting,
  context: BuildContext,
): SymbolicTensor[] {
  return inputs.map(({ values, present, dimensions: width }) => {
    // Normalising W x alone would leave no more than the sign of a modality of one number: a bias as large as W keeps how large it is.
    const largest = Math.sqrt(6 / (width + dimensions));
    const layer = layers.dense({
      units: dimensions,
      kernelInitializer: initializers.glorotUniform({ seed: context.nextSeed() }),
      biasInitializer: initializers.randomUniform({
        minval: -largest,
        maxval: largest,
        seed: context.nextSeed(),
      }),
    });
    const projected = layer.apply(values) as SymbolicTensor;
    const kept = product([normalized(projected, affine), present]);
    return drop(kept, dropout, context);
  });
}

/** Every vector with mean 0 and variance 1; `affine` as in {@link Projecting}. */
export function normalized(input: SymbolicTensor, affine = true): SymbolicTensor {
  // Factors of 1 and shifts of 0 that are never trained: without the weights, tfjs has no gradient of the layer.
  return layers.layerNormalization({ axis: -1, trainable: affine }).apply(input) as SymbolicTensor;
}

/** Dropout; takes its seed at a rate of 0 too, so that the rate does not decide where later weights start. */
export function drop(input: SymbolicTensor, rate: number, context: BuildContext): SymbolicTensor {
  const seed = context.nextSeed();
  return rate === 0 ? input : (new SeededDropout({ rate, seed }).apply(input) as SymbolicTensor);
}

/** Tensors side by side; one alone stays as it is. */
export function concatenate(parts: readonly SymbolicTensor[]): SymbolicTensor {
  return merged(parts, () => layers.concatenate());
}

/** Elementwise sum; one alone stays as it is. */
export function sum(parts: readonly SymbolicTensor[]): SymbolicTensor {
  return merged(parts, () => layers.add());
}

/** Elementwise product; one alone stays as it is. */
export function product(parts: readonly SymbolicTensor[]): SymbolicTensor {
  return merged(parts, () => layers.multiply());
}

/** Products of the vectors of two tensors along one axis each; axis 0 is the batch. */
export function dot(axes: [number, number], a: SymbolicTensor, b: SymbolicTensor): SymbolicTensor {
  return layers.dot({ axes }).apply([a, b]) as SymbolicTensor;
}

/** Tensors `[batch, dimensions]` as rows of one tensor `[batch, n, dimensions]`. */
export function stack(parts: readonly SymbolicTensor[], dimensions: number): SymbolicTensor {
  return reshape(concatenate(parts), [parts.length, dimensions]);
}

/** The numbers of every row in another shape. */
export function reshape(input: SymbolicTensor, targetShape: number[]): SymbolicTensor {
  return layers.reshape({ targetShape }).apply(input) as SymbolicTensor;
}

function merged(
  parts: readonly SymbolicTensor[],
  layer: () => { apply(inputs: SymbolicTensor[]): unknown },
): SymbolicTensor {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  return layer().apply([...parts]) as SymbolicTensor;
}
