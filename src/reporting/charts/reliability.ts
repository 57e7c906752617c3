import type { CalibrationReport, ReportedBin } from '../../evaluation/calibration.js';
import { count, percent } from '../format.js';
import type { Chart } from './render-chart.js';
import { axisStyle, BASE_OPTION, COLOURS, chartTitle, legendStyle } from './theme.js';

const TOP = 102;
const HEIGHT = 300;
const BEFORE = 'before';
const AFTER = 'calibrated';

/** Share of right predictions by how sure the model was, before and after calibration; the size of a dot stands for its rows. */
export function reliabilityChart({ bins, error, before }: CalibrationReport): Chart {
  const after = filled(bins);
  const earlier = filled(before.bins);
  const most = Math.max(...[...after, ...earlier].map(({ rows }) => rows));
  const axis = { type: 'value' as const, min: 0, max: 1, splitNumber: 5, axisLine: { show: false } };
  return {
    name: 'reliability',
    height: TOP + HEIGHT + 60,
    title: 'Confidence and accuracy',
    description: `Share of right predictions by the probability of the predicted rating: ${after
      .map(
        ({ rows, confidence, accuracy }) => `${percent(confidence)}: ${percent(accuracy)} of ${count(rows)}`,
      )
      .join(
        ', ',
      )}. Expected calibration error ${percent(error)}, before calibration ${percent(before.error)}.`,
    option: {
      ...BASE_OPTION,
      title: chartTitle(
        'Confidence and accuracy',
        'one dot per bin of probabilities, its area stands for its rows; a calibrated model lies on the dashed line',
      ),
      legend: legendStyle([BEFORE, AFTER], 58),
      grid: { top: TOP, height: HEIGHT, left: 70, right: 24 },
      xAxis: { ...axisStyle('probability of the predicted rating', 34), ...axis },
      yAxis: { ...axisStyle('share of right predictions', 44), ...axis },
      series: [
        {
          type: 'line',
          data: [
            [0, 0],
            [1, 1],
          ],
          symbol: 'none',
          lineStyle: { color: COLOURS.grey, type: 'dashed', width: 1.5 },
          itemStyle: { color: COLOURS.grey },
        },
        dots(BEFORE, earlier, most, COLOURS.orange),
        dots(AFTER, after, most, COLOURS.blue),
      ],
    },
  };
}

type FilledBin = ReportedBin & { readonly accuracy: number };

function filled(bins: readonly ReportedBin[]): FilledBin[] {
  return bins.filter((bin): bin is FilledBin => bin.accuracy !== null);
}

function dots(name: string, bins: readonly FilledBin[], most: number, color: string) {
  return {
    name,
    type: 'scatter' as const,
    data: bins.map(({ rows, confidence, accuracy }) => ({
      value: [confidence, accuracy],
      symbolSize: 5 + 21 * Math.sqrt(rows / most),
    })),
    itemStyle: { color, opacity: 0.8 },
  };
}
