import { describe, expect, it } from 'vitest';
import { isRecommenderError } from '../../src/errors.js';
import {
  resolveTrainingOptions,
  TRAINING_DEFAULTS,
  type TrainingOptions,
} from '../../src/training/options.js';

describe('resolveTrainingOptions', () => {
  it('overlays the defaults and ignores undefined', () => {
    expect(resolveTrainingOptions()).toEqual(TRAINING_DEFAULTS);
    expect(resolveTrainingOptions({ epochs: 3, batchSize: undefined })).toEqual({
      ...TRAINING_DEFAULTS,
      epochs: 3,
    });
    expect(Object.isFrozen(TRAINING_DEFAULTS)).toBe(true);
  });

  it.each<[string, TrainingOptions]>([
    ['epochs', { epochs: 0 }],
    ['epochs', { epochs: 1.5 }],
    ['batchSize', { batchSize: 1 }],
    ['learningRate', { learningRate: 0 }],
    ['learningRate', { learningRate: Number.NaN }],
    ['minimumLearningRate', { minimumLearningRate: -1 }],
    ['earlyStoppingPatience', { earlyStoppingPatience: 0 }],
    ['plateauPatience', { plateauPatience: -2 }],
    ['plateauFactor', { plateauFactor: 1 }],
    ['modalityDropout', { modalityDropout: 1.1 }],
    ['classWeights', { classWeights: [1, -1] }],
    ['classWeights', { classWeights: 'even' as 'none' }],
    ['backend', { backend: 'gpu' as 'auto' }],
    ['optimizer', { optimizer: { name: 'rmsprop' } as never }],
    ['optimizer', { optimizer: { name: 'adamw', weightDecay: 1 } }],
    ['optimizer', { optimizer: { name: 'sgd' } as never }],
    ['gradientClipping', { gradientClipping: 0 }],
    ['auxiliaryLoss', { auxiliaryLoss: -0.1 }],
    ['calibration', { calibration: 'isotonic' as 'none' }],
    ['intervalCoverage', { intervalCoverage: 1 }],
    ['learningrate', { learningrate: 1 } as TrainingOptions],
  ])('refuses a bad %s', (key, options) => {
    let error: unknown;
    try {
      resolveTrainingOptions(options);
    } catch (caught) {
      error = caught;
    }
    expect(isRecommenderError(error, 'INVALID_OPTIONS')).toBe(true);
    expect(String(error)).toContain(key);
  });
});
