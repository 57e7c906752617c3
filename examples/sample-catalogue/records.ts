/** Synthetic products and reviews as records of the Amazon Reviews 2023 files, field by field. */
import type { Dice } from './dice.js';
import type { PicturePlan } from './picture-plan.js';
import type { Product, Review } from './types.js';

export type JsonRecord = Record<string, unknown>;

/** One line of the review file. `asin` is a colour or size of `parent_asin`, as with a quarter of the real ones. */
export function reviewRecord(review: Review, dice: Dice): JsonRecord {
  const parent = review.product.asin;
  return {
    rating: review.stars,
    title: review.title,
    text: review.text,
    images: [],
    asin: dice.chance(0.25) ? `SYV${parent.slice(3)}` : parent,
    parent_asin: parent,
    user_id: review.user.userId,
    timestamp: review.timestamp,
    helpful_vote: review.helpfulVotes,
    verified_purchase: review.verified,
  };
}

/** One line of the metadata file. `reviews` are all usable reviews of the product: its averages contain them, as the real ones do. */
export function productRecord(plan: PicturePlan, reviews: readonly Review[], dice: Dice): JsonRecord {
  const { product } = plan;
  const total = reviews.reduce((sum, review) => sum + review.stars, 0);
  return {
    main_category: 'SYNTHETIC FASHION',
    title: product.title,
    average_rating: reviews.length === 0 ? null : Math.round((10 * total) / reviews.length) / 10,
    rating_number: reviews.length,
    features: features(product),
    description: dice.chance(0.1) ? [`A ${product.style} by ${product.store}. Synthetic, not for sale.`] : [],
    price: product.price,
    images: imagesField(plan),
    videos: [],
    store: product.store,
    categories: ['Synthetic', product.kind],
    details: { Material: product.material, Color: product.colour, Pattern: product.pattern },
    parent_asin: product.asin,
    bought_together: null,
  };
}

function features(product: Product): string[] {
  const neckline =
    product.kind === 'shirt' || product.kind === 'dress' ? [`${product.neckline} neckline`] : [];
  return [product.material, ...neckline, `${product.colour} with ${product.accent}`];
}

/** Both shapes that the real files have: a list of structs, or a struct of lists. */
function imagesField({ hiRes, large, thumb, shape }: PicturePlan): unknown {
  const present = large !== null || thumb !== null;
  if (shape === 'list') return present ? [{ thumb, large, variant: 'MAIN', hi_res: hiRes }] : [];
  return present
    ? { hi_res: [hiRes], large: [large], thumb: [thumb], variant: ['MAIN'] }
    : { hi_res: [], large: [], thumb: [], variant: [] };
}
