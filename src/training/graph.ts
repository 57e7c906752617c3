import { tidy } from '@tensorflow/tfjs-core';
import {
  initializers,
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import type { FusedModalities, FusionStrategy, GraphRatingHead, ModalityInput } from '../contracts/index.js';
import { RecommenderError } from '../errors.js';
import { CodeEmbedding } from '../fusion/code-embedding.js';
import { ModalityLayer } from '../fusion/modality-layer.js';
import type { CategoricalModality, RatingScale } from '../types.js';
import { createRandom, deriveSeed, randomInteger } from '../util/random.js';
import { classCount } from '../util/rating-scale.js';

/** One modality of a model. */
export interface ModalityShape {
  readonly name: string;
  /** Columns of the matrix: 1 for a categorical modality. */
  readonly dimensions: number;
  readonly categorical?: CategoricalModality;
}

/** What {@link buildGraph} builds from. */
export interface GraphPlan {
  /** In the order of the model's inputs; names are unique. */
  readonly modalities: readonly ModalityShape[];
  readonly fusion: FusionStrategy;
  readonly head: GraphRatingHead;
  readonly scale: RatingScale;
  /** Reaches every initialiser and dropout layer. */
  readonly seed: number;
  /** Add an output per projected modality, for auxiliary losses in training. False when absent. */
  readonly auxiliary?: boolean;
}

/** A graph with its layers that hold the standardisation, one per modality; a categorical one has none. */
export interface RatingGraph {
  /** Inputs: values `[batch, dimensions]` and present `[batch, 1]` of every modality; output: that of the head. */
  readonly model: LayersModel;
  /** The same, with one further output like that of the head per projected modality; `model` itself without any. */
  readonly trainingModel: LayersModel;
  /** For every further output the input of the model that tells where its modality is present. */
  readonly presentInputs: readonly number[];
  readonly modalityLayers: readonly (ModalityLayer | undefined)[];
}

/**
 * Adds up modality layers, fusion and head to one tfjs-layers model. Raises `INVALID_OPTIONS` for no or equally named
 * modalities and `DIMENSION_MISMATCH`, naming the plug-in, when a fusion or head does not return `[batch, n]`.
 */
export function buildGraph({ modalities, fusion, head, scale, seed, auxiliary }: GraphPlan): RatingGraph {
  checkNames(modalities);
  const context = { nextSeed: seedStream(deriveSeed(seed, 'graph')) };
  let graph: RatingGraph | undefined;
  // The initial values of the weights are temporary tensors; the scope frees them and keeps the variables.
  tidy(() => {
    const inputs: SymbolicTensor[] = [];
    const modalityLayers: (ModalityLayer | undefined)[] = [];
    const fusionInputs = modalities.map(({ name, dimensions, categorical }): ModalityInput => {
      const raw = input({ shape: [dimensions] });
      const present = input({ shape: [1] });
      inputs.push(raw, present);
      if (categorical !== undefined) {
        const { size, dimensions: learned } = categorical;
        const embedding = new CodeEmbedding({ size, dimensions: learned, seed: context.nextSeed() });
        modalityLayers.push(undefined);
        return { name, dimensions: learned, values: embedding.apply(raw) as SymbolicTensor, present };
      }
      const layer = new ModalityLayer({});
      modalityLayers.push(layer);
      return { name, dimensions, values: layer.apply([raw, present]) as SymbolicTensor, present };
    });
    const built = fusion.build(fusionInputs, context);
    const fused = checked(fusedOf(built), `fusion "${fusion.name}"`, 'fused');
    const output = head.build(fused, { ...context, scale, classes: classCount(scale) });
    const outputs = checked(output, `head "${head.name}"`, 'outputs');
    const main = model({ inputs, outputs });
    const projections = auxiliary === true ? projectionsOf(built, fusion.name) : [];
    const further = projections.map((projection) => {
      const kernelInitializer = initializers.glorotUniform({ seed: context.nextSeed() });
      return layers
        .dense({ units: outputs.shape[1]!, kernelInitializer })
        .apply(projection) as SymbolicTensor;
    });
    graph = {
      model: main,
      trainingModel: further.length === 0 ? main : model({ inputs, outputs: [outputs, ...further] }),
      presentInputs: further.map((_, position) => 2 * position + 1),
      modalityLayers,
    };
  });
  return graph!;
}

/** The joined vector of what a fusion returned. */
function fusedOf(built: SymbolicTensor | FusedModalities): SymbolicTensor {
  return (built as Partial<FusedModalities> | undefined)?.fused ?? (built as SymbolicTensor);
}

/** Where auxiliary losses are attached. Raises `INVALID_OPTIONS` for a fusion that projects nothing. */
function projectionsOf(built: SymbolicTensor | FusedModalities, fusion: string): readonly SymbolicTensor[] {
  const { projections } = built as Partial<FusedModalities>;
  if (projections !== undefined) return projections;
  throw new RecommenderError(
    'INVALID_OPTIONS',
    `training.auxiliaryLoss needs a fusion that projects every modality, and "${fusion}" does not. ` +
      'Use another fusion, or set it to 0.',
  );
}

/** Frees both models of a graph. The one that is trained has all layers of the other. */
export function disposeGraph({ trainingModel }: RatingGraph): void {
  trainingModel.dispose();
}

function checkNames(modalities: readonly ModalityShape[]): void {
  const names = modalities.map((modality) => modality.name);
  if (names.length === 0 || new Set(names).size !== names.length) {
    throw new RecommenderError(
      'INVALID_OPTIONS',
      `A model needs at least one modality, each with a name of its own; got [${names.join(', ')}].`,
    );
  }
}

function checked(value: SymbolicTensor, owner: string, columns: string): SymbolicTensor {
  const shape: unknown = (value as Partial<SymbolicTensor> | undefined)?.shape;
  if (Array.isArray(shape) && shape.length === 2 && Number.isInteger(shape[1])) return value;
  const got = Array.isArray(shape) ? `[${shape.map((size) => size ?? 'batch').join(', ')}]` : String(value);
  throw new RecommenderError(
    'DIMENSION_MISMATCH',
    `The ${owner} must return a symbolic tensor [batch, ${columns}] from build, but returned ${got}.`,
  );
}

/** Seeds from 1: tfjs takes a seed of 0 for none. */
function seedStream(seed: number): () => number {
  const random = createRandom(seed);
  return () => 1 + randomInteger(random, 2 ** 31 - 1);
}
