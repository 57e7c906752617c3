import { ratingLabel } from '../../evaluation/metrics/rating-metrics.js';
import type { ContenderResult, Evaluation } from '../../evaluation/types.js';
import {
  confidenceLevel,
  count,
  decimal,
  decimalInterval,
  percent,
  percentInterval,
  pointsInterval,
  signedInterval,
} from '../format.js';
import { verdict } from './findings.js';
import { columns, type Section, type Table } from './types.js';

/** Model, baselines and ablations side by side. */
export function comparisonSection(evaluation: Evaluation): Section {
  const level = confidenceLevel(evaluation.confidence);
  return {
    id: 'comparison',
    title: 'Model, baselines and ablations',
    paragraphs: [
      evaluation.protocol,
      `Brackets hold ${level} % intervals. A difference is contender minus model; when its interval includes 0, the data do not tell the two apart.`,
      'MAE and RMSE are the mean absolute and the root mean squared error of the expected rating, in rating units; QWK is quadratic weighted kappa.',
    ],
    plots: ['ablation'],
    tables: [contenderTable(evaluation), differenceTable(evaluation), descriptionTable(evaluation)],
  };
}

/** Where the model errs. */
export function errorsSection(evaluation: Evaluation): Section {
  const metrics = evaluation.contenders[0]!.metrics;
  return {
    id: 'errors',
    title: 'Where the model errs',
    paragraphs: [
      'Shares in a row add up to 100 %: they say what became of the rows of one actual rating. Expected ratings are means of the predicted distributions.',
    ],
    plots: ['confusion-matrix', 'actual-vs-predicted', 'ratings'],
    tables: [confusionTable(evaluation), classTable(metrics)],
  };
}

function contenderTable({ contenders }: Evaluation): Table {
  return {
    caption: 'Metrics on the test rows',
    columns: columns(
      'contender',
      'accuracy>',
      'within one step>',
      'MAE>',
      'RMSE>',
      'macro F1>',
      'QWK>',
      'log loss>',
      'ECE>',
    ),
    rows: contenders.map(({ name, metrics, intervals }) => [
      name,
      percentInterval(intervals.accuracy),
      percent(metrics.withinOne),
      decimalInterval(intervals.mae),
      decimal(metrics.rmse),
      decimal(metrics.macroF1),
      decimal(metrics.quadraticKappa),
      decimal(metrics.logLoss),
      percent(metrics.calibrationError),
    ]),
  };
}

function differenceTable({ contenders }: Evaluation): Table {
  return {
    caption: 'Difference from the model (contender minus model)',
    columns: columns('contender', 'accuracy, points>', 'by accuracy', 'MAE>', 'by MAE'),
    rows: contenders.flatMap(({ name, difference }) =>
      difference
        ? [
            [
              name,
              pointsInterval(difference.accuracy),
              verdict(difference.accuracy, true),
              signedInterval(difference.mae),
              verdict(difference.mae, false),
            ],
          ]
        : [],
    ),
  };
}

function descriptionTable({ contenders }: Evaluation): Table {
  return {
    caption: 'What was compared',
    columns: columns('contender', 'what it is'),
    rows: contenders.map(({ name, description }) => [name, description]),
  };
}

function confusionTable({ contenders, ratings }: Evaluation): Table {
  const { confusion } = contenders[0]!.metrics;
  const labels = ratings.map(ratingLabel);
  return {
    caption: 'Confusion matrix: rows are actual ratings, columns predicted ones',
    columns: columns('actual', ...labels.map((label) => `${label}>`), 'rows>'),
    rows: confusion.map((cells, index) => [
      labels[index]!,
      ...cells.map(count),
      count(cells.reduce((sum, cell) => sum + cell, 0)),
    ]),
  };
}

function classTable(metrics: ContenderResult['metrics']): Table {
  return {
    caption: 'Classification report of the model',
    columns: columns('rating', 'precision>', 'recall>', 'F1>', 'rows>'),
    rows: [
      ...metrics.classes.map(({ label, precision, recall, f1, support }) => [
        label,
        decimal(precision),
        decimal(recall),
        decimal(f1),
        count(support),
      ]),
      ['accuracy', '', '', decimal(metrics.accuracy), count(metrics.rows)],
    ],
  };
}
