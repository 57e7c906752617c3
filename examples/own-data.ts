/** Your own records, from memory: any field names, any database. Half-star ratings here, and no images. */
import { InMemorySource, MultimodalRecommender, TfidfTextEncoder } from 'multimodal-recommender';

const opinions = [
  { words: 'a joy to wear, perfect fit', rating: 5 },
  { words: 'very good for the price', rating: 4.5 },
  { words: 'fine, nothing special', rating: 3 },
  { words: 'thin fabric, poor seams', rating: 1.5 },
  { words: 'fell apart, want my money back', rating: 0.5 },
];

// Rows of an imaginary shop's database.
const rows = Array.from({ length: 400 }, (_, index) => {
  const opinion = opinions[(index * 7) % opinions.length]!;
  return {
    customer: `c${index % 80}`,
    sku: `sku-${index % 40}`,
    stars: opinion.rating,
    comment: `Order ${index}: ${opinion.words}`,
  };
});

const source = new InMemorySource({
  items: [...new Set(rows.map((row) => row.sku))].map((itemId) => ({ itemId, title: `Product ${itemId}` })),
  interactions: rows.map((row) => ({
    userId: row.customer,
    itemId: row.sku,
    rating: row.stars,
    text: row.comment,
  })),
});

const recommender = new MultimodalRecommender({
  textEncoder: new TfidfTextEncoder({ dimensions: 32 }),
  imageEncoder: null,
  scale: { min: 0.5, max: 5, step: 0.5 },
  split: { kind: 'group-by-item' },
  training: { epochs: 15 },
});
await recommender.fit(source);

const [good, bad] = await recommender.predictRatings([
  { text: 'perfect fit, a joy' },
  { text: 'poor seams, thin' },
]);
console.log(`good: ${good!.expectedRating.toFixed(2)}   bad: ${bad!.expectedRating.toFixed(2)}`);
await recommender.dispose();
