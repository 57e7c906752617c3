import type { DataSource } from '../../contracts/index.js';
import type { Interaction, Item } from '../../types.js';
import { createRandom, deriveSeed, randomInteger } from '../../util/random.js';
import { encodePng } from '../png.js';

/** Options of {@link tinyDataset}. */
export interface TinyDatasetOptions {
  /**
   * Reaches every random choice.
   * @default 1
   */
  readonly seed?: number;
  /**
   * Number of interactions.
   * @default 120
   */
  readonly rows?: number;
  /**
   * Number of items.
   * @default 30
   */
  readonly items?: number;
}

/** A made-up catalogue in memory. */
export interface TinyDataset {
  readonly interactions: readonly Interaction[];
  readonly items: readonly Item[];
  /** The two lists as a data source, for `fit`. */
  readonly source: DataSource;
}

const TONES = [
  ['awful', 'broken'],
  ['plain', 'average'],
  ['lovely', 'perfect'],
] as const;
const COLOURS = [
  [190, 40, 40],
  [120, 120, 120],
  [40, 170, 70],
] as const;
const THINGS = ['dress', 'shoe', 'ring', 'scarf', 'watch', 'bag'] as const;

/**
 * Interactions whose rating depends on both modalities alike: the tone of the text (0, 1 or 2) plus the colour of the
 * picture (red 0, grey 1, green 2) plus 1 is the number of stars. Pictures are PNG bytes of 12 x 12 pixels.
 */
export function tinyDataset(options: TinyDatasetOptions = {}): TinyDataset {
  const { seed = 1, rows = 120, items: itemCount = 30 } = options;
  const random = createRandom(deriveSeed(seed, 'tiny-dataset'));
  const items = Array.from({ length: itemCount }, (_, index): Item => {
    const colour = COLOURS[index % 3]!;
    const shade = randomInteger(random, 30);
    const image = encodePng(12, 12, 3, (x, y) => colour.map((value) => value + ((x + y + shade) % 30)));
    return { itemId: `item-${index}`, title: `${THINGS[index % THINGS.length]} ${index}`, image };
  });
  const interactions = Array.from({ length: rows }, (_, index): Interaction => {
    const item = randomInteger(random, itemCount);
    const tone = randomInteger(random, 3);
    const word = TONES[tone]![randomInteger(random, 2)];
    return {
      userId: `user-${randomInteger(random, Math.max(1, Math.floor(rows / 3)))}`,
      itemId: `item-${item}`,
      rating: 1 + tone + (item % 3),
      text: `A ${word} ${THINGS[item % THINGS.length]}, ${index % 2 === 0 ? 'bought' : 'received'} in spring`,
      timestamp: 1_700_000_000_000 + index * 60_000,
    };
  });
  const source: DataSource = {
    specVersion: 1,
    name: `tiny dataset (seed ${seed})`,
    interactions: () => streamOf(interactions),
    items: () => streamOf(items),
  };
  return { interactions, items, source };
}

async function* streamOf<Record>(records: readonly Record[]): AsyncGenerator<Record> {
  yield* records;
}
