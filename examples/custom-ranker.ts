/** A ranker of your own: what is popular lately. An interaction counts half as much for every month that it is old. */
import {
  MultimodalRecommender,
  PopularityRanker,
  type Ranker,
  type RankerFitInput,
  TfidfTextEncoder,
} from 'multimodal-recommender';
import { rankerConformance, runConformance, tinyShop } from 'multimodal-recommender/testing';

const MONTH = 30 * 24 * 60 * 60 * 1000;

/** Built on another ranker, whose checks of inputs, added items and saved state it shares. */
class TrendingRanker implements Ranker {
  readonly specVersion = 1;
  readonly name = 'TrendingRanker';
  readonly #counts = new PopularityRanker();

  constructor(readonly halfLife = MONTH) {}

  async fit(input: RankerFitInput): Promise<void> {
    const { timestamp, weight } = input.interactions;
    const latest = timestamp?.reduce((later, time) => Math.max(later, time || 0), 0) ?? 0;
    const faded = weight.map((value, entry) => {
      const age = latest - (timestamp?.[entry] ?? latest);
      // Weights must stay above 0; an unknown time (NaN) counts as the oldest.
      return value * Math.max(1e-6, 0.5 ** (age / this.halfLife) || 0);
    });
    // A copy: what fit is given is not to be changed.
    await this.#counts.fit({ ...input, interactions: { ...input.interactions, weight: faded } });
  }

  addItems: Ranker['addItems'] = (modalities) => this.#counts.addItems(modalities);
  score: Ranker['score'] = (queries, options) => this.#counts.score(queries, options);
  explain: PopularityRanker['explain'] = (query, item) => this.#counts.explain(query, item);
  saveState: PopularityRanker['saveState'] = () => this.#counts.saveState();
  restoreState: PopularityRanker['restoreState'] = (state) => this.#counts.restoreState(state);
  dispose: PopularityRanker['dispose'] = () => this.#counts.dispose();
  config: PopularityRanker['config'] = () => ({ halfLife: this.halfLife });
}

// Everybody gets the same order, and vectors are not looked at: the suite is told not to ask for either.
const checks = rankerConformance(() => new TrendingRanker(), { personal: false, usesContent: false });
const conformance = await runConformance(checks);
console.log(`conformance: ${conformance.passed} passed, ${conformance.failed} failed`);

const recommender = new MultimodalRecommender({
  task: 'preference',
  ranker: new TrendingRanker(),
  textEncoder: new TfidfTextEncoder({ dimensions: 32 }),
  imageEncoder: null,
  preference: { predictRatings: false },
});
await recommender.fit(tinyShop().source);
const { items } = await recommender.recommend('user-7', { k: 3 });
for (const { item, score } of items) console.log(item.title, score.toFixed(2));
await recommender.dispose();
