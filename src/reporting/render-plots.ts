import { ablationChart } from './charts/ablation.js';
import { actualVsPredicted } from './charts/actual-vs-predicted.js';
import { confusionChart } from './charts/confusion-matrix.js';
import { ratingsChart } from './charts/ratings.js';
import { reliabilityChart } from './charts/reliability.js';
import { type Chart, renderChart } from './charts/render-chart.js';
import { trainingCurves } from './charts/training-curves.js';
import type { Report } from './report.js';
import type { PlotName } from './sections/types.js';

/** A drawn picture. */
export interface Plot {
  readonly name: PlotName;
  /** A whole SVG document on a light ground; the same report gives the same bytes. */
  readonly svg: string;
}

/**
 * Draws the pictures of a report: `ablation`, `confusion-matrix`, `actual-vs-predicted`, `ratings`, for calibrated models `reliability` and, for heads that
 * are trained by epochs, `training-curves`. Text is text, not outlines: who shows a picture needs a sans-serif font.
 */
export async function renderPlots(report: Report): Promise<Plot[]> {
  const { evaluation, dataset, training, calibration } = report;
  const charts: Chart[] = [
    ablationChart(evaluation),
    confusionChart(evaluation),
    actualVsPredicted(evaluation),
    ratingsChart(dataset, evaluation),
    ...(calibration ? [reliabilityChart(calibration)] : []),
    ...(training.epochs.length > 0 ? [trainingCurves(training)] : []),
  ];
  const plots: Plot[] = [];
  for (const chart of charts) plots.push({ name: chart.name, svg: await renderChart(chart) });
  return plots;
}
