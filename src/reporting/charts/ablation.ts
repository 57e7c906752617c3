import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams } from 'echarts';
import type { ContenderResult, Evaluation, Interval } from '../../evaluation/types.js';
import { cleanText, confidenceLevel, decimal, oneDecimal, percent, truncate } from '../format.js';
import type { Chart } from './render-chart.js';
import { axisStyle, BASE_OPTION, COLOURS, chartTitle, FONT_FAMILY } from './theme.js';

const TOP = 112;
const ROW_HEIGHT = 44;
/** Longest contender name that fits beside its row; the table has all of it. */
const LONGEST_NAME = 18;

const KIND_COLOURS = { model: COLOURS.blue, baseline: COLOURS.grey, ablation: COLOURS.orange } as const;

interface Panel {
  readonly title: string;
  readonly left: number;
  readonly interval: (contender: ContenderResult) => Interval;
  /** Text beside a dot. */
  readonly text: (value: number) => string;
  /** Text of a tick; empty where the metric cannot be. */
  readonly tick: (value: number) => string;
}

const PANELS: readonly Panel[] = [
  {
    title: 'Accuracy, % (more is better)',
    left: 168,
    interval: ({ intervals }) => intervals.accuracy,
    text: oneDecimal,
    tick: (value) => (value < 0 || value > 1 ? '' : `${Math.round(value * 100)}`),
  },
  {
    title: 'Mean absolute error (less is better)',
    left: 434,
    interval: ({ intervals }) => intervals.mae,
    text: decimal,
    tick: (value) => (value < 0 ? '' : String(Number(value.toPrecision(6)))),
  },
];
const PANEL_WIDTH = 226;

/** Accuracy and error of the model, the baselines and the ablations with their intervals. */
export function ablationChart({ contenders, confidence }: Evaluation): Chart {
  const height = ROW_HEIGHT * contenders.length;
  const names = contenders.map(({ name }) => truncate(cleanText(name), LONGEST_NAME));
  return {
    name: 'ablation',
    height: TOP + height + 36,
    title: 'Model, baselines and ablations',
    description: `Accuracy: ${contenders
      .map(({ name, metrics }) => `${cleanText(name)} ${percent(metrics.accuracy)}`)
      .join(', ')}.`,
    option: {
      ...BASE_OPTION,
      title: [
        chartTitle(
          'Model, baselines and ablations',
          `bars: ${confidenceLevel(confidence)} % intervals; dashed: the model\nblue: model, grey: baselines, orange: ablations`,
        ),
        ...PANELS.map(({ title, left }) => chartTitle('', title, TOP - 26, left)),
      ],
      grid: PANELS.map(({ left }) => ({ top: TOP, height, left, width: PANEL_WIDTH })),
      xAxis: PANELS.map(({ tick, interval }, gridIndex) => ({
        ...axisStyle(),
        type: 'value' as const,
        gridIndex,
        splitNumber: 4,
        ...paddedRange(contenders.map(interval)),
        axisLabel: {
          color: COLOURS.ink,
          fontSize: 12,
          formatter: tick,
          hideOverlap: true,
          showMinLabel: false,
          showMaxLabel: false,
        },
      })),
      yAxis: PANELS.map((_, gridIndex) => ({
        ...axisStyle(),
        type: 'category' as const,
        gridIndex,
        data: names.map((__, index) => String(index)),
        inverse: true,
        axisTick: { show: false },
        axisLabel: {
          show: gridIndex === 0,
          interval: 0,
          color: COLOURS.ink,
          fontSize: 12,
          formatter: (index: string) => names[Number(index)] ?? '',
        },
      })),
      series: PANELS.map((panel, index) => ({
        type: 'custom' as const,
        xAxisIndex: index,
        yAxisIndex: index,
        renderItem: drawInterval(contenders, panel, height),
        data: contenders.map((contender, row) => [panel.interval(contender).value, row]),
      })),
    },
  };
}

function drawInterval(contenders: readonly ContenderResult[], panel: Panel, height: number) {
  return (_: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
    const row = Number(api.value(1));
    const contender = contenders[row]!;
    const { value, low, high } = panel.interval(contender);
    const point = (at: number) => api.coord([at, row]) as [number, number];
    const [x, y] = point(value);
    const colour = KIND_COLOURS[contender.kind];
    const reference = {
      type: 'line' as const,
      shape: { x1: x, y1: TOP, x2: x, y2: TOP + height },
      style: { stroke: COLOURS.muted, lineWidth: 1, lineDash: [4, 4] },
    };
    return {
      type: 'group' as const,
      children: [
        ...(contender.kind === 'model' ? [reference] : []),
        {
          type: 'line' as const,
          shape: { x1: point(low)[0], y1: y + 4, x2: point(high)[0], y2: y + 4 },
          style: { stroke: colour, lineWidth: 4 },
        },
        { type: 'circle' as const, shape: { cx: x, cy: y + 4, r: 6 }, style: { fill: colour } },
        {
          type: 'text' as const,
          style: {
            text: panel.text(value),
            x,
            y: y - 10,
            align: 'center' as const,
            verticalAlign: 'middle' as const,
            fontSize: 11,
            fontFamily: FONT_FAMILY,
            fill: COLOURS.ink,
            stroke: COLOURS.surface,
            lineWidth: 4,
          },
        },
      ],
    };
  };
}

/** Limits with room at both sides for the numbers, never empty. */
function paddedRange(intervals: readonly Interval[]): { min: number; max: number } {
  const low = Math.min(...intervals.map((interval) => interval.low));
  const high = Math.max(...intervals.map((interval) => interval.high));
  const padding = high > low ? (high - low) * 0.14 : 0.1;
  return { min: low - padding, max: high + padding };
}
