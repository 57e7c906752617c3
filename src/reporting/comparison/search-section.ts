import { COMPARED_METRIC_NAMES, isBetter } from '../../evaluation/comparison/metrics.js';
import type { SearchTrial, TrainingSearch } from '../../evaluation/comparison/search-training.js';
import { decimal, short } from '../format.js';
import { columns, type Section } from '../sections/types.js';
import { METRIC_LABELS } from './choices-section.js';

/** The trials of a search, best first. */
export function searchSection(
  { protocol, metric, trials, best }: TrainingSearch,
  title = 'Training settings',
): Section {
  const ordered = trials.toSorted((a, b) => {
    const [one, other] = [a.metrics[metric], b.metrics[metric]];
    if (one === other) return a.trial - b.trial;
    return isBetter(metric, one, other) ? -1 : 1;
  });
  return {
    id: 'training-settings',
    title,
    paragraphs: [
      protocol,
      `Best in ${METRIC_LABELS[metric]}: trial ${best.trial}, ${settingsText(best)}. It was chosen on these rows: measure it on others.`,
    ],
    plots: [],
    tables: [
      {
        caption: 'Trials on the validation rows',
        columns: columns(
          'trial>',
          'settings',
          ...COMPARED_METRIC_NAMES.map((name) => `${METRIC_LABELS[name]}>`),
          'seconds>',
        ),
        rows: ordered.map((trial) => [
          String(trial.trial),
          settingsText(trial),
          ...COMPARED_METRIC_NAMES.map((name) => decimal(trial.metrics[name])),
          decimal(trial.seconds, 1),
        ]),
      },
    ],
  };
}

function settingsText({ trial, training, layers }: SearchTrial): string {
  if (trial === 0) return 'as given';
  const { learningRate, optimizer, batchSize, classWeights, modalityDropout } = training;
  const parts = [
    learningRate !== undefined && `rate ${short(learningRate)}`,
    optimizer?.name === 'adamw' && `decay ${short(optimizer.weightDecay ?? 0)}`,
    batchSize !== undefined && `batch ${batchSize}`,
    classWeights !== undefined && `weights ${JSON.stringify(classWeights)}`,
    modalityDropout !== undefined && `modality dropout ${short(modalityDropout)}`,
    layers.hidden && `hidden ${layers.hidden.join('/')}`,
    layers.dropout?.[0] !== undefined && `dropout ${short(layers.dropout[0])}`,
  ];
  return parts.filter(Boolean).join(', ');
}
