import type { DatasetSummary } from '../../dataset/types.js';
import { ratingLabel } from '../../evaluation/metrics/rating-metrics.js';
import type { Evaluation } from '../../evaluation/types.js';
import { count, oneDecimal, percent } from '../format.js';
import type { Chart } from './render-chart.js';
import { axisStyle, BASE_OPTION, COLOURS, chartTitle, legendStyle } from './theme.js';

const TOP = 92;
const HEIGHT = 240;
/** With more ratings than this, the numbers above the bars would touch. */
const LABELLED_CLASSES = 5;

/** How often each rating occurs: in all rows, in the test rows, and in the predictions for them. */
export function ratingsChart(dataset: DatasetSummary, { ratings, predictions }: Evaluation): Chart {
  const bars = [
    {
      name: 'all rows, actual',
      colour: COLOURS.grey,
      shares: shares(
        ratings.map((rating) => dataset.ratings.find((entry) => entry.rating === rating)?.count ?? 0),
      ),
    },
    {
      name: 'test rows, actual',
      colour: COLOURS.blue,
      shares: shares(ratings.map((rating) => predictions.filter(({ actual }) => actual === rating).length)),
    },
    {
      name: 'test rows, predicted',
      colour: COLOURS.orange,
      shares: shares(ratings.map((rating) => predictions.filter(({ stars }) => stars === rating).length)),
    },
  ];
  const labels = ratings.map(ratingLabel);
  return {
    name: 'ratings',
    height: TOP + HEIGHT + 56,
    title: 'Ratings: actual and predicted',
    description: bars
      .map(
        (bar) =>
          `${bar.name}: ${bar.shares.map((share, index) => `${labels[index]} ${percent(share)}`).join(', ')}.`,
      )
      .join(' '),
    option: {
      ...BASE_OPTION,
      title: chartTitle(
        'How often each rating occurs',
        `share of ${count(dataset.rows)} rows of the dataset and of ${count(predictions.length)} test rows`,
      ),
      legend: legendStyle(
        bars.map(({ name }) => name),
        54,
      ),
      grid: { top: TOP + 10, height: HEIGHT - 10, left: 70, right: 24 },
      xAxis: { ...axisStyle('rating'), type: 'category', data: labels },
      yAxis: {
        ...axisStyle(),
        type: 'value',
        axisLine: { show: false },
        axisLabel: {
          color: COLOURS.ink,
          fontSize: 12,
          formatter: (share: number) => `${Math.round(share * 100)} %`,
        },
      },
      series: bars.map(({ name, colour, shares: data }) => ({
        type: 'bar' as const,
        name,
        data,
        barGap: '8%',
        barCategoryGap: '26%',
        itemStyle: { color: colour },
        label: {
          show: ratings.length <= LABELLED_CLASSES,
          position: 'top' as const,
          distance: 3,
          fontSize: 10,
          color: COLOURS.ink,
          formatter: ({ value }: { value?: unknown }) => oneDecimal(Number(value)),
        },
      })),
    },
  };
}

function shares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, value) => sum + value, 0);
  return counts.map((value) => (total === 0 ? 0 : value / total));
}
