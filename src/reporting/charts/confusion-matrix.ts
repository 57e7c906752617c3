import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import { ratingLabel } from '../../evaluation/metrics/rating-metrics.js';
import type { Evaluation } from '../../evaluation/types.js';
import { count, percent } from '../format.js';
import type { Chart } from './render-chart.js';
import { axisStyle, BASE_OPTION, CHART_WIDTH, COLOURS, chartTitle, FONT_FAMILY } from './theme.js';

const TOP = 84;
const LEFT = 80;
const RIGHT = 24;
/** With more ratings than this, a cell has no room for its share; with more than twice as many, for no text at all. */
const ROOMY_CLASSES = 6;
/** From this shade on, the text of a cell is light. */
const STRONG_SHADE = 0.8;

/** Counts of actual by predicted rating, shaded by the share of the actual rating. */
export function confusionChart({ contenders, ratings }: Evaluation): Chart {
  const { confusion, accuracy, rows } = contenders[0]!.metrics;
  const labels = ratings.map(ratingLabel);
  const cellHeight = ratings.length > ROOMY_CLASSES ? 36 : 56;
  const height = cellHeight * ratings.length;
  return {
    name: 'confusion-matrix',
    height: TOP + height + 60,
    title: 'Confusion matrix',
    description: `Of ${count(rows)} test rows, ${percent(accuracy)} lie on the diagonal, where actual and predicted rating agree.`,
    option: {
      ...BASE_OPTION,
      title: chartTitle(
        'Confusion matrix',
        'test rows by actual and predicted rating\nthe stronger the colour, the larger the share of the actual rating (of the row)',
      ),
      grid: { top: TOP, left: LEFT, right: RIGHT, height },
      xAxis: { ...axisStyle('predicted rating'), type: 'category', data: labels, splitArea: { show: false } },
      yAxis: { ...axisStyle('actual rating', 46), type: 'category', data: labels, inverse: true },
      series: {
        type: 'custom',
        renderItem: drawCell(confusion, (CHART_WIDTH - LEFT - RIGHT) / ratings.length, cellHeight),
        data: confusion.flatMap((cells, actual) => cells.map((_, predicted) => [predicted, actual])),
      },
    },
  };
}

function drawCell(confusion: readonly (readonly number[])[], width: number, height: number) {
  return (_: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
    const [column, row] = [Number(api.value(0)), Number(api.value(1))];
    const [x, y] = api.coord([column, row]) as [number, number];
    const cells = confusion[row]!;
    const support = cells.reduce((sum, cell) => sum + cell, 0);
    const share = support === 0 ? 0 : cells[column]! / support;
    return {
      type: 'group' as const,
      children: [
        {
          type: 'rect' as const,
          shape: { x: x - width / 2 + 1, y: y - height / 2 + 1, width: width - 2, height: height - 2 },
          style: { fill: COLOURS.blue, fillOpacity: 0.04 + 0.96 * share },
        },
        {
          type: 'text' as const,
          style: {
            text: cellText(cells[column]!, share, confusion.length),
            x,
            y,
            align: 'center' as const,
            verticalAlign: 'middle' as const,
            lineHeight: 17,
            fontSize: 12,
            fontFamily: FONT_FAMILY,
            fill: share >= STRONG_SHADE ? COLOURS.onStrong : COLOURS.ink,
          },
        },
      ],
    };
  };
}

function cellText(rows: number, share: number, classes: number): string {
  if (classes > 2 * ROOMY_CLASSES) return '';
  return classes > ROOMY_CLASSES || rows === 0 ? count(rows) : `${count(rows)}\n${percent(share)}`;
}
