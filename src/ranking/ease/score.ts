import type { RankingQuery } from '../../contracts/index.js';
import { covarianceOf, type EaseModel } from './model.js';

/** Scores of one query in the making. */
interface Sums {
  /** Of items with interactions, before the division by the diagonal of `P`. */
  readonly warm: Float64Array;
  readonly cold: Float64Array;
}

/** Writes the scores of all items for one query to `scores [items]`; those of which nothing is known score 0. */
export function scoreQuery(model: EaseModel, { liked, weight }: RankingQuery, scores: Float32Array): void {
  const { core, warmPlace, coldPlace, coldItems } = model;
  const sums = { warm: new Float64Array(core.size), cold: new Float64Array(coldItems.length) };
  for (const [index, item] of liked.entries()) {
    const value = weight?.[index] ?? 1;
    if (warmPlace[item]! >= 0) addWarm(model, warmPlace[item]!, value, sums);
    else if (coldPlace[item]! >= 0) addCold(model, coldPlace[item]!, value, sums);
  }
  scores.fill(0);
  for (const [place, item] of core.warmItems.entries()) {
    scores[item] = sums.warm[place]! / core.diagonal[place]!;
  }
  for (const [place, item] of coldItems.entries()) scores[item] = sums.cold[place]!;
}

/** What one item says for another: an entry of `B`, 0 on the diagonal. */
export function influence({ core, cold, warmPlace, coldPlace }: EaseModel, from: number, to: number): number {
  const { size, inverse, diagonal } = core;
  const [warmFrom, coldFrom, warmTo, coldTo] = [
    warmPlace[from]!,
    coldPlace[from]!,
    warmPlace[to]!,
    coldPlace[to]!,
  ];
  if (from === to) return 0;
  if (warmFrom >= 0 && warmTo >= 0) return -inverse[warmFrom * size + warmTo]! / diagonal[warmTo]!;
  if (warmFrom >= 0 && coldTo >= 0) return cold.columns.row(coldTo)[warmFrom]!;
  if (coldFrom < 0) return 0;
  const variance = covarianceOf(cold, coldFrom, coldFrom);
  if (coldTo >= 0) return covarianceOf(cold, coldFrom, coldTo) / variance;
  return warmTo < 0 ? 0 : backwards(cold.columns.row(coldFrom)[warmTo]!, variance, diagonal[warmTo]!);
}

/** Adds what an item with interactions says for all others. */
function addWarm({ core, cold }: EaseModel, from: number, value: number, sums: Sums): void {
  const { size } = core;
  const row = core.inverse.subarray(from * size, (from + 1) * size);
  for (let to = 0; to < size; to++) sums.warm[to]! -= value * row[to]!;
  // An item does not speak for itself.
  sums.warm[from]! += value * row[from]!;
  const columns = cold.columns.data;
  for (let to = 0; to < sums.cold.length; to++) sums.cold[to]! += value * columns[to * size + from]!;
}

/** Adds what an item without interactions says for all others. */
function addCold({ core, cold }: EaseModel, from: number, value: number, sums: Sums): void {
  const { size, diagonal } = core;
  const variance = covarianceOf(cold, from, from);
  const column = cold.columns.row(from);
  for (let to = 0; to < size; to++) {
    sums.warm[to]! += value * backwards(column[to]!, variance, diagonal[to]!) * diagonal[to]!;
  }
  for (let to = 0; to < sums.cold.length; to++) {
    if (to !== from) sums.cold[to]! += (value * covarianceOf(cold, from, to)) / variance;
  }
}

/**
 * The entry of `B` from a cold item `j` to an item `i` with interactions, where `b_ij` is that from `i` to `j`:
 * of the Gram matrix bordered with `j`, the inverse has `-b_ij / S_jj` off and `P_ii + b_ij^2 / S_jj` on the diagonal.
 */
function backwards(entry: number, variance: number, diagonal: number): number {
  return entry / (variance * diagonal + entry * entry);
}
