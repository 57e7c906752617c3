import type { CalibrationReport } from '../../evaluation/calibration.js';
import { count, percent } from '../format.js';
import type { Chart } from './render-chart.js';
import { axisStyle, BASE_OPTION, COLOURS, chartTitle } from './theme.js';

const TOP = 74;
const HEIGHT = 300;

/** Share of right predictions by how sure the model was; the size of a dot stands for its rows. */
export function reliabilityChart({ bins, error }: CalibrationReport): Chart {
  const filled = bins.flatMap(({ rows, confidence, accuracy }) =>
    accuracy === null ? [] : [{ rows, confidence, accuracy }],
  );
  const most = Math.max(...filled.map(({ rows }) => rows));
  const axis = { type: 'value' as const, min: 0, max: 1, splitNumber: 5, axisLine: { show: false } };
  return {
    name: 'reliability',
    height: TOP + HEIGHT + 60,
    title: 'Confidence and accuracy',
    description: `Share of right predictions by the probability of the predicted rating: ${filled
      .map(
        ({ rows, confidence, accuracy }) => `${percent(confidence)}: ${percent(accuracy)} of ${count(rows)}`,
      )
      .join(', ')}. Expected calibration error ${percent(error)}.`,
    option: {
      ...BASE_OPTION,
      title: chartTitle(
        'Confidence and accuracy',
        'one dot per bin of probabilities, its area stands for its rows; a calibrated model lies on the dashed line',
      ),
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
        {
          type: 'scatter',
          data: filled.map(({ rows, confidence, accuracy }) => ({
            value: [confidence, accuracy],
            symbolSize: 5 + 21 * Math.sqrt(rows / most),
          })),
          itemStyle: { color: COLOURS.blue, opacity: 0.8 },
        },
      ],
    },
  };
}
