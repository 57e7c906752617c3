import { type ResolvedTfidfOptions, TFIDF_DEFAULTS } from '../../../src/encoders/tfidf/options.js';
import type { SparseMatrix } from '../../../src/encoders/tfidf/sparse-matrix.js';
import { createAnalyser } from '../../../src/encoders/tfidf/terms.js';
import { countKnownTerms, TermCounter } from '../../../src/encoders/tfidf/vocabulary.js';
import { inverseDocumentFrequency, tfidfWeights } from '../../../src/encoders/tfidf/weights.js';
import fixtures from '../../fixtures/tfidf/tfidf.json' with { type: 'json' };

export { fixtures };

export type FixtureCase = (typeof fixtures.cases)[number];

export function optionsOf(example: FixtureCase): ResolvedTfidfOptions {
  return {
    ...TFIDF_DEFAULTS,
    ...example.options,
    ngramRange: example.options.ngramRange as [number, number],
  };
}

/** The library's counterpart of scikit-learn's fit_transform and transform. */
export function tfidf(example: FixtureCase) {
  const options = optionsOf(example);
  const analyse = createAnalyser(options);
  const counter = new TermCounter();
  for (const text of fixtures.texts) counter.add(analyse(text));
  const { terms, documentFrequency, counts } = counter.finish(options);
  const idf = inverseDocumentFrequency(documentFrequency, fixtures.texts.length);
  const columnOf = new Map(terms.map((term, column) => [term, column]));
  const unseen = countKnownTerms(fixtures.unseen, analyse, columnOf);
  return {
    terms,
    idf,
    train: tfidfWeights(counts, idf, options.sublinearTf),
    unseen: tfidfWeights(unseen, idf, options.sublinearTf),
  };
}

/** A sparse matrix from rows of numbers. */
export function sparseOf(rows: readonly (readonly number[])[]): SparseMatrix {
  const entries = rows.map((row) => [...row.entries()].filter(([, value]) => value !== 0));
  let end = 0;
  return {
    rows: rows.length,
    columns: rows[0]?.length ?? 0,
    rowStart: Int32Array.from([0, ...entries.map((row) => (end += row.length))]),
    column: Int32Array.from(entries.flatMap((row) => row.map(([column]) => column))),
    value: Float64Array.from(entries.flatMap((row) => row.map(([, value]) => value))),
  };
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Array.from(a).reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);
}
