import type {
  ListMetric,
  ListResult,
  RankingCounts,
  RankingEvaluation,
} from '../../evaluation/ranking/types.js';
import { confidenceLevel, count, decimal, decimalInterval, percent, signedInterval } from '../format.js';
import { columns, keyValueTable, type Section, type Table } from '../sections/types.js';

/** Rankings are compared in the fourth digit; the literature prints four. */
const DIGITS = 4;

const LABELS: Readonly<Record<ListMetric, string>> = {
  recall: 'Recall',
  precision: 'Precision',
  hitRate: 'HitRate',
  ndcg: 'NDCG',
  map: 'MAP',
  mrr: 'MRR',
};

/** The metrics that are shown with intervals and differences; report.json has those of all. */
const LEADING: readonly ListMetric[] = ['recall', 'ndcg'];
const FURTHER: readonly ListMetric[] = ['precision', 'hitRate', 'map', 'mrr'];

/**
 * Rankers side by side, with the protocol that the numbers belong to.
 *
 * @param title such as "Recommendations, cold items"
 * @param id anchor in the page
 */
export function rankingSection(
  evaluation: RankingEvaluation,
  title = 'Recommendations',
  id = 'recommendations',
): Section {
  const { protocol, confidence, contenders, ks, counts } = evaluation;
  const first = contenders[0]!.name;
  return {
    id,
    title,
    paragraphs: [
      protocol,
      `Brackets hold ${confidenceLevel(confidence)} % intervals.` +
        (contenders.length > 1
          ? ` A difference is contender minus "${first}"; when its interval includes 0, the data do not tell the two apart.`
          : ''),
    ],
    plots: [],
    tables: [
      ...ks.map((_, index) => accuracyTable(evaluation, index)),
      ...ks.map((_, index) => furtherTable(evaluation, index)),
      countTable(counts),
      {
        caption: 'What was compared',
        columns: columns('contender', 'what it is'),
        rows: contenders.map(({ name, description }) => [name, description]),
      },
    ],
  };
}

function accuracyTable({ contenders, ks }: RankingEvaluation, index: number): Table {
  const labels = LEADING.map((metric) => `${LABELS[metric]}@${ks[index]}`);
  const compared = contenders.length > 1;
  return {
    caption: `Lists of ${ks[index]} items`,
    columns: columns(
      'contender',
      ...labels.map((label) => `${label}>`),
      ...(compared ? labels.map((label) => `difference in ${label}>`) : []),
    ),
    rows: contenders.map(({ name, lists }) => {
      const { metrics, difference } = lists[index]!;
      return [
        name,
        ...LEADING.map((metric) => decimalInterval(metrics[metric], DIGITS)),
        ...(compared
          ? LEADING.map((metric) => (difference ? signedInterval(difference[metric], DIGITS) : ''))
          : []),
      ];
    }),
  };
}

function furtherTable({ contenders, ks }: RankingEvaluation, index: number): Table {
  const modalities = [
    ...new Set(contenders.flatMap(({ lists }) => lists[index]!.diversity.map(({ modality }) => modality))),
  ];
  const withAuc = contenders.some(({ auc }) => auc !== undefined);
  return {
    caption: `Lists of ${ks[index]} items, further metrics`,
    columns: columns(
      'contender',
      ...FURTHER.map((metric) => `${LABELS[metric]}@${ks[index]}>`),
      ...(withAuc ? ['AUC>'] : []),
      'coverage>',
      'novelty, bits>',
      'Gini>',
      ...modalities.map((modality) => `diversity by ${modality}>`),
    ),
    rows: contenders.map(({ name, lists, auc }) => {
      const list = lists[index]!;
      return [
        name,
        ...FURTHER.map((metric) => decimal(list.metrics[metric].value, DIGITS)),
        ...(withAuc ? [auc ? decimal(auc.value, DIGITS) : ''] : []),
        percent(list.coverage),
        decimal(list.novelty, 2),
        decimal(list.gini),
        ...modalities.map((modality) => diversityText(list, modality)),
      ];
    }),
  };
}

function diversityText({ diversity }: ListResult, modality: string): string {
  const entry = diversity.find((one) => one.modality === modality);
  return entry ? decimal(entry.value) : '';
}

function countTable(counts: RankingCounts): Table {
  const rows: [string, number][] = [
    ['users', counts.users],
    ['users evaluated', counts.evaluatedUsers],
    ['of these without history', counts.evaluatedUsersWithoutHistory],
    ['of these not in training', counts.evaluatedUsersNotInTraining],
    ['of these with fewer candidates than the longest list', counts.usersWithShortLists],
    ['of these without an irrelevant candidate (no AUC)', counts.usersWithoutNegatives],
    ['users without test items', counts.usersWithoutTestItems],
    ['users with test items, but nothing left to find', counts.usersWithNothingToFind],
    ['items', counts.items],
    ['candidates', counts.candidates],
    ['test interactions', counts.testInteractions],
    ['to be found', counts.relevantInteractions],
    ["left out: in the user's history already", counts.testInteractionsInHistory],
    ['left out: no candidate', counts.testInteractionsOutsideCandidates],
  ];
  return keyValueTable(
    'Who and what was evaluated',
    rows.map(([what, value]) => [what, count(value)]),
  );
}
