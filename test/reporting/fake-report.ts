import { measureCalibration } from '../../src/evaluation/calibration.js';
import { evaluateContenders } from '../../src/evaluation/evaluate-contenders.js';
import type { Report } from '../../src/reporting/report.js';
import type { EmbeddingMatrix, RatingScale } from '../../src/types.js';
import { createRandom } from '../../src/util/random.js';
import { classCount, STARS, scaleRatings } from '../../src/util/rating-scale.js';

const SHARES = [0.12, 0.07, 0.1, 0.16, 0.55];

/** Random targets with the usual J shape. */
export function fakeTargets(rows: number, seed: number, shares: readonly number[] = SHARES): Int32Array {
  const random = createRandom(seed);
  return Int32Array.from({ length: rows }, () => {
    let left = random();
    const index = shares.findIndex((share) => {
      left -= share;
      return left < 0;
    });
    return index < 0 ? shares.length - 1 : index;
  });
}

/** Distributions that lean towards the true class: 0 skill is noise. */
export function fakePredictions(
  targets: Int32Array,
  skill: number,
  seed: number,
  classes = 5,
): EmbeddingMatrix {
  const random = createRandom(seed);
  const data = new Float32Array(targets.length * classes);
  targets.forEach((actual, row) => {
    const weights = Array.from({ length: classes }, (_, index) => {
      return Math.exp(4 * random() + skill * Math.exp(-0.9 * Math.abs(index - actual)));
    });
    const sum = weights.reduce((total, weight) => total + weight, 0);
    weights.forEach((weight, index) => {
      data[row * classes + index] = weight / sum;
    });
  });
  return { data, rows: targets.length, dimensions: classes };
}

/** A report as a run on real files would give it. */
export function realisticReport(): Report {
  const classIndex = fakeTargets(820, 1);
  return {
    formatVersion: 1,
    title: 'Amazon Fashion: review text and product image',
    notes: ['The data are synthetic: a seeded script drew the product pictures and wrote the reviews.'],
    dataset: {
      source: 'AmazonReviewsSource (reviews.jsonl.gz, metadata.jsonl.gz)',
      sampling: 'first 25,000 interactions',
      interactionsRead: 25_000,
      interactionsNotSampled: 0,
      itemsRead: 61_204,
      rows: 4100,
      users: 3987,
      items: 2811,
      rowsWithText: 4092,
      rowsWithImageReference: 4051,
      ratings: SHARES.map((share, index) => ({ rating: index + 1, count: Math.round(share * 4100) })),
      droppedInteractions: { NO_ITEM: 20_812, MALFORMED_JSON: 3, RATING_OFF_SCALE: 85 },
      droppedItems: { MALFORMED_JSON: 1 },
      examples: [
        {
          reason: 'MALFORMED_JSON',
          file: 'reviews.jsonl.gz',
          line: 1204,
          detail: 'Unexpected end of JSON input',
        },
        { reason: 'RATING_OFF_SCALE', file: 'reviews.jsonl.gz', line: 88, detail: 'rating is "five"' },
      ],
    },
    split: { kind: 'group-by-item', train: 2870, validation: 410, test: 820, unused: {} },
    images: {
      requested: 2790,
      available: 1911,
      beyondLimit: 790,
      failed: 89,
      failuresByReason: { HTTP_404: 61, TIMEOUT: 20, NOT_AN_IMAGE: 8 },
      failures: Array.from({ length: 89 }, (_, index) => ({
        reference: `https://images.example/I/${index}51TqXk0bQeL._AC_SL1500_.jpg`,
        reason: index < 61 ? 'HTTP_404' : index < 81 ? 'TIMEOUT' : 'NOT_AN_IMAGE',
        detail: index < 61 ? 'The server answered 404 Not Found.' : 'No answer within 10000 ms.',
      })),
    },
    model: {
      modalities: [
        {
          name: 'review',
          encoder: 'TfidfTextEncoder',
          fingerprint: 'tfidf-svd:6b7a0f4c2fcf37bd2e4f3f0f0e0f4c2f',
          dimensions: 256,
          rowsPresent: 4092,
        },
        {
          name: 'image',
          encoder: 'ColorTextureImageEncoder',
          fingerprint: 'color-texture:1',
          dimensions: 174,
          rowsPresent: 2822,
        },
      ],
      fusion: 'ConcatFusion',
      head: 'MlpClassifierHead',
      seed: 42,
      training: { epochs: 30, batchSize: 64, learningRate: 0.001, classWeights: 'balanced', patience: 5 },
    },
    training: {
      epochs: Array.from({ length: 17 }, (_, index) => ({
        epoch: index + 1,
        loss: 0.42 + 1.3 * Math.exp(-index / 4),
        accuracy: 0.84 - 0.5 * Math.exp(-index / 4),
        validationLoss: 0.98 + 0.6 * Math.exp(-index / 3) + 0.012 * Math.max(0, index - 9),
        validationAccuracy: 0.66 - 0.3 * Math.exp(-index / 3) - 0.002 * Math.max(0, index - 9),
        learningRate: index < 12 ? 0.001 : 0.0005,
      })),
      bestEpoch: 12,
      stoppedEarly: true,
      backend: 'wasm',
      classWeights: [1.667, 2.857, 2, 1.25, 0.364],
      parameters: 1_034_885,
    },
    calibration: measureCalibration(fakePredictions(classIndex, 2.6, 3), classIndex, {
      temperature: 1.3,
      interval: { coverage: 0.9, threshold: 0.93 },
    }),
    evaluation: evaluateContenders({
      classIndex,
      trainClassIndex: fakeTargets(2870, 2),
      scale: STARS,
      model: fakePredictions(classIndex, 2.6, 3),
      ablations: [
        {
          name: 'review only',
          description: 'Trained anew without the image.',
          probabilities: fakePredictions(classIndex, 2.3, 4),
        },
        {
          name: 'image only',
          description: 'Trained anew without the review.',
          probabilities: fakePredictions(classIndex, 0.8, 5),
        },
        {
          name: 'shuffled image',
          description: 'The same model, each image replaced by that of another row.',
          probabilities: fakePredictions(classIndex, 2.55, 3),
        },
      ],
      protocol: '820 test rows that share no item with the training rows (group-by-item split).',
      seed: 42,
    }),
  };
}

