import { percentileOfSorted } from '../../evaluation/bootstrap/percentile.js';
import { ratingLabel } from '../../evaluation/metrics/rating-metrics.js';
import type { Evaluation } from '../../evaluation/types.js';
import { count, decimal } from '../format.js';
import type { Chart } from './render-chart.js';
import { axisStyle, BASE_OPTION, COLOURS, chartTitle } from './theme.js';

const TOP = 92;
const HEIGHT = 300;
/** Fewer rows than this are drawn one by one: a box would pretend to know their spread. */
const FEWEST_FOR_BOX = 5;

/** Spread of the expected rating for each actual rating. */
export function actualVsPredicted({ predictions, ratings, contenders }: Evaluation): Chart {
  const groups = ratings.map((rating) =>
    Float64Array.from(
      predictions.filter(({ actual }) => actual === rating).map(({ expected }) => expected),
    ).sort(),
  );
  const means = groups.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const { mae } = contenders[0]!.metrics;
  return {
    name: 'actual-vs-predicted',
    height: TOP + HEIGHT + 70,
    title: 'Actual and expected rating',
    description: `Mean expected rating by actual rating: ${ratings
      .map((rating, index) =>
        groups[index]!.length > 0 ? `${ratingLabel(rating)}: ${decimal(means[index]!)}` : '',
      )
      .filter((text) => text !== '')
      .join(', ')}. Mean absolute error ${decimal(mae)}.`,
    option: {
      ...BASE_OPTION,
      title: chartTitle(
        'Actual and expected rating',
        'box: middle half of the test rows, line: median, diamond: mean, whiskers: 5 % to 95 %\n' +
          `fewer than ${FEWEST_FOR_BOX} rows: one dot each; a perfect model would lie on the dashed line`,
      ),
      grid: { top: TOP, height: HEIGHT, left: 70, right: 24 },
      xAxis: {
        ...axisStyle('actual rating (n: test rows)', 46),
        type: 'category',
        data: ratings.map((rating, index) => `${ratingLabel(rating)}\nn=${count(groups[index]!.length)}`),
        axisLabel: {
          color: COLOURS.ink,
          fontSize: ratings.length > 6 ? 11 : 12,
          lineHeight: 15,
          interval: 0,
          hideOverlap: true,
        },
      },
      yAxis: {
        ...axisStyle('expected rating', 40),
        type: 'value',
        min: ratings[0]!,
        max: ratings.at(-1)!,
        splitNumber: 5,
        axisLine: { show: false },
      },
      series: [
        {
          type: 'line',
          data: [...ratings],
          symbol: 'none',
          lineStyle: { color: COLOURS.grey, type: 'dashed', width: 1.5 },
          itemStyle: { color: COLOURS.grey },
        },
        {
          type: 'boxplot',
          data: groups.map((values) => (values.length < FEWEST_FOR_BOX ? [] : boxOf(values))),
          boxWidth: [12, 46],
          itemStyle: { color: COLOURS.surface, borderColor: COLOURS.blue, borderWidth: 2 },
        },
        {
          type: 'scatter',
          data: groups.flatMap((values, index) =>
            values.length < FEWEST_FOR_BOX ? Array.from(values, (value) => [index, value]) : [],
          ),
          symbolSize: 8,
          itemStyle: { color: COLOURS.blue, opacity: 0.8 },
        },
        {
          type: 'scatter',
          data: means.flatMap((mean, index) =>
            groups[index]!.length >= FEWEST_FOR_BOX ? [[index, mean]] : [],
          ),
          symbol: 'diamond',
          symbolSize: 12,
          itemStyle: { color: COLOURS.orange },
        },
      ],
    },
  };
}

function boxOf(sorted: Float64Array): number[] {
  return [0.05, 0.25, 0.5, 0.75, 0.95].map((share) => percentileOfSorted(sorted, share));
}
