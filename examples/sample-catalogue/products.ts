/** Draws the synthetic products: what they are, how well they are made, and how that shows in the picture. */
import { clamp, createDice, type Dice } from './dice.js';
import { COLOUR_NAMES } from './picture/palette.js';
import { type Backdrop, type Kind, type Pattern, type Product, STYLES, type VisibleTraits } from './types.js';

const KINDS: readonly (readonly [Kind, number])[] = [
  ['shirt', 26],
  ['dress', 22],
  ['shoe', 18],
  ['bag', 14],
  ['hat', 10],
  ['watch', 10],
];
const PATTERNS: readonly (readonly [Pattern, number])[] = [
  ['plain', 45],
  ['striped', 18],
  ['dotted', 13],
  ['checked', 12],
  ['floral', 12],
];
const CAREFUL_BACKDROPS: readonly (readonly [Backdrop, number])[] = [
  ['white', 50],
  ['grey', 20],
  ['pastel', 20],
  ['wall', 5],
  ['wood', 5],
];
const CARELESS_BACKDROPS: readonly (readonly [Backdrop, number])[] = [
  ['white', 20],
  ['grey', 15],
  ['pastel', 10],
  ['wall', 20],
  ['wood', 15],
  ['blanket', 20],
];
const MATERIALS: Readonly<Record<Kind, readonly string[]>> = {
  shirt: ['cotton', 'linen', 'jersey', 'polyester blend'],
  dress: ['chiffon', 'cotton', 'viscose', 'linen'],
  bag: ['canvas', 'faux leather', 'nylon', 'leather'],
  shoe: ['canvas', 'suede', 'mesh', 'faux leather'],
  hat: ['wool', 'cotton', 'straw', 'felt'],
  watch: ['leather', 'silicone', 'steel', 'nylon'],
};
const STORES = [
  'Larkfield',
  'Nordvale',
  'Plumtree',
  'Quayside',
  'Rosewick',
  'Tamber & Co',
  'Velour Lane',
  'Wrenhall',
];
const FITTED = ["Women's", "Men's", 'Unisex', 'Girls', 'Boys'];

/** The same seed gives the same products, whatever else is drawn. */
export function drawProducts(seed: number, count: number): Product[] {
  return Array.from({ length: count }, (_, index) =>
    drawProduct(createDice(seed, `product ${index}`), index),
  );
}

function drawProduct(dice: Dice, index: number): Product {
  const kind = dice.weighted(KINDS);
  const style = dice.pick(STYLES[kind]);
  const pattern = dice.weighted(PATTERNS);
  const [colour, accent] = dice.shuffled(COLOUR_NAMES) as [string, string];
  const material = dice.pick(MATERIALS[kind]);
  const store = dice.pick(STORES);
  const quality = drawQuality(dice);
  const patternWord = pattern === 'plain' ? '' : `${pattern[0]!.toUpperCase()}${pattern.slice(1)} `;
  return {
    asin: `SYN${String(index).padStart(5, '0')}${dice.integer(36).toString(36)}${dice.integer(36).toString(36)}`.toUpperCase(),
    kind,
    style,
    colour,
    accent,
    pattern,
    neckline: dice.pick(['crew', 'v-neck', 'scoop'] as const),
    backdrop: dice.weighted(dice.chance(quality) ? CAREFUL_BACKDROPS : CARELESS_BACKDROPS),
    material,
    store,
    title: `${store} ${dice.pick(FITTED)} ${patternWord}${style} in ${colour}, ${material}`,
    price: dice.chance(0.3) ? Math.round(dice.between(8, 80)) - 0.01 : null,
    quality,
    traits: drawTraits(dice, quality),
  };
}

/** Two thirds of the products are made with care; the rest spreads over the lower end. */
function drawQuality(dice: Dice): number {
  return clamp(dice.chance(0.64) ? dice.normal(0.84, 0.08) : dice.normal(0.24, 0.13), 0, 1);
}

/** Poor products show several signs, good ones seldom one: no single trait gives the quality away. */
function drawTraits(dice: Dice, quality: number): VisibleTraits {
  const poor = 1 - quality;
  const trait = () =>
    dice.chance(0.05 + 0.7 * poor) ? clamp(0.2 + 0.75 * poor + dice.normal(0, 0.15), 0.1, 1) : 0;
  return {
    stains: trait(),
    wrinkles: trait(),
    threads: trait(),
    pilling: trait(),
    fading: trait(),
    mismatch: trait(),
    blur: trait(),
    darkness: trait(),
    crookedness: trait(),
    clutter: trait(),
    grain: trait(),
  };
}
