import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, type SymbolicTensor, model as toModel } from '@tensorflow/tfjs-layers';
import type { BuildContext, FusionStrategy, ModalityInput } from '../contracts/index.js';
import { demand } from './demands.js';

/** Registers the cpu backend unless the program has registered one already. */
export async function ensureBackend(): Promise<void> {
  if (Object.keys(tf.engine().registryFactory).length === 0) {
    await import('@tensorflow/tfjs-backend-cpu');
    // The first tensor on this backend prints an advertisement for a native package; production mode keeps it quiet.
    const production = tf.env().getBool('PROD');
    tf.env().set('PROD', true);
    tf.scalar(0).dispose();
    tf.env().set('PROD', production);
  }
  await tf.ready();
}

/** Seeds in a fixed order: the same `seed` gives the same sequence. */
export function buildContext(seed: number): BuildContext {
  let next = seed * 1000;
  return { nextSeed: () => next++ };
}

/** Adds layers between inputs and one output, and demands a rank-2 tensor of known width. */
export function demandRank2(output: SymbolicTensor, what: string): number {
  const shape = output?.shape;
  const width = shape?.[1];
  demand(
    Array.isArray(shape) && shape.length === 2 && shape[0] === null && typeof width === 'number' && width > 0,
    `${what} returns a symbolic tensor [batch, width] with a known width.`,
    shape === undefined ? 'something that is no symbolic tensor.' : `shape [${shape.join(', ')}].`,
    'flatten or concatenate to rank 2, and apply layers to symbolic tensors.',
  );
  return width;
}

/** A fusion as a model of its own: inputs are the values of every modality, then their presence columns. */
export function buildFusionModel(
  fusion: FusionStrategy,
  widths: readonly number[],
  seed: number,
): LayersModel {
  const modalities = widths.map((dimensions, index): ModalityInput => {
    return {
      name: MODALITY_NAMES[index] ?? `modality-${index}`,
      dimensions,
      values: input({ shape: [dimensions] }),
      present: input({ shape: [1] }),
    };
  });
  const built = fusion.build(Object.freeze([...modalities]), buildContext(seed));
  const output = 'fused' in built ? built.fused : built;
  demandRank2(output, 'build');
  const inputs = [...modalities.map(({ values }) => values), ...modalities.map(({ present }) => present)];
  return toModel({ inputs, outputs: output });
}

/** Names of the modalities in the suites, in order. */
export const MODALITY_NAMES: readonly string[] = ['review', 'image', 'title'];

/** `rows * columns` values between -1 and 1, different for every `seed`. */
export function sampleValues(rows: number, columns: number, seed: number): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, index) =>
    Math.sin(seed * 7.3 + index * 1.7 + 0.4),
  );
}

/** Output of a model as numbers. */
export function outputOf(model: LayersModel, inputs: readonly tf.Tensor[], training = false): Float32Array {
  return tf.tidy(() => {
    const output = model.apply([...inputs], { training }) as tf.Tensor;
    return Float32Array.from(output.dataSync());
  });
}

/** All weights of a model, one after another. */
export function weightsOf(model: LayersModel): number[] {
  return model.getWeights().flatMap((weight) => Array.from(weight.dataSync()));
}

/** Demands that every trainable weight takes part in `loss`, and that not all gradients are zero. */
export function demandGradients(model: LayersModel, loss: () => tf.Scalar): void {
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  if (variables.length === 0) return;
  const { grads } = tf.variableGrads(loss, variables);
  const lost = variables.filter(({ name }) => grads[name] === undefined).map(({ name }) => name);
  const moves = Object.values(grads).some((gradient) => gradient.dataSync().some((value) => value !== 0));
  demand(
    lost.length === 0 && moves,
    'a gradient of the loss reaches every trainable weight.',
    lost.length > 0 ? `none for ${lost.join(', ')}.` : 'all gradients are zero.',
    'use no argmax, rounding or dataSync on the way, and no weights that the result does not need.',
  );
}
