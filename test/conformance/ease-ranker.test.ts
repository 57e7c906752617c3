import { describe, it } from 'vitest';
import { EaseRanker } from '../../src/ranking/ease-ranker.js';
import { rankerConformance } from '../../src/testing/index.js';

describe('EaseRanker', () => {
  const checks = rankerConformance(() => new EaseRanker(), { historyIsEnough: true });
  for (const check of checks) it(check.name, check.run);
});

describe('EaseRanker without content', () => {
  const make = () => new EaseRanker({ regularization: 5, contentWeight: 0 });
  const checks = rankerConformance(make, { historyIsEnough: true, usesContent: false });
  for (const check of checks) it(check.name, check.run);
});
