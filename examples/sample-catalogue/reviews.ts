/** Draws who reviews what, how it went for them, and how many stars come of it. */
import { clamp, createDice, type Dice } from './dice.js';
import { writeReview } from './review-text.js';
import type { Product, Review, User } from './types.js';

/**
 * The whole rating model. Both sources of the rating are needed to predict it: the words report the buyer's own
 * experience, the picture shows how well the product is made, and the stars add up both.
 */
export const RATING_MODEL = Object.freeze({
  /** Stars when the experience is neutral and the product finely made. */
  base: 3.75,
  /** Stars per step of experience, which runs from -2 to 2. */
  perExperience: 1.12,
  /** Stars that a product loses from the finest to the poorest workmanship. */
  forWorkmanship: 2.3,
  /** Standard deviation of the leniency of users, in stars. */
  leniency: 0.2,
  /** Standard deviation of what nothing explains, in stars. */
  whim: 0.25,
});

const DAY_MS = 86_400_000;
/** 2021-01-01T00:00:00Z. */
const FIRST_DAY_MS = 1_609_459_200_000;

/** Exactly `count` reviews, those of one user one after the other, as in the real files. */
export function drawReviews(seed: number, products: readonly Product[], count: number): Review[] {
  const reviews: Review[] = [];
  const popular = popularity(seed, products);
  for (let userIndex = 0; reviews.length < count; userIndex++) {
    const dice = createDice(seed, `user ${userIndex}`);
    const user = drawUser(dice);
    const bought = new Set<Product>();
    const wanted = Math.min(reviewsOfUser(dice), count - reviews.length, products.length);
    while (bought.size < wanted) bought.add(popular(dice));
    for (const product of bought) reviews.push(drawReview(product, user, dice));
  }
  return reviews;
}

/** Most people write once, a few write dozens: a Pareto tail with exponent 1.6. */
function reviewsOfUser(dice: Dice): number {
  const tail = 1 / Math.max(1e-4, dice.between(0, 1)) ** (1 / 1.6);
  return Math.min(60, Math.floor(tail));
}

/** Products are bought with weights 1 / (rank + 10), in a seeded order of ranks. */
function popularity(seed: number, products: readonly Product[]): (dice: Dice) => Product {
  const ranked = createDice(seed, 'popularity').shuffled(products);
  const cumulative: number[] = [];
  let total = 0;
  for (let rank = 0; rank < ranked.length; rank++) {
    total += 1 / (rank + 10 + ranked.length / 8);
    cumulative.push(total);
  }
  return (dice) => {
    const target = dice.between(0, total);
    let [low, high] = [0, ranked.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! > target) high = middle;
      else low = middle + 1;
    }
    return ranked[low]!;
  };
}

function drawUser(dice: Dice): User {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const tail = Array.from({ length: 20 }, () => letters[dice.integer(letters.length)]).join('');
  return {
    userId: `AESYNTHE${tail}`,
    leniency: dice.normal(0, RATING_MODEL.leniency),
    verbosity: dice.between(1, 4.5),
    sloppiness: dice.chance(0.3) ? dice.between(0.2, 0.6) : 0.04,
    exclaims: dice.chance(0.3),
  };
}

function drawReview(product: Product, user: User, dice: Dice): Review {
  const experience = drawExperience(dice);
  const level =
    RATING_MODEL.base +
    RATING_MODEL.perExperience * experience -
    RATING_MODEL.forWorkmanship * (1 - product.quality) +
    user.leniency +
    dice.normal(0, RATING_MODEL.whim);
  return {
    user,
    product,
    stars: clamp(Math.round(level), 1, 5),
    ...writeReview(product, user, experience, dice),
    timestamp: FIRST_DAY_MS + Math.floor(dice.between(0, 1000 * DAY_MS)),
    verified: dice.chance(0.92),
    helpfulVotes: dice.chance(0.85) ? 0 : 1 + Math.floor(dice.between(0, 3) ** 2),
  };
}

/** People write when they are delighted, or else when they are angry. */
function drawExperience(dice: Dice): number {
  const [mean, deviation] = dice.weighted([
    [[1.95, 0.25], 66],
    [[0.6, 0.45], 16],
    [[-1.8, 0.4], 18],
  ] as const);
  return clamp(dice.normal(mean, deviation), -2.2, 2.2);
}
