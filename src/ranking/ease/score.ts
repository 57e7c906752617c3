import type { RankingQuery } from '../../contracts/index.js';
import { covarianceOf, type EaseCore, type EaseModel } from './model.js';

/** A liked item that has interactions. */
interface Liked {
  readonly place: number;
  readonly value: number;
}

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
  const warm: Liked[] = [];
  for (const [index, item] of liked.entries()) {
    const value = weight?.[index] ?? 1;
    if (warmPlace[item]! >= 0) warm.push({ place: warmPlace[item]!, value });
    else if (coldPlace[item]! >= 0) addCold(model, coldPlace[item]!, value, sums);
  }
  for (let from = 0; from < warm.length; from += 4) addFour(core, warm.slice(from, from + 4), sums.warm);
  const columns = model.cold.columns.data;
  for (const { place, value } of warm) {
    // An item does not speak for itself.
    sums.warm[place]! += value * core.diagonal[place]!;
    for (let to = 0; to < coldItems.length; to++) sums.cold[to]! += value * columns[to * core.size + place]!;
  }
  scores.fill(0);
  for (let place = 0; place < core.size; place++) {
    scores[core.warmItems[place]!] = sums.warm[place]! / core.diagonal[place]!;
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

/** Takes rows of `P` away, four at a time, which reads and writes the sums once for all of them. */
function addFour({ size, inverse }: EaseCore, liked: readonly Liked[], sums: Float64Array): void {
  const rowOf = (place: number) => inverse.subarray(place * size, (place + 1) * size);
  // Where there are fewer, the first one stands in with a value of 0.
  const [one, two, three, four] = [0, 1, 2, 3].map((index) => liked[index] ?? { ...liked[0]!, value: 0 });
  const [a, b, c, d] = [one!.value, two!.value, three!.value, four!.value];
  const [rowA, rowB, rowC, rowD] = [
    rowOf(one!.place),
    rowOf(two!.place),
    rowOf(three!.place),
    rowOf(four!.place),
  ];
  for (let to = 0; to < size; to++) {
    sums[to]! -= a * rowA![to]! + b * rowB![to]! + c * rowC![to]! + d * rowD![to]!;
  }
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
