import {
  ConcatFusion,
  embedTexts,
  fitRatingModel,
  guardAgainstLeaks,
  type Interaction,
  isRecommenderError,
  type LeakGuardText,
  type LeakKind,
  MlpClassifierHead,
  meanBaseline,
  ratingMetrics,
  splitDataset,
  TfidfTextEncoder,
} from 'multimodal-recommender';
import { describe, expect, it } from 'vitest';
import { createRandom, deriveSeed, randomInteger } from '../../src/util/random.js';
import { STARS } from '../../src/util/rating-scale.js';

const SEED = 11;
const QUALITIES = ['shoddy', 'flimsy', 'ordinary', 'sturdy', 'exquisite'];
/** How somebody writes who gives so many stars; what it is about they all say alike. */
const VERDICTS = ['dreadful', 'disappointing', 'acceptable', 'lovely', 'perfect'];
const FILLERS =
  'the strap buckle colour lining zip handle seam pocket parcel arrived week gift walk rain'.split(' ');

const items = Array.from({ length: 60 }, (_, item) => ({
  itemId: `i${item}`,
  quality: (item % 5) - 2,
  description: `Bag ${item}, ${QUALITIES[item % 5]} work, with a strap.`,
}));

/** A rating is the item's quality, weighed by how much the user cares, and noise; the review says it in words. */
function drawRows(): (Interaction & { classIndex: number })[] {
  const random = createRandom(deriveSeed(SEED, 'rows'));
  return Array.from({ length: 40 }, (_, user) => user).flatMap((user) => {
    const taste = 0.2 + 1.1 * random();
    return items
      .filter(() => random() < 0.4)
      .map(({ itemId, quality }) => {
        const noise = 2.4 * (random() + random() - 1);
        const classIndex = Math.min(4, Math.max(0, Math.round(2 + taste * quality + noise)));
        const filler = () => FILLERS[randomInteger(random, FILLERS.length)];
        const words = Array.from({ length: 8 }, filler).join(' ');
        const text = `${words}, ${VERDICTS[classIndex]} all in all ${filler()} ${filler()}`;
        return { userId: `u${user}`, itemId, rating: classIndex + 1, classIndex, text };
      });
  });
}

const rows = drawRows();
const { indices } = splitDataset(rows, { kind: 'random', seed: SEED });
const classIndex = Int32Array.from(rows, (row) => row.classIndex);
const target = { classIndex: indices.test.map((row) => classIndex[row]!), scale: STARS };

const content: LeakGuardText = {
  name: 'content',
  textOf: ({ itemId }) => items.find((item) => item.itemId === itemId)!.description,
};
const othersReviews: LeakGuardText = {
  name: 'reviews',
  textOf: ({ userId, itemId }) =>
    Array.from(indices.train, (row) => rows[row]!)
      .filter((other) => other.itemId === itemId && other.userId !== userId)
      .map(({ text }) => text!)
      .join('\n'),
};
/** What goes wrong when reviews are joined to their rows and nobody asks when they were written. */
const ownReview: LeakGuardText = { name: 'reviews', textOf: ({ text }) => text };

/** Guards, embeds, trains, and measures the test rows. */
async function train(inputs: readonly LeakGuardText[], allow: readonly LeakKind[] = []) {
  const allowed = guardAgainstLeaks({ rows, indices, inputs, splitKind: 'random' }, { allow });
  const columns = [];
  for (const { name, textOf } of inputs) {
    const texts = rows.map((row, index) => String(textOf(row, index)));
    const encoder = new TfidfTextEncoder({ dimensions: 24 });
    await encoder.fit(
      Array.from(indices.train, (row) => texts[row]!),
      { seed: SEED },
    );
    const matrix = await embedTexts(encoder, texts);
    columns.push({ name, matrix, rowIndex: Int32Array.from(rows.keys()) });
  }
  const model = await fitRatingModel({
    data: { columns, classIndex, train: indices.train, validation: indices.validation, scale: STARS },
    fusion: new ConcatFusion(),
    head: new MlpClassifierHead({ hidden: [24], dropout: [0.2] }),
    options: { epochs: 30, learningRate: 0.005, classWeights: 'none' },
    seed: SEED,
    label: 'full',
  });
  const probabilities = await model.predict(columns, indices.test);
  model.dispose();
  return { allowed, rmse: ratingMetrics({ ...target, probabilities }).rmse };
}

describe('a model of preferences that reads the very review it predicts', () => {
  it('is refused, whoever joins the review to the row', async () => {
    const error: unknown = await train([content, ownReview]).catch((raised: unknown) => raised);
    expect(isRecommenderError(error, 'LEAK')).toBe(true);
    const { message } = error as Error;
    expect(message).toContain(
      `"reviews" has the very review whose rating is to be predicted in ${rows.length} of`,
    );
    expect(message).toContain(`user ${rows[indices.train[0]!]!.userId}`);
    expect(message).toContain("allow it by name: 'target-text'");
  });

  it('would have bought a far lower error, which is all that it is worth', async () => {
    const honest = await train([content, othersReviews]);
    const leaky = await train([content, ownReview], ['target-text']);
    const mean = meanBaseline(
      indices.train.map((row) => classIndex[row]!),
      indices.test.length,
      STARS,
    );
    const floor = ratingMetrics({ ...mean, ...target }).rmse;
    console.info(
      `RMSE on ${indices.test.length} test rows: mean ${floor.toFixed(3)}, honest ${honest.rmse.toFixed(3)}, with the leak ${leaky.rmse.toFixed(3)}`,
    );
    expect(honest.allowed).toEqual([]);
    expect(leaky.allowed).toMatchObject([{ kind: 'target-text', count: rows.length, checked: rows.length }]);
    // The honest model has learnt something, or the comparison would show nothing.
    expect(honest.rmse).toBeLessThan(floor - 0.1);
    expect(leaky.rmse).toBeLessThan(honest.rmse / 2);
  });

  it('is measured the same every time', async () => {
    const once = await train([content, othersReviews]);
    expect(await train([content, othersReviews])).toEqual(once);
  });
});
