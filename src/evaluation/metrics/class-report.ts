import type { ClassReportRow } from '../types.js';
import { actualTotals, type Confusion, predictedTotals } from './confusion.js';

/** Precision, recall and F1 per class and their averages. */
export interface ClassScores {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  readonly f1: Float64Array;
  readonly support: Float64Array;
}

/**
 * Precision `TP / predicted`, recall `TP / actual`, F1 `2 TP / (predicted + actual)` of every class. A ratio whose
 * denominator is 0 is 0, as scikit-learn's `zero_division=0`.
 */
export function classScores(confusion: Confusion): ClassScores {
  const { classes, counts } = confusion;
  const support = actualTotals(confusion);
  const predicted = predictedTotals(confusion);
  const hits = support.map((_, index) => counts[index * classes + index]!);
  return {
    precision: hits.map((hit, index) => ratio(hit, predicted[index]!)),
    recall: hits.map((hit, index) => ratio(hit, support[index]!)),
    f1: hits.map((hit, index) => ratio(2 * hit, predicted[index]! + support[index]!)),
    support,
  };
}

/** Plain mean over all classes of the scale, absent ones included (scikit-learn with `labels` given). */
export function macroAverage(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean weighted by support; 0 when there is no row at all. */
export function weightedAverage(values: Float64Array, support: Float64Array): number {
  let sum = 0;
  let weight = 0;
  for (let index = 0; index < values.length; index++) {
    sum += values[index]! * support[index]!;
    weight += support[index]!;
  }
  return ratio(sum, weight);
}

/** F1 averaged over all classes of the scale. */
export function macroF1(confusion: Confusion): number {
  return macroAverage(classScores(confusion).f1);
}

/** scikit-learn's `classification_report`: one row per label, then `macro avg` and `weighted avg`. */
export function classReport(confusion: Confusion, labels: readonly string[]): ClassReportRow[] {
  const scores = classScores(confusion);
  const support = scores.support.reduce((sum, count) => sum + count, 0);
  const perClass = labels.map((label, index) => ({
    label,
    precision: scores.precision[index]!,
    recall: scores.recall[index]!,
    f1: scores.f1[index]!,
    support: scores.support[index]!,
  }));
  const average = (label: string, mean: (values: Float64Array) => number) => ({
    label,
    precision: mean(scores.precision),
    recall: mean(scores.recall),
    f1: mean(scores.f1),
    support,
  });
  return [
    ...perClass,
    average('macro avg', macroAverage),
    average('weighted avg', (values) => weightedAverage(values, scores.support)),
  ];
}

function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}
