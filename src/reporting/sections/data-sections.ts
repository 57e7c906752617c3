import type { DatasetSummary, SplitSummary } from '../../dataset/types.js';
import { ratingLabel } from '../../evaluation/metrics/rating-metrics.js';
import { count, percent } from '../format.js';
import type { ImageAccount } from '../report.js';
import { columns, keyValueTable, type Section, type Table } from './types.js';

/** How many single failures are shown; report.json holds all. */
const EXAMPLES_SHOWN = 10;

/** What was kept and what was dropped. */
export function dataSection(dataset: DatasetSummary, split: SplitSummary): Section {
  const dropped = total(dataset.droppedInteractions);
  return {
    id: 'data',
    title: 'Data: what was kept and what was dropped',
    paragraphs: [
      `${count(dataset.interactionsRead)} interactions read: ${count(dataset.rows)} used, ${count(dropped)} dropped, ` +
        `${count(dataset.interactionsNotSampled)} left out by sampling.`,
    ],
    plots: [],
    tables: [
      overviewTable(dataset, split),
      ratingTable(dataset),
      reasonTable('Dropped interactions by reason', dataset.droppedInteractions),
      reasonTable('Skipped item records by reason', dataset.droppedItems),
      reasonTable('Rows in no part of the split', split.unused),
      splitTable(split),
      exampleTable(dataset),
    ].filter(hasRows),
  };
}

/** What became of the pictures. */
export function imageSection(images: ImageAccount): Section {
  const hidden = images.failures.length - EXAMPLES_SHOWN;
  return {
    id: 'images',
    title: 'Images',
    paragraphs: [
      `${count(images.available)} of ${count(images.requested)} distinct images are available, ${count(images.failed)} failed, ` +
        `${count(images.beyondLimit)} lie beyond the limit. A row whose image is not available is treated as a row without an image.`,
      ...(hidden > 0 ? [`${count(hidden)} more failures are listed in report.json.`] : []),
    ],
    plots: [],
    tables: [
      keyValueTable('Images', [
        ['distinct images referred to', count(images.requested)],
        ['available', count(images.available)],
        ['beyond the limit, not attempted', count(images.beyondLimit)],
        ['failed', count(images.failed)],
      ]),
      reasonTable('Failed images by reason', images.failuresByReason),
      {
        caption: 'First failures',
        columns: columns('image', 'reason', 'detail'),
        rows: images.failures
          .slice(0, EXAMPLES_SHOWN)
          .map(({ reference, reason, detail }) => [reference, reason, detail]),
        folded: true,
      },
    ].filter(hasRows),
  };
}

function overviewTable(dataset: DatasetSummary, split: SplitSummary): Table {
  const share = (part: number) =>
    dataset.rows === 0 ? count(part) : `${count(part)} (${percent(part / dataset.rows)})`;
  return keyValueTable('Overview', [
    ['source', dataset.source],
    ['sampling', dataset.sampling],
    ['rows', count(dataset.rows)],
    ['users', count(dataset.users)],
    ['items', `${count(dataset.items)} (of ${count(dataset.itemsRead)} item records read)`],
    ['rows with text', share(dataset.rowsWithText)],
    ['rows with an image reference', share(dataset.rowsWithImageReference)],
    ['split', split.kind],
    ['training rows', share(split.train)],
    ['validation rows', share(split.validation)],
    ['test rows', share(split.test)],
    ...(split.history === undefined
      ? []
      : [['history of users who are not learnt from, rows', share(split.history)] as const]),
  ]);
}

/** What the parts know and lack; empty for splits that give no such account. */
function splitTable({ cuts, counts }: SplitSummary): Table {
  return keyValueTable('Users and items of the split', [
    ...Object.entries(counts ?? {}).map(([what, value]) => [what, count(value)] as const),
    ...Object.entries(cuts ?? {}).map(([what, time]) => [what, new Date(time).toISOString()] as const),
  ]);
}

function ratingTable({ ratings, rows }: DatasetSummary): Table {
  return {
    caption: 'Rows by rating',
    columns: columns('rating', 'rows>', 'share>'),
    rows: ratings.map((entry) => [
      ratingLabel(entry.rating),
      count(entry.count),
      rows === 0 ? '' : percent(entry.count / rows),
    ]),
  };
}

function reasonTable(caption: string, counts: Readonly<Record<string, number>>): Table {
  const byCount = Object.entries(counts)
    .filter(([, value]) => value > 0)
    .toSorted(([a, first], [b, second]) => second - first || (a < b ? -1 : 1));
  return {
    caption,
    columns: columns('reason', 'count>'),
    rows: byCount.map(([reason, value]) => [reason, count(value)]),
  };
}

function exampleTable({ examples }: DatasetSummary): Table {
  return {
    caption: 'Examples of skipped records',
    columns: columns('reason', 'where', 'detail'),
    rows: examples.map(({ reason, file, line, detail }) => [
      reason,
      [file, line === undefined ? undefined : `line ${line}`].filter((part) => part !== undefined).join(', '),
      detail ?? '',
    ]),
    folded: true,
  };
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, value) => sum + value, 0);
}

function hasRows({ rows }: Table): boolean {
  return rows.length > 0;
}
