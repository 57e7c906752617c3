import { ratingLabel } from '../../evaluation/metrics/rating-metrics.js';
import type { TrainingHistory } from '../../training/types.js';
import type { JsonValue } from '../../types.js';
import { count, decimal, percent, short, truncate } from '../format.js';
import type { ModelSummary } from '../report.js';
import { columns, keyValueTable, type Section } from './types.js';

/** Length at which a fingerprint is cut; report.json holds all of it. */
const FINGERPRINT_SHOWN = 24;

/** How the training went. */
export function trainingSection(training: TrainingHistory, ratings: readonly number[]): Section {
  const { epochs, bestEpoch, stoppedEarly, diverged, backend, classWeights, parameters } = training;
  const best = epochs.find(({ epoch }) => epoch === bestEpoch);
  const ending = diverged ? 'diverged' : stoppedEarly ? 'stopped early' : 'ran to the last epoch';
  return {
    id: 'training',
    title: 'Training',
    paragraphs: [
      best
        ? `${count(epochs.length)} ${epochs.length === 1 ? 'epoch' : 'epochs'} (${ending}); the weights of epoch ${bestEpoch} were kept ` +
          `(validation loss ${decimal(best.validationLoss)}, validation accuracy ${percent(best.validationAccuracy)}).`
        : 'The head is not trained by epochs, so there are no training curves.',
      ...(diverged
        ? [
            `Training ended at step ${count(diverged.step)} (epoch ${diverged.epoch}), where the loss became ${diverged.loss} with learning rate ` +
              `${short(diverged.learningRate)}. Lower training.learningRate, or look for huge values among the embeddings.`,
          ]
        : []),
    ],
    plots: epochs.length > 0 ? ['training-curves'] : [],
    tables: [
      keyValueTable('Training', [
        ['backend', backend],
        ['parameters', count(parameters)],
        [
          'class weights',
          classWeights
            .map((weight, index) => `${ratingLabel(ratings[index] ?? index)}: ${decimal(weight)}`)
            .join(', '),
        ],
      ]),
      ...(epochs.length > 0 ? [epochTable(epochs)] : []),
    ],
  };
}

/** What was trained. */
export function modelSection(model: ModelSummary, rows: number): Section {
  return {
    id: 'model',
    title: 'Model',
    paragraphs: [],
    plots: [],
    tables: [
      {
        caption: 'Modalities',
        columns: columns('modality', 'encoder', 'dimensions>', 'rows with it>', 'fingerprint'),
        rows: model.modalities.map(({ name, encoder, dimensions, rowsPresent, fingerprint }) => [
          name,
          encoder,
          count(dimensions),
          `${count(rowsPresent)} of ${count(rows)}`,
          fingerprint === '' ? '-' : truncate(fingerprint, FINGERPRINT_SHOWN),
        ]),
      },
      keyValueTable('Settings', [
        ['fusion', model.fusion],
        ['head', model.head],
        ['seed', String(model.seed)],
        ...Object.entries(model.training).map(([name, value]): [string, string] => [
          name,
          settingText(value),
        ]),
      ]),
    ],
  };
}

function epochTable(epochs: TrainingHistory['epochs']) {
  return {
    caption: 'Epochs',
    columns: columns(
      'epoch>',
      'loss>',
      'accuracy>',
      'validation loss>',
      'validation accuracy>',
      'learning rate>',
    ),
    rows: epochs.map((record) => [
      String(record.epoch),
      decimal(record.loss),
      percent(record.accuracy),
      decimal(record.validationLoss),
      percent(record.validationAccuracy),
      short(record.learningRate),
    ]),
    folded: true,
  };
}

function settingText(value: JsonValue): string {
  if (typeof value === 'number') return short(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
