import { describe, expect, it } from 'vitest';
import { truncatedSvd } from '../../../src/encoders/tfidf/truncated-svd.js';
import { TfidfTextEncoder } from '../../../src/encoders/tfidf-text-encoder.js';
import { fixtures, largestDifference, optionsOf, tfidf } from './fixtures.js';

for (const example of fixtures.cases) {
  describe(`tf-idf as scikit-learn computes it, ${JSON.stringify(example.options)}`, () => {
    const { terms, idf, train, unseen } = tfidf(example);

    it('finds the same terms in the same order', () => {
      expect(terms).toEqual(example.terms);
    });

    it('gives them the same inverse document frequency', () => {
      expect(largestDifference(idf, example.idf)).toBeLessThan(1e-12);
    });

    for (const [name, ours, theirs] of [
      ['training', train, example.train],
      ['unseen', unseen, example.unseen],
    ] as const) {
      it(`gives ${name} texts the same weights to 1e-9`, () => {
        expect([...ours.rowStart]).toEqual(theirs.rowStart);
        expect([...ours.column]).toEqual(theirs.column);
        expect(largestDifference(ours.value, theirs.value)).toBeLessThan(1e-9);
      });
    }
  });
}

for (const expected of fixtures.decompositions) {
  describe(`truncated SVD to ${expected.dimensions} dimensions as ARPACK computes it`, () => {
    const example = fixtures.cases[0]!;
    const { dimensions } = expected;

    it('finds the same singular values to 1e-4', async () => {
      const { train } = tfidf(example);
      for (const rounds of [8, 12]) {
        const { singularValues } = await truncatedSvd(train, { dimensions, rounds, seed: 1 });
        const relative = Array.from(singularValues, (value, i) => value / expected.singularValues[i]! - 1);
        expect(relative).toHaveLength(dimensions);
        expect(largestDifference(relative, new Float64Array(dimensions))).toBeLessThan(1e-4);
      }
    });

    it('gives training and unseen texts the same vectors, up to the sign of each dimension', async () => {
      const options = { ...optionsOf(example), dimensions, svdRounds: 12 };
      const encoder = new TfidfTextEncoder(options);
      await encoder.fit(fixtures.texts, { seed: 1 });
      const { data, rows } = await encoder.encode([...fixtures.texts, ...fixtures.unseen]);
      expect(rows).toBe(expected.vectors.length);
      for (let column = 0; column < dimensions; column++) {
        const theirs = expected.vectors.map((vector) => vector[column]!);
        const ours = theirs.map((_, row) => data[row * dimensions + column]!);
        const sign = Math.sign(theirs.reduce((sum, value, row) => sum + value * ours[row]!, 0));
        const turned = ours.map((value) => value * sign);
        expect(largestDifference(turned, theirs)).toBeLessThan(1e-4);
      }
    });
  });
}

describe('all dimensions there are', () => {
  it('are as many as the rank, and keep every inner product of the training texts', async () => {
    const example = fixtures.cases[0]!;
    const { train } = tfidf(example);
    const encoder = new TfidfTextEncoder({ ...optionsOf(example), dimensions: 256 });
    await encoder.fit(fixtures.texts, { seed: 1 });
    expect(encoder.dimensions).toBe(fixtures.rank);
    const { data, dimensions } = await encoder.encode(fixtures.texts);
    const dense = fixtures.texts.map((_, row) => {
      const weights = new Float64Array(train.columns);
      for (let e = train.rowStart[row]!; e < train.rowStart[row + 1]!; e++)
        weights[train.column[e]!] = train.value[e]!;
      return weights;
    });
    for (let a = 0; a < dense.length; a++) {
      for (let b = 0; b <= a; b++) {
        const expected = dense[a]!.reduce((sum, value, i) => sum + value * dense[b]![i]!, 0);
        let got = 0;
        for (let i = 0; i < dimensions; i++) got += data[a * dimensions + i]! * data[b * dimensions + i]!;
        expect(Math.abs(got - expected)).toBeLessThan(1e-5);
      }
    }
  });
});
