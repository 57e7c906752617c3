import { type Tensor, tensor, type Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { RecommenderError } from '../errors.js';

/** One weight of a model under a name that is the same in every process. */
export interface NamedWeight {
  readonly name: string;
  readonly variable: Variable;
  readonly trainable: boolean;
}

/**
 * All weights in a fixed order. The names tfjs gives contain process-wide counters; these consist of the position of
 * the layer in the graph, its class and the weight's own name: `3/Dense/kernel`.
 */
export function namedWeights(model: LayersModel): NamedWeight[] {
  const trainable = new Set(model.trainableWeights.map((weight) => weight.id));
  const layersWithWeights = model.layers.filter((layer) => layer.weights.length > 0);
  return layersWithWeights.flatMap((layer, position) =>
    layer.weights.map((weight) => ({
      name: `${position}/${layer.getClassName()}/${weight.originalName.split('/').at(-1)}`,
      variable: weight.read() as Variable,
      trainable: trainable.has(weight.id),
    })),
  );
}

/** Copies of all weights by name. */
export function readWeights(weights: readonly NamedWeight[]): Record<string, Float32Array> {
  return Object.fromEntries(
    weights.map(({ name, variable }) => [name, (variable.dataSync() as Float32Array).slice()]),
  );
}

/** Sets all weights. Raises `SAVE_CORRUPT` when one is missing, left over or of another size. */
export function writeWeights(
  weights: readonly NamedWeight[],
  values: Readonly<Record<string, Float32Array>>,
): void {
  const problems = weights.flatMap(({ name, variable }) => {
    const given = values[name]?.length;
    if (given === variable.size) return [];
    return [`${name} needs ${variable.size} numbers and has ${given ?? 'none'}`];
  });
  const known = new Set(weights.map((weight) => weight.name));
  problems.push(...Object.keys(values).flatMap((name) => (known.has(name) ? [] : [`${name} is unknown`])));
  if (problems.length > 0) {
    throw new RecommenderError(
      'SAVE_CORRUPT',
      `The saved weights do not fit the model: ${problems.slice(0, 5).join('; ')}. ` +
        'Load with the same encoders, fusion and head (and options) that the model was saved with.',
      { data: { problems } },
    );
  }
  for (const { name, variable } of weights) assignWeight(variable, values[name]!.slice());
}

/** Sets one variable; the array must not be changed afterwards while the variable is read. */
export function assignWeight(variable: Variable, values: Float32Array): void {
  const next: Tensor = tensor(values, variable.shape);
  variable.assign(next);
  next.dispose();
}
