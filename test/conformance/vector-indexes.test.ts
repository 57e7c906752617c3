import { describe, it } from 'vitest';
import { ExactVectorIndex } from '../../src/ranking/exact-vector-index.js';
import { vectorIndexConformance } from '../../src/testing/vector-index-conformance.js';

describe('ExactVectorIndex', () => {
  const checks = vectorIndexConformance(() => new ExactVectorIndex(), { honoursAbort: true });
  for (const check of checks) it(check.name, check.run);
});
