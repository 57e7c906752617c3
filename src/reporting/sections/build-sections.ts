import { choicesSection } from '../comparison/choices-section.js';
import { rankingSection } from '../ranking/ranking-section.js';
import type { Report } from '../report.js';
import { calibrationSection } from './calibration-section.js';
import { dataSection, imageSection } from './data-sections.js';
import { comparisonSection, errorsSection } from './evaluation-sections.js';
import { modelSection, trainingSection } from './model-sections.js';
import type { Section } from './types.js';

/** All sections of a report, most important first. */
export function buildSections(report: Report): Section[] {
  const { dataset, split, images, model, training, evaluation, ranking, calibration, choices } = report;
  return [
    comparisonSection(evaluation),
    ...(ranking ? [rankingSection(ranking)] : []),
    errorsSection(evaluation),
    ...(calibration ? [calibrationSection(calibration)] : []),
    ...(choices ? [choicesSection(choices)] : []),
    trainingSection(training, evaluation.ratings),
    dataSection(dataset, split),
    ...(images ? [imageSection(images)] : []),
    modelSection(model, dataset.rows),
  ];
}
