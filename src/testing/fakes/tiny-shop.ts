import type { DataSource } from '../../contracts/index.js';
import type { Interaction, Item } from '../../types.js';
import { createRandom, deriveSeed, type Random, randomInteger } from '../../util/random.js';
import { encodePng } from '../png.js';

/** Options of {@link tinyShop}. */
export interface TinyShopOptions {
  /**
   * Reaches every random choice.
   * @default 1
   */
  readonly seed?: number;
  /**
   * Number of people.
   * @default 60
   */
  readonly users?: number;
  /**
   * Number of products.
   * @default 48
   */
  readonly items?: number;
  /**
   * Products that each person reviews.
   * @default 8
   */
  readonly perUser?: number;
}

/** A made-up shop in memory, in which people have tastes. */
export interface TinyShop {
  readonly interactions: readonly Interaction[];
  readonly items: readonly Item[];
  /** The two lists as a data source, for `fit`. */
  readonly source: DataSource;
  /** The thing that a person likes, one of {@link SHOP_THINGS}. */
  tasteOf(userId: string): string;
  /** The thing that a product is. */
  thingOf(itemId: string): string;
  /** Another product of a kind, as if it had just been listed: not among `items`. */
  newItem(itemId: string, thing: string): Item;
}

/** What the shop sells. */
export const SHOP_THINGS = ['dress', 'boot', 'watch', 'lamp'] as const;

const WORDS: Readonly<Record<string, readonly string[]>> = {
  dress: ['linen', 'summer', 'floral', 'sleeveless', 'midi'],
  boot: ['leather', 'winter', 'ankle', 'laced', 'waterproof'],
  watch: ['steel', 'quartz', 'round', 'sapphire', 'diver'],
  lamp: ['brass', 'reading', 'shade', 'dimmable', 'bedside'],
};
const COLOURS: Readonly<Record<string, readonly number[]>> = {
  dress: [200, 60, 60],
  boot: [110, 80, 40],
  watch: [120, 130, 150],
  lamp: [230, 210, 90],
};
/** Share of interactions that follow the person's taste. */
const FAITHFUL = 0.85;

/**
 * People review products, mostly of the one kind they like, and give them more stars than others: 5 or 4 where they follow their taste, 1 to
 * 3 elsewhere. Titles, descriptions and the colours of pictures tell the kind; the text of a review tells the stars. So everything that a
 * recommender should find is there: what people have in common, contents, and a leak for those who read the review.
 */
export function tinyShop(options: TinyShopOptions = {}): TinyShop {
  const { seed = 1, users = 60, items: itemCount = 48, perUser = 8 } = options;
  const random = createRandom(deriveSeed(seed, 'tiny-shop'));
  const thingAt = (index: number) => SHOP_THINGS[index % SHOP_THINGS.length]!;
  const items = Array.from({ length: itemCount }, (_, index) =>
    drawItem(`item-${index}`, thingAt(index), random),
  );
  const tastes = new Map<string, string>();
  const interactions: Interaction[] = [];
  for (let user = 0; user < users; user++) {
    const userId = `user-${user}`;
    const taste = thingAt(randomInteger(random, SHOP_THINGS.length));
    tastes.set(userId, taste);
    const chosen = new Set<number>();
    while (chosen.size < Math.min(perUser, itemCount)) {
      const index = randomInteger(random, itemCount);
      if (thingAt(index) === taste || random() > FAITHFUL) chosen.add(index);
      if (chosen.size >= itemCount / SHOP_THINGS.length) chosen.add(randomInteger(random, itemCount));
    }
    for (const index of chosen) interactions.push(drawReview(userId, taste, index, thingAt(index), random));
  }
  interactions.sort((left, right) => left.timestamp! - right.timestamp!);
  return {
    interactions,
    items,
    source: {
      specVersion: 1,
      name: `tiny shop (seed ${seed})`,
      interactions: () => streamOf(interactions),
      items: () => streamOf(items),
    },
    tasteOf: (userId) => tastes.get(userId) ?? '',
    thingOf: (itemId) => thingAt(Number(itemId.slice('item-'.length))),
    newItem: (itemId, thing) => drawItem(itemId, thing, createRandom(deriveSeed(seed, itemId))),
  };
}

function drawItem(itemId: string, thing: string, random: Random): Item {
  const colour = COLOURS[thing] ?? [128, 128, 128];
  const words = WORDS[thing] ?? [];
  const word = () => words[randomInteger(random, words.length)] ?? thing;
  const shade = randomInteger(random, 30);
  return {
    itemId,
    title: `${word()} ${thing}`,
    description: `A ${word()} ${thing}, ${word()}.`,
    categories: [thing],
    image: encodePng(12, 12, 3, (x, y) => colour.map((value) => value - 20 + ((x + y + shade) % 30))),
  };
}

function drawReview(
  userId: string,
  taste: string,
  index: number,
  thing: string,
  random: Random,
): Interaction {
  const follows = thing === taste;
  const rating = follows ? 4 + randomInteger(random, 2) : 1 + randomInteger(random, 3);
  const verdict = ['awful', 'poor', 'ordinary', 'good', 'perfect'][rating - 1]!;
  return {
    userId,
    itemId: `item-${index}`,
    rating,
    text: `An ${verdict} ${thing}, which I would call ${verdict} number ${randomInteger(random, 1000)}.`,
    timestamp: 1_700_000_000_000 + randomInteger(random, 1_000_000) * 1000,
  };
}

async function* streamOf<Record>(records: readonly Record[]): AsyncGenerator<Record> {
  yield* records;
}
