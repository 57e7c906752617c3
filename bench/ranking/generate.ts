/** Interactions and embeddings of any size, with tastes planted in both. */

import type { InteractionMatrix } from '../../src/contracts/index.js';
import { interactionMatrix, type MatrixEntry } from '../../src/dataset/interaction-matrix.js';
import type { ModalityColumn } from '../../src/types.js';
import { createRandom, deriveSeed, type Random, randomInteger } from '../../src/util/random.js';

/** How much to generate. */
export interface Size {
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
  /** Dimensions of each modality. */
  readonly dimensions: Readonly<Record<string, number>>;
}

/** What was generated. */
export interface Generated {
  readonly interactions: InteractionMatrix;
  readonly modalities: readonly ModalityColumn[];
  /** Embeddings of further items of the same kinds. */
  readonly added: readonly ModalityColumn[];
}

const KINDS = 60;
/** Directions in which items of one kind differ, beside noise. */
const STYLES = 8;
const WITHOUT_IMAGE = 0.05;

/**
 * Items are of `KINDS` kinds; popularity falls with rank to the power of -0.8, as in shops. Users have one to three kinds that
 * they like and choose four times out of five from them, by popularity. Embeddings lie around the centre of the kind, with styles and
 * noise. Activity is skewed: many users with 3 interactions or so, few with hundreds. 5 % of the items have no image.
 */
export function generate(
  { users, items, interactions, dimensions }: Size,
  addedItems: number,
  seed: number,
): Generated {
  const random = createRandom(deriveSeed(seed, 'interactions'));
  // The first ones are of one kind each, so that no kind is empty in a small catalogue.
  const kindOf = Int32Array.from({ length: items + addedItems }, (_, item) =>
    item < KINDS ? item : randomInteger(random, KINDS),
  );
  const everything = sampler([...Array(items).keys()]);
  const byKind = Array.from({ length: KINDS }, (_, kind) =>
    sampler([...Array(items).keys()].filter((item) => kindOf[item] === kind)),
  );
  const activity = Float64Array.from({ length: users }, () => (1 - random()) ** -0.6);
  const total = activity.reduce((sum, value) => sum + value, 0);
  const entries: MatrixEntry[] = [];
  for (let user = 0; user < users; user++) {
    const tastes = Array.from({ length: 1 + randomInteger(random, 3) }, () => randomInteger(random, KINDS));
    const wanted = Math.min(Math.max(2, Math.round((activity[user]! / total) * interactions)), items >> 2);
    const chosen = new Set<number>();
    // The popular items of few tastes run out; a bounded number of tries keeps this from going on forever.
    for (let tries = 0; chosen.size < wanted && tries < 20 * wanted; tries++) {
      const taste = tastes[randomInteger(random, tastes.length)]!;
      chosen.add((random() < 0.8 ? byKind[taste]! : everything)(random));
    }
    for (const item of chosen) entries.push({ user, item });
  }
  const columns = Object.entries(dimensions).map(([name, width]) =>
    embeddings(name, width, kindOf, items, seed),
  );
  return {
    interactions: interactionMatrix(users, items, entries),
    modalities: columns.map(({ fitted }) => fitted),
    added: columns.map(({ added }) => added),
  };
}

/** Draws from a list by popularity, which falls along the list. */
function sampler(list: readonly number[]): (random: Random) => number {
  const cumulative = new Float64Array(list.length);
  let sum = 0;
  for (let rank = 0; rank < list.length; rank++) {
    // Ranks are those within the whole catalogue, so that an item is as popular in its kind as elsewhere.
    sum += (list[rank]! + 10) ** -0.8;
    cumulative[rank] = sum;
  }
  return (random) => {
    const target = random() * sum;
    let low = 0;
    let high = list.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! < target) low = middle + 1;
      else high = middle;
    }
    return list[low]!;
  };
}

function embeddings(name: string, width: number, kindOf: Int32Array, items: number, seed: number) {
  const random = createRandom(deriveSeed(seed, `embeddings-${name}`));
  const noise = () => random() + random() + random() - 1.5;
  const centres = Float32Array.from({ length: KINDS * width }, noise);
  const styles = Float32Array.from({ length: STYLES * width }, noise);
  const data = new Float32Array(kindOf.length * width);
  const amounts = new Float32Array(STYLES);
  for (const [item, kind] of kindOf.entries()) {
    for (let style = 0; style < STYLES; style++) amounts[style] = noise();
    const row = data.subarray(item * width, (item + 1) * width);
    for (let i = 0; i < width; i++) {
      let value = 1 + centres[kind * width + i]! + 0.8 * (random() - 0.5);
      for (let style = 0; style < STYLES; style++) value += amounts[style]! * styles[style * width + i]!;
      row[i] = value;
    }
  }
  const rows = Int32Array.from(kindOf.keys(), (item) =>
    name === 'image' && random() < WITHOUT_IMAGE ? -1 : item,
  );
  const column = (first: number, end: number): ModalityColumn => ({
    name,
    matrix: { data: data.slice(first * width, end * width), rows: end - first, dimensions: width },
    rowIndex: rows.slice(first, end).map((row) => (row < 0 ? -1 : row - first)),
  });
  return { fitted: column(0, items), added: column(items, kindOf.length) };
}
