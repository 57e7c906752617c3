import { RecommenderError } from '../../errors.js';
import type { OnnxGraph, TensorInfo, TensorOutput } from './onnx-graph.js';
import { expectedShape, type Pooling, pooledDimensions } from './pooling.js';

/** What is demanded of a graph's output. */
export interface OutputDemand {
  readonly owner: string;
  readonly file: string;
  /** As given; `null` leaves the choice to the encoder. */
  readonly output: string | null;
  /** Names that may be taken without being asked for, best first. */
  readonly preferred: readonly string[];
  readonly pooling: Pooling;
  /** As declared; `null` takes any. */
  readonly dimensions: number | null;
}

/**
 * The output to compute. Never falls back to something that was not meant: exports for filling masks or naming
 * classes give `logits`, which look like an embedding to everything downstream. Raises `MODEL_OUTPUT`.
 */
export function chooseOutput(graph: OnnxGraph, demand: OutputDemand): string {
  const names = graph.outputs.map(({ name }) => name);
  if (demand.output !== null) {
    if (names.includes(demand.output)) return demand.output;
    throw outputError(graph, demand, `has no output "${demand.output}"`);
  }
  const known = demand.preferred.find((name) => names.includes(name));
  if (known !== undefined) return known;
  const [only] = names;
  // One unnamed output is believed only when its width is declared, and will be checked.
  if (names.length === 1 && only !== undefined && only !== 'logits' && demand.dimensions !== null)
    return only;
  throw outputError(graph, demand, `has none of the outputs ${demand.preferred.map(quote).join(', ')}`);
}

/** Checks a computed output and returns the width of its vectors. Raises `MODEL_OUTPUT`. */
export function checkOutput(
  graph: OnnxGraph,
  demand: OutputDemand,
  name: string,
  tried: TensorOutput,
): number {
  const width = pooledDimensions(tried.dims, demand.pooling);
  if (width === null) {
    const others = (['none', 'mean', 'cls'] as const).filter(
      (way) => pooledDimensions(tried.dims, way) !== null,
    );
    throw outputError(
      graph,
      demand,
      `gives "${name}" of shape [${tried.dims.join(', ')}], but pooling "${demand.pooling}" needs ${expectedShape(demand.pooling)}; this shape can be pooled with ${others.map(quote).join(' or ') || 'none of the poolings'}`,
    );
  }
  if (demand.dimensions !== null && width !== demand.dimensions) {
    throw outputError(
      graph,
      demand,
      `gives "${name}" with ${width} dimensions, but ${demand.dimensions} were expected; if ${width} is right, set dimensions: ${width}`,
    );
  }
  return width;
}

function outputError(graph: OnnxGraph, demand: OutputDemand, problem: string): RecommenderError {
  const offered = graph.outputs.map(describeTensor).join(', ');
  const hasLogits = graph.outputs.some(({ name }) => name === 'logits');
  const hint = hasLogits
    ? ' "logits" are scores of words or classes, not an embedding: use an export of the base model (feature extraction), or set output: "logits" if they are really wanted.'
    : ' Set output to one of these, or use another export of the model.';
  return new RecommenderError(
    'MODEL_OUTPUT',
    `${demand.owner}: "${demand.file}" ${problem}. The graph offers ${offered}.${hint}`,
    { data: { file: demand.file, expected: demand.output ?? demand.preferred, outputs: graph.outputs } },
  );
}

/** `last_hidden_state [batch, tokens, 768]`. */
export function describeTensor({ name, shape }: TensorInfo): string {
  return `${name} [${shape.join(', ')}]`;
}

function quote(text: string): string {
  return `"${text}"`;
}
