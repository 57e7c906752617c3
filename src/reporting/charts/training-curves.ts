import type { EpochRecord, TrainingHistory } from '../../training/types.js';
import { decimal, percent, short } from '../format.js';
import type { Chart } from './render-chart.js';
import { axisStyle, BASE_OPTION, COLOURS, chartTitle, legendStyle } from './theme.js';

const PANEL_HEIGHT = 140;
const PANEL_TOP = 108;
const PANEL_STEP = 205;
/** Up to this many epochs, every one gets a dot. */
const DOTTED_EPOCHS = 40;

interface Panel {
  readonly title: string;
  readonly lines: readonly {
    readonly name: string;
    readonly value: (epoch: EpochRecord) => number;
    readonly colour: string;
    readonly step?: boolean;
  }[];
  readonly limits?: { readonly min: number; readonly max: number; readonly interval: number };
  readonly label: (value: number) => string;
}

const PANELS: readonly Panel[] = [
  {
    title: 'Loss',
    label: short,
    lines: [
      { name: 'training', value: ({ loss }) => loss, colour: COLOURS.blue },
      { name: 'validation', value: ({ validationLoss }) => validationLoss, colour: COLOURS.orange },
    ],
  },
  {
    title: 'Accuracy',
    limits: { min: 0, max: 1, interval: 0.25 },
    label: (value) => `${Math.round(value * 100)} %`,
    lines: [
      { name: 'training', value: ({ accuracy }) => accuracy, colour: COLOURS.blue },
      { name: 'validation', value: ({ validationAccuracy }) => validationAccuracy, colour: COLOURS.orange },
    ],
  },
  {
    title: 'Learning rate',
    label: short,
    lines: [
      { name: 'learning rate', value: ({ learningRate }) => learningRate, colour: COLOURS.muted, step: true },
    ],
  },
];

/** Loss, accuracy and learning rate by epoch, with the epoch that was kept. */
export function trainingCurves({ epochs, bestEpoch }: TrainingHistory): Chart {
  const labels = epochs.map(({ epoch }) => String(epoch));
  const best = epochs.find(({ epoch }) => epoch === bestEpoch);
  const kept = best
    ? ` The weights of epoch ${bestEpoch} were kept: validation loss ${decimal(best.validationLoss)}, accuracy ${percent(best.validationAccuracy)}.`
    : '';
  return {
    name: 'training-curves',
    height: PANEL_TOP + PANEL_STEP * (PANELS.length - 1) + PANEL_HEIGHT + 50,
    title: 'Training curves',
    description: `Loss, accuracy and learning rate over ${epochs.length} epochs.${kept}`,
    option: {
      ...BASE_OPTION,
      title: [
        chartTitle('Training curves', best ? `dashed: epoch ${bestEpoch}, whose weights were kept` : ''),
        ...PANELS.map(({ title }, panel) => ({
          ...chartTitle('', title, PANEL_TOP + panel * PANEL_STEP - 26, 70),
        })),
      ],
      legend: legendStyle(['training', 'validation'], 52),
      grid: PANELS.map((_, panel) => ({
        top: PANEL_TOP + panel * PANEL_STEP,
        height: PANEL_HEIGHT,
        left: 70,
        right: 24,
      })),
      xAxis: PANELS.map((_, gridIndex) => ({
        ...axisStyle(gridIndex === PANELS.length - 1 ? 'epoch' : ''),
        type: 'category' as const,
        gridIndex,
        data: labels,
        boundaryGap: epochs.length === 1,
      })),
      yAxis: PANELS.map(({ label, limits }, gridIndex) => ({
        ...axisStyle(),
        ...limits,
        type: 'value' as const,
        gridIndex,
        splitNumber: 4,
        axisLabel: { color: COLOURS.ink, fontSize: 12, formatter: label },
      })),
      series: PANELS.flatMap(({ lines }, panel) =>
        lines.map((line, position) => ({
          type: 'line' as const,
          name: line.name,
          xAxisIndex: panel,
          yAxisIndex: panel,
          data: epochs.map(line.value),
          ...(line.step ? { step: 'middle' as const } : {}),
          symbol: line.step && epochs.length > 1 ? 'none' : position === 0 ? 'circle' : 'diamond',
          symbolSize: position === 0 ? 6 : 9,
          showSymbol: epochs.length <= DOTTED_EPOCHS,
          lineStyle: { color: line.colour, width: 2 },
          itemStyle: { color: line.colour },
          ...(best && position === 0 ? { markLine: keptLine(String(bestEpoch)) } : {}),
        })),
      ),
    },
  };
}

function keptLine(epoch: string) {
  return {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { color: COLOURS.ink, type: 'dashed' as const, width: 1 },
    data: [{ xAxis: epoch }],
  };
}
