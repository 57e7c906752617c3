import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { BuildContext, ModalityInput } from '../contracts/index.js';

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

/** Every modality as `[batch, dimensions]`, normalised so that none is louder than another, zeros where it is absent. */
export function project(
  inputs: readonly ModalityInput[],
  dimensions: number,
  context: BuildContext,
): SymbolicTensor[] {
  return inputs.map(({ values, present }) => {
    const projected = dense(dimensions, 'linear', values, context);
    const normal = layers.layerNormalization({ axis: -1 }).apply(projected) as SymbolicTensor;
    return layers.multiply().apply([normal, present]) as SymbolicTensor;
  });
}

/** Tensors side by side; one alone stays as it is. */
export function concatenate(parts: readonly SymbolicTensor[]): SymbolicTensor {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  return layers.concatenate().apply([...parts]) as SymbolicTensor;
}

/** Elementwise sum; one alone stays as it is. */
export function sum(parts: readonly SymbolicTensor[]): SymbolicTensor {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  return layers.add().apply([...parts]) as SymbolicTensor;
}

/** Elementwise product. */
export function product(parts: readonly SymbolicTensor[]): SymbolicTensor {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  return layers.multiply().apply([...parts]) as SymbolicTensor;
}

/** Tensors `[batch, dimensions]` as rows of one tensor `[batch, n, dimensions]`. */
export function stack(parts: readonly SymbolicTensor[], dimensions: number): SymbolicTensor {
  return reshape(concatenate(parts), [parts.length, dimensions]);
}

/** The numbers of every row in another shape. */
export function reshape(input: SymbolicTensor, targetShape: number[]): SymbolicTensor {
  return layers.reshape({ targetShape }).apply(input) as SymbolicTensor;
}
