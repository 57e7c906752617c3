import { describe, expect, it } from 'vitest';
import { labelsOf } from '../../../src/ranking/hybrid/labels.js';

describe('labelsOf', () => {
  it('numbers the second and later ones of a name', () => {
    const names = ['Graph', 'Ease', 'Graph', 'Graph'];
    expect(labelsOf(names.map((name) => ({ name })))).toEqual(['Graph', 'Ease', 'Graph (2)', 'Graph (3)']);
  });
});
