import { RecommenderError } from '../../errors.js';
import type { OnnxModel } from '../../onnx/model.js';
import type { TensorOutput } from '../../onnx/session.js';
import type { OutputChoice } from './choose-output.js';
import type { OutputDemand } from './output-demand.js';
import { outputError } from './output-error.js';
import { expectedShape, isVector, POOLINGS, type Pooling, pooledDimensions } from './pooling.js';

/** What a computed output turned out to be. */
export interface CheckedOutput {
  readonly pooling: Pooling;
  /** Width of the pooled vectors. */
  readonly dimensions: number;
}

/** Checks a computed output, and settles the pooling where only its shape tells. Raises `MODEL_OUTPUT`. */
export function checkOutput(
  model: OnnxModel,
  demand: OutputDemand,
  { tensor, pooling: chosen }: OutputChoice,
  { dims, type }: TensorOutput,
): CheckedOutput {
  if (type !== 'float32') {
    throw new RecommenderError(
      'MODEL_OUTPUT',
      `${demand.owner}: output "${tensor}" must be float32, but the graph gives ${type}. Choose another dtype or output.`,
      { data: { output: tensor, type } },
    );
  }
  const pooling = chosen ?? poolingOfShape(dims, demand.kind);
  const width = pooling === null ? null : pooledDimensions(dims, pooling);
  if (pooling === null || width === null) {
    const others = POOLINGS.filter((way) => pooledDimensions(dims, way) !== null).map((way) => `"${way}"`);
    const needs =
      pooling === null ? 'pooling must be given' : `pooling "${pooling}" needs ${expectedShape(pooling)}`;
    throw outputError(
      model,
      demand,
      `gives "${tensor}" of shape [${dims.join(', ')}], but ${needs}; this shape can be pooled with ${others.join(' or ') || 'none of the poolings'}`,
    );
  }
  if (demand.dimensions !== null && width !== demand.dimensions) {
    throw outputError(
      model,
      demand,
      `gives "${tensor}" with ${width} dimensions, but ${demand.dimensions} were expected; if ${width} is right, set dimensions: ${width}`,
    );
  }
  return { pooling, dimensions: width };
}

/** A vector is taken as it is, a map by the mean of its places, and a text's tokens by the first; an image's tokens by nothing unsaid. */
function poolingOfShape(dims: readonly number[], kind: OutputDemand['kind']): Pooling | null {
  if (isVector(dims)) return 'none';
  if (dims.length > 3) return 'mean';
  return kind === 'text' ? 'cls' : null;
}
