/** Everything that the synthetic sample catalogue is made of, before any of it is written or drawn. */
import { createDice } from './dice.js';
import { metadataFile, reviewFile } from './lines.js';
import { type PicturePlan, planPictures } from './picture-plan.js';
import type { PlantedAccount, PlantedMetadata } from './planted.js';
import { drawProducts } from './products.js';
import { productRecord } from './records.js';
import { drawReviews } from './reviews.js';
import type { Product, Review } from './types.js';

export interface SampleCatalogue {
  readonly products: readonly Product[];
  readonly reviews: readonly Review[];
  readonly pictures: readonly PicturePlan[];
  /** Content of the review file and of the metadata file. */
  readonly reviewText: string;
  readonly metadataText: string;
  readonly planted: PlantedAccount;
}

/** The same arguments give the same catalogue. Touches no file. */
export function composeSampleCatalogue(
  seed: number,
  productCount: number,
  reviewCount: number,
): SampleCatalogue {
  const products = drawProducts(seed, productCount);
  const reviews = drawReviews(seed, products, reviewCount);
  const pictures = planPictures(seed, products);

  const reviewsOf = new Map<Product, Review[]>(products.map((product) => [product, []]));
  for (const review of reviews) reviewsOf.get(review.product)!.push(review);
  const dice = createDice(seed, 'metadata');
  const records = pictures.map((plan) => productRecord(plan, reviewsOf.get(plan.product)!, dice));

  const reviewPart = reviewFile(seed, reviews);
  const metadataPart = metadataFile(seed, records);
  const withoutReviews = [...reviewsOf.values()].filter((list) => list.length === 0).length;
  return {
    products,
    reviews,
    pictures,
    reviewText: reviewPart.text,
    metadataText: metadataPart.text,
    planted: {
      reviews: reviewPart.planted,
      metadata: { ...metadataPart.planted, ...countPictures(pictures), withoutReviews },
    },
  };
}

type PictureCounts = Omit<
  PlantedMetadata,
  'lines' | 'malformedLines' | 'blankLines' | 'crlfLines' | 'withoutReviews'
>;

function countPictures(pictures: readonly PicturePlan[]): PictureCounts {
  const count = (test: (plan: PicturePlan) => boolean) => pictures.filter(test).length;
  return {
    products: pictures.length,
    structImages: count(({ shape }) => shape === 'struct'),
    withoutImage: count(({ fault }) => fault === 'no-picture'),
    hiResNull: count(({ fault, hiRes }) => fault !== 'no-picture' && hiRes === null),
    thumbnailOnly: count(({ large, thumb }) => large === null && thumb !== null),
    truncatedPictures: count(({ fault }) => fault === 'truncated'),
    notAPicture: count(({ fault }) => fault === 'not-a-picture'),
    missingPictures: count(({ fault }) => fault === 'missing'),
  };
}
