import type { FittedModality } from '../check-fit-input.js';
import { GrowingRows } from './growing-rows.js';

/** What a fit learned about items with interactions; never changed afterwards. */
export interface EaseCore {
  readonly modalities: readonly FittedModality[];
  /** The items with interactions, ascending. `size` of them. */
  readonly warmItems: Int32Array;
  readonly size: number;
  /** `P`, symmetric `[size, size]`. */
  readonly inverse: Float32Array;
  /** `[size]` */
  readonly diagonal: Float32Array;
  /** Mean embedding of each modality, side by side `[width]`; empty when content is left out. */
  readonly means: Float32Array;
  /** Rows of `F` `[size, width]`. */
  readonly content: Float32Array;
  /** `lambda`, and `w` squared. */
  readonly ridge: number;
  readonly contentFactor: number;
}

/** Items without interactions that have content, in the order in which they came. */
export interface ColdItems {
  /** `b` `[count, size]`: what each item with interactions says for them. */
  readonly columns: GrowingRows;
  /** Rows of their content `[count, width]`. */
  readonly content: GrowingRows;
  /** How much of their likeness to the mixture each modality makes up `[count, modalities]`. */
  readonly credit: GrowingRows;
  /** What items with interactions leave unexplained of two of them: the lower triangle, row by row. */
  readonly covariance: GrowingRows;
}

/** All that the ranker knows. */
export interface EaseModel {
  readonly core: EaseCore;
  readonly cold: ColdItems;
  /** Of every item: its row among items with interactions, or -1. */
  readonly warmPlace: Int32Array;
  /** Of every item: its row among cold items, or -1. With neither, nothing is known of it. */
  readonly coldPlace: Int32Array;
  /** The item of every cold row. */
  readonly coldItems: Int32Array;
}

/** No cold items yet. */
function noColdItems({ size, means, modalities }: EaseCore): ColdItems {
  return {
    columns: new GrowingRows(size),
    content: new GrowingRows(means.length),
    credit: new GrowingRows(modalities.length),
    covariance: new GrowingRows(1),
  };
}

/** A model of `items` items of which those without interactions are not known yet. */
export function emptyModel(core: EaseCore, items: number): EaseModel {
  const warmPlace = new Int32Array(items).fill(-1);
  for (const [place, item] of core.warmItems.entries()) warmPlace[item] = place;
  return {
    core,
    cold: noColdItems(core),
    warmPlace,
    coldPlace: new Int32Array(items).fill(-1),
    coldItems: new Int32Array(),
  };
}

/** The same items, to be appended to while the old ones are in use. */
export function copyCold({ columns, content, credit, covariance }: ColdItems): ColdItems {
  return {
    columns: columns.fork(),
    content: content.fork(),
    credit: credit.fork(),
    covariance: covariance.fork(),
  };
}

/** What is left unexplained of one cold item together with another. */
export function covarianceOf({ covariance }: ColdItems, one: number, other: number): number {
  const [low, high] = one < other ? [one, other] : [other, one];
  return covariance.data[(high * (high + 1)) / 2 + low]!;
}
