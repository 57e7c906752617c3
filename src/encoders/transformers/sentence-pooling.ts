import { RecommenderError } from '../../errors.js';
import type { ModelFiles } from '../hub/model-files.js';
import { readJson } from './graph-file.js';
import type { Pooling } from './pooling.js';

const FILE = '1_Pooling/config.json';
const MODES: Readonly<Record<string, Pooling>> = {
  pooling_mode_cls_token: 'cls',
  pooling_mode_mean_tokens: 'mean',
  pooling_mode_max_tokens: 'max',
  pooling_mode_lasttoken: 'last',
};

/**
 * The pooling that a model of sentence-transformers was trained with, from its `1_Pooling/config.json`; `null` where there is no
 * such file. Raises `MODEL_OUTPUT` for a pooling that is not one of ours, since another would give wrong vectors.
 */
export async function readSentencePooling(owner: string, files: ModelFiles): Promise<Pooling | null> {
  const path = await files.find([FILE]);
  if (path === null) return null;
  const settings = await readJson(files, path);
  const modes = Object.entries(settings).filter(
    ([key, value]) => key.startsWith('pooling_mode_') && value === true,
  );
  const pooling = modes.length === 1 ? MODES[modes[0]![0]] : undefined;
  if (pooling !== undefined) return pooling;
  throw new RecommenderError(
    'MODEL_OUTPUT',
    `${owner}: "${path}" asks for ${modes.map(([key]) => key).join(' + ') || 'no pooling'}, which is none of ${Object.keys(MODES).join(', ')}. Set pooling yourself if another will do.`,
    { data: { file: path, modes: modes.map(([key]) => key) } },
  );
}
