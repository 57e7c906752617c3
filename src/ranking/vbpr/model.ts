import type { InteractionMatrix } from '../../contracts/index.js';
import type { MatrixProduct } from '../../numeric/matrix-product.js';
import type { ModalityColumn } from '../../types.js';
import type { FittedModality } from '../check-fit-input.js';
import { type ContentMap, contentFeatures } from './content-map.js';
import { type FoldIn, prepareFoldIn } from './fold-in.js';
import type { VbprParameters, VbprShape } from './parameters.js';

/** What a fit leaves behind. */
export interface VbprModel {
  readonly shape: VbprShape;
  /** Of the fit, used or not. */
  readonly modalities: readonly FittedModality[];
  /** Of every modality whose embeddings are used; none with plain BPR-MF. */
  readonly maps: readonly ContentMap[];
  /** `[users, width]` */
  readonly userVectors: Float32Array;
  /** `[features, contentFactors + 1]`: E transposed and beta'. */
  readonly content: Float32Array;
  /** Bias of items that nobody has interacted with: the mean of the others. */
  readonly newItemBias: number;
  /** What every user of the fit had interacted with. */
  readonly histories: Pick<InteractionMatrix, 'users' | 'rowStart' | 'itemIndex'>;
  readonly people: FoldIn;
  /** Of all items, added ones included. */
  readonly items: VbprItems;
}

/** Items as they are scored. */
export interface VbprItems {
  readonly count: number;
  /** `[count, width + 1]`: gamma_i, E f_i, then the whole bias, that from content included. */
  readonly vectors: Float32Array;
  /** `[count, features]` */
  readonly features: Float32Array;
}

/** Length of the vectors of users and items. */
export function vectorWidth({
  factors,
  contentFactors,
}: Pick<VbprShape, 'factors' | 'contentFactors'>): number {
  return factors + contentFactors;
}

/** The features of all modalities side by side, `[items, features]`. */
export async function joinFeatures(
  maps: readonly ContentMap[],
  columns: readonly ModalityColumn[],
  items: number,
  product: MatrixProduct,
): Promise<Float32Array> {
  const total = maps.reduce((sum, { width }) => sum + width, 0);
  const joined = new Float32Array(items * total);
  let offset = 0;
  for (const [index, map] of maps.entries()) {
    const part = await contentFeatures(map, columns[index]!, product);
    for (let item = 0; item < items; item++) {
      joined.set(part.subarray(item * map.width, (item + 1) * map.width), item * total + offset);
    }
    offset += map.width;
  }
  return joined;
}

/** What {@link completeModel} puts together. */
export interface CompleteModelInput extends Pick<VbprModel, 'shape' | 'modalities' | 'maps'> {
  readonly parameters: VbprParameters;
  readonly features: Float32Array;
  readonly interactions: InteractionMatrix;
}

/** Turns what was learned into what is scored with. */
export async function completeModel(
  { parameters, shape, modalities, maps, features, interactions }: CompleteModelInput,
  product: MatrixProduct,
): Promise<VbprModel> {
  const { items, factors } = shape;
  const width = vectorWidth(shape);
  const hasInteractions = new Uint8Array(items);
  for (const item of interactions.itemIndex) hasInteractions[item] = 1;
  const known = [...hasInteractions.keys()].filter((item) => hasInteractions[item] === 1);
  const biasOf = (item: number) => parameters.item[item * (factors + 1) + factors]!;
  const newItemBias = known.reduce((sum, item) => sum + biasOf(item), 0) / known.length;
  const vectors = await contentVectors(features, items, parameters.content, newItemBias, shape, product);
  for (const item of known) {
    const from = item * (factors + 1);
    vectors.set(parameters.item.subarray(from, from + factors), item * (width + 1));
    vectors[item * (width + 1) + width]! += biasOf(item) - newItemBias;
  }
  const userVectors = parameters.user;
  return {
    shape,
    modalities,
    maps,
    userVectors,
    content: parameters.content,
    newItemBias,
    histories: {
      users: interactions.users,
      rowStart: interactions.rowStart.slice(),
      itemIndex: interactions.itemIndex.slice(),
    },
    people: await prepareFoldIn({ userVectors, itemVectors: vectors, width }, interactions),
    items: { count: items, vectors, features },
  };
}

/** Vectors `[items, width + 1]` of items of which only the content is known: gamma_i is 0. */
export async function contentVectors(
  features: Float32Array,
  items: number,
  content: Float32Array,
  bias: number,
  { factors, contentFactors, features: featureCount }: VbprShape,
  product: MatrixProduct,
): Promise<Float32Array> {
  const stride = factors + contentFactors + 1;
  const projected = await product.multiply(features, items, content, contentFactors + 1, featureCount);
  const vectors = new Float32Array(items * stride);
  for (let item = 0; item < items; item++) {
    const from = item * (contentFactors + 1);
    vectors.set(projected.subarray(from, from + contentFactors + 1), item * stride + factors);
    vectors[(item + 1) * stride - 1]! += bias;
  }
  return vectors;
}