/** What `<b>` and friends look like in data. */
export const HOSTILE = '<script>alert("1")</script> & \u001b[31mred\u202e ]]> <img src=x onerror=alert(1)>';

/** A report of everything that goes wrong: few rows, one epoch, long names, no images, markup and control characters. */
export function badReport(scale: RatingScale = { min: 0.5, max: 5, step: 0.5 }): Report {
  const classes = classCount(scale);
  const classIndex = Int32Array.of(0, 0, classes - 1, 2 % classes);
  const long = `weighted fusion of ${'very '.repeat(12)}many modalities ${HOSTILE}`;
  return {
    ...realisticReport(),
    title: `${HOSTILE} ${'long title '.repeat(20)}`,
    notes: [HOSTILE, 'Only four test rows.'],
    dataset: {
      source: `InMemorySource ${HOSTILE}`,
      sampling: 'all',
      interactionsRead: 21,
      interactionsNotSampled: 0,
      itemsRead: 3,
      rows: 12,
      users: 1,
      items: 3,
      rowsWithText: 0,
      rowsWithImageReference: 0,
      ratings: scaleRatings(scale).map((rating, index) => ({ rating, count: index === 0 ? 12 : 0 })),
      droppedInteractions: { [HOSTILE]: 9 },
      droppedItems: {},
      examples: [{ reason: HOSTILE, detail: `${'/a/very/long/path'.repeat(20)}${HOSTILE}` }],
    },
    split: { kind: 'given', train: 6, validation: 2, test: 4, unused: { [HOSTILE]: 0 } },
    images: {
      requested: 0,
      available: 0,
      beyondLimit: 0,
      failed: 0,
      failuresByReason: {},
      failures: [],
    },
    training: {
      epochs: [
        {
          epoch: 1,
          loss: 12_345.678,
          accuracy: 0,
          validationLoss: 0.0001,
          validationAccuracy: 1,
          learningRate: 1e-7,
        },
      ],
      bestEpoch: 1,
      stoppedEarly: false,
      backend: 'cpu',
      classWeights: Array.from({ length: classes }, () => 1 / 3),
      parameters: 12,
    },
    evaluation: evaluateContenders({
      classIndex,
      trainClassIndex: Int32Array.of(0, 0, 0, 0, classes - 1, 1),
      scale,
      model: fakePredictions(classIndex, 2, 1, classes),
      ablations: [
        { name: long, description: HOSTILE, probabilities: fakePredictions(classIndex, 1, 2, classes) },
      ],
      protocol: HOSTILE,
      seed: 1,
      resamples: 50,
    }),
  };
}

/** A model without images, by an estimator head: no training curves, no ablation, one rating. */
export function bareReport(): Report {
  const { images: _, ...report } = realisticReport();
  const classIndex = Int32Array.of(4);
  return {
    ...report,
    notes: [],
    model: { ...report.model, modalities: report.model.modalities.slice(0, 1) },
    training: { ...report.training, epochs: [], bestEpoch: 0, stoppedEarly: false, backend: 'none' },
    evaluation: evaluateContenders({
      classIndex,
      trainClassIndex: Int32Array.of(4, 4),
      scale: STARS,
      model: { data: Float32Array.of(0, 0, 0, 0, 1), rows: 1, dimensions: 5 },
      ablations: [],
      protocol: 'One row.',
      seed: 1,
      resamples: 20,
    }),
  };
}
