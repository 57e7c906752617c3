import { COMPARED_METRIC_NAMES } from '../../evaluation/comparison/metrics.js';
import type { ComparedMetric, Comparison } from '../../evaluation/comparison/types.js';
import { decimal, decimalInterval, signedInterval } from '../format.js';
import { columns, type Section } from '../sections/types.js';

/** What metrics are called in tables. */
export const METRIC_LABELS: Readonly<Record<ComparedMetric, string>> = {
  accuracy: 'accuracy',
  macroF1: 'macro F1',
  quadraticKappa: 'kappa',
  mae: 'MAE',
  rmse: 'RMSE',
  logLoss: 'log loss',
};

/** A comparison of encoders, fusions and heads as a section of tables. */
export function choicesSection(
  { protocol, metric, cells, best, test }: Comparison,
  title = 'Encoders, fusions and heads',
): Section {
  const headings = COMPARED_METRIC_NAMES.map((name) => `${METRIC_LABELS[name]}>`);
  const first = cells[0]!.name;
  return {
    id: 'choices',
    title,
    paragraphs: [
      protocol,
      `Best in ${METRIC_LABELS[metric]}: ${best}. The best of ${cells.length} is a little better here than it will be on new rows: measure it once more on rows that were left out.`,
    ],
    plots: [],
    tables: [
      {
        caption: 'Means over folds and seeds',
        columns: columns('combination', ...headings, 'seconds per fit>'),
        rows: cells.map(({ name, metrics, seconds }) => [
          name === best ? `${name} (best)` : name,
          ...COMPARED_METRIC_NAMES.map((key) => decimalInterval(metrics[key])),
          decimal(seconds, 1),
        ]),
      },
      ...(cells.length > 1
        ? [
            {
              caption: `Difference from "${first}"; the data do not tell the two apart where its interval includes 0`,
              columns: columns('combination', ...headings),
              rows: cells.flatMap(({ name, difference }) =>
                difference
                  ? [[name, ...COMPARED_METRIC_NAMES.map((key) => signedInterval(difference[key]))]]
                  : [],
              ),
            },
          ]
        : []),
      ...(test ? [testTable(test)] : []),
    ],
  };
}

function testTable({ protocol, contenders }: NonNullable<Comparison['test']>): Section['tables'][number] {
  const shown = ['accuracy', 'macroF1', 'quadraticKappa', 'mae', 'rmse'] as const;
  return {
    caption: protocol,
    columns: columns('combination', ...shown.map((name) => `${METRIC_LABELS[name]}>`), 'log loss>'),
    rows: contenders.flatMap(({ name, intervals, difference, metrics }) => [
      [name, ...shown.map((key) => decimalInterval(intervals[key])), decimal(metrics.logLoss)],
      ...(difference
        ? [['difference of the two', ...shown.map((key) => signedInterval(difference[key])), '']]
        : []),
    ]),
  };
}
