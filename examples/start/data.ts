import { basename, join } from 'node:path';
import { AmazonReviewsSource, type DataSource } from 'multimodal-recommender';
import { drawSampleCatalogue } from '../sample-catalogue/index.js';
import type { StartSettings } from './arguments.js';

const HOST = 'https://mcauleylab.ucsd.edu/public_datasets/data/amazon_2023/raw';

interface ChosenData {
  readonly source: DataSource;
  readonly title: string;
  readonly notes: readonly string[];
}

/** The files that were named, the public Amazon Fashion files, or a synthetic catalogue drawn on the spot. */
export async function chooseData(settings: StartSettings): Promise<ChosenData> {
  const { reviews, metadata, imagesDir, amazonFashion, cache, seed } = settings;
  if (reviews !== undefined && metadata !== undefined) {
    const images = imagesDir === undefined ? {} : { imagesDir };
    return {
      source: new AmazonReviewsSource({ reviews, metadata, ...images }),
      title: `Ratings of ${basename(reviews.split('?', 1)[0]!)}`,
      notes: [],
    };
  }
  if (amazonFashion) {
    const source = new AmazonReviewsSource({
      reviews: `${HOST}/review_categories/Amazon_Fashion.jsonl.gz`,
      metadata: `${HOST}/meta_categories/meta_Amazon_Fashion.jsonl.gz`,
    });
    return { source, title: 'Ratings of Amazon Fashion', notes: [] };
  }
  const directory = join(cache, 'sample-catalogue');
  const drawn = await drawSampleCatalogue({ directory, seed, reviews: 3000 });
  return {
    source: new AmazonReviewsSource(drawn),
    title: 'Ratings of a synthetic sample catalogue',
    notes: [
      'The data are synthetic: products, pictures and reviews were drawn by a seeded script, not collected.',
    ],
  };
}
