/** A shop front: for a customer, for a visitor with three clicks, and with a product that was listed a minute ago. */
import { ColorTextureImageEncoder, MultimodalRecommender, TfidfTextEncoder } from 'multimodal-recommender';
import { tinyShop } from 'multimodal-recommender/testing';

// Stands in for your own orders and catalogue: any DataSource, such as AmazonReviewsSource, CsvSource or InMemorySource.
const shop = tinyShop({ users: 200, items: 120, perUser: 10 });

const recommender = new MultimodalRecommender({
  task: 'preference',
  // Leave the two encoders out to get DistilBERT and ResNet50.
  textEncoder: new TfidfTextEncoder({ dimensions: 64 }),
  imageEncoder: new ColorTextureImageEncoder(),
  training: { epochs: 5 },
  cacheDirectory: '.cache/recommend',
});
await recommender.fit(shop.source);

const show = (title: string, items: readonly { item: { title?: string }; score: number }[]) =>
  console.log(title, items.map(({ item, score }) => `${item.title} (${score.toFixed(2)})`).join(' | '));

const customer = await recommender.recommend('user-7', { k: 4 });
show(`For a customer who likes a ${shop.tasteOf('user-7')}:`, customer.items);

// A visitor without an account: what was clicked in this session is all there is to go by.
const clicks = { liked: ['item-2', 'item-10', 'item-46'] };
const inStock = await recommender.recommend(clicks, { k: 4, filter: ({ itemId }) => itemId !== 'item-6' });
show('For a visitor who clicked on three watches:', inStock.items);
show('The same, more varied:', (await recommender.recommend(clicks, { k: 4, diversity: 0.6 })).items);

// Nothing is trained anew: a minute later the new product is recommended, found, and says why.
await recommender.upsertItems([
  { itemId: 'new-1', title: 'diver watch', description: 'A steel watch, sapphire.', categories: ['watch'] },
]);
const { items } = await recommender.recommend(clicks, { k: 120 });
console.log(
  `The new watch stands at place ${items.findIndex(({ itemId }) => itemId === 'new-1') + 1} of ${items.length}.`,
);
const { byModality, byLikedItem } = await recommender.explain(clicks, 'new-1');
console.log(
  'Because of',
  byModality[0],
  'and',
  byLikedItem.find(({ likedItemId }) => likedItemId !== null),
);

show('Like the new one:', await recommender.similarItems('new-1', { k: 3 }));
show('Found by "leather boot":', await recommender.search({ text: 'leather boot' }, { k: 3 }));

const { expectedRating } = await recommender.predictRating({ userId: 'user-7', itemId: 'new-1' });
console.log(`user-7 would give the new watch ${expectedRating.toFixed(1)} stars.`);
const stranger = await recommender.recommend('somebody new', { k: 3 });
show(`Somebody new (${stranger.basis}):`, stranger.items);
await recommender.dispose();
