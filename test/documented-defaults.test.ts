import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { DATASET_DEFAULTS } from '../src/dataset/build-dataset.js';
import { K_CORE_DEFAULTS } from '../src/dataset/k-core.js';
import { SPLIT_DEFAULTS } from '../src/dataset/split/options.js';
import { EMBEDDING_FILE_DEFAULTS } from '../src/embedding-files/types.js';
import { ADAPTED_DEFAULTS } from '../src/encoders/adapted/options.js';
import { AI_SDK_DEFAULTS } from '../src/encoders/ai-sdk-text-encoder.js';
import { COLOR_TEXTURE_DEFAULTS } from '../src/encoders/color-texture-image-encoder.js';
import { EMBEDDING_API_DEFAULTS } from '../src/encoders/embedding-api/options.js';
import { PRECOMPUTED_DEFAULTS } from '../src/encoders/precomputed/options.js';
import { TABULAR_DEFAULTS } from '../src/encoders/tabular/options.js';
import { TFIDF_DEFAULTS } from '../src/encoders/tfidf/options.js';
import { TRANSFORMERS_IMAGE_DEFAULTS } from '../src/encoders/transformers/image-options.js';
import { MODEL_DEFAULTS } from '../src/encoders/transformers/model-options.js';
import { TRANSFORMERS_TEXT_DEFAULTS } from '../src/encoders/transformers/text-options.js';
import { BOOTSTRAP_DEFAULTS } from '../src/evaluation/bootstrap/bootstrap.js';
import { LEAK_GUARD_DEFAULTS } from '../src/evaluation/leak-guard.js';
import { EVALUATE_RANKERS_DEFAULTS } from '../src/evaluation/ranking/options.js';
import { BIAS_DEFAULTS } from '../src/evaluation/rating-biases.js';
import { ATTENTION_FUSION_DEFAULTS } from '../src/fusion/attention-fusion.js';
import { BILINEAR_FUSION_DEFAULTS } from '../src/fusion/bilinear-fusion.js';
import { GATED_FUSION_DEFAULTS } from '../src/fusion/gated-fusion.js';
import { WEIGHTED_SUM_FUSION_DEFAULTS } from '../src/fusion/weighted-sum-fusion.js';
import { MLP_CLASSIFIER_HEAD_DEFAULTS } from '../src/heads/mlp-classifier-head.js';
import { MLP_REGRESSION_HEAD_DEFAULTS } from '../src/heads/mlp-regression-head.js';
import { MLP_TRUNK_DEFAULTS } from '../src/heads/mlp-trunk.js';
import { IMAGE_DEFAULTS } from '../src/images/options.js';
import { RECOMMENDER_DEFAULTS } from '../src/options.js';
import { CONTENT_KNN_DEFAULTS } from '../src/ranking/content-knn/options.js';
import { EASE_RANKER_DEFAULTS } from '../src/ranking/ease/options.js';
import { GRAPH_FILTER_DEFAULTS } from '../src/ranking/graph-filter/options.js';
import { HYBRID_DEFAULTS } from '../src/ranking/hybrid/options.js';
import { VBPR_DEFAULTS } from '../src/ranking/vbpr/options.js';
import { AMAZON_REVIEWS_DEFAULTS } from '../src/sources/amazon-reviews-source.js';
import { CSV_DEFAULTS } from '../src/sources/csv-source.js';
import { IN_MEMORY_DEFAULTS } from '../src/sources/in-memory-source.js';
import { PREFERENCE_DEFAULTS } from '../src/tasks/preference/options.js';
import { RECOMMEND_DEFAULTS } from '../src/tasks/preference/recommend.js';
import { SIMILAR_DEFAULTS } from '../src/tasks/preference/similar.js';
import { TRAINING_DEFAULTS } from '../src/training/options.js';

const SOURCE = join(import.meta.dirname, '../src');
/** Default objects by the file whose doc comments describe them. */
const DOCUMENTED: [file: string, defaults: object, least: number][] = [
  ['dataset/build-dataset.ts', DATASET_DEFAULTS, 5],
  ['dataset/k-core.ts', K_CORE_DEFAULTS, 2],
  ['dataset/split/options.ts', SPLIT_DEFAULTS, 5],
  ['embedding-files/types.ts', EMBEDDING_FILE_DEFAULTS, 2],
  ['encoders/adapted/options.ts', ADAPTED_DEFAULTS, 5],
  ['encoders/ai-sdk-text-encoder.ts', AI_SDK_DEFAULTS, 1],
  ['encoders/embedding-api/options.ts', EMBEDDING_API_DEFAULTS, 3],
  ['encoders/precomputed/options.ts', PRECOMPUTED_DEFAULTS, 2],
  ['encoders/color-texture-image-encoder.ts', COLOR_TEXTURE_DEFAULTS, 0],
  ['encoders/tabular/options.ts', TABULAR_DEFAULTS, 0],
  ['encoders/tfidf/options.ts', TFIDF_DEFAULTS, 8],
  ['encoders/transformers/image-options.ts', TRANSFORMERS_IMAGE_DEFAULTS, 3],
  ['encoders/transformers/model-options.ts', MODEL_DEFAULTS, 5],
  ['encoders/transformers/text-options.ts', TRANSFORMERS_TEXT_DEFAULTS, 4],
  ['evaluation/bootstrap/bootstrap.ts', BOOTSTRAP_DEFAULTS, 3],
  ['evaluation/leak-guard.ts', LEAK_GUARD_DEFAULTS, 1],
  ['evaluation/rating-biases.ts', BIAS_DEFAULTS, 1],
  ['evaluation/ranking/options.ts', EVALUATE_RANKERS_DEFAULTS, 4],
  ['fusion/attention-fusion.ts', ATTENTION_FUSION_DEFAULTS, 1],
  ['fusion/bilinear-fusion.ts', BILINEAR_FUSION_DEFAULTS, 1],
  ['fusion/gated-fusion.ts', GATED_FUSION_DEFAULTS, 1],
  ['fusion/weighted-sum-fusion.ts', WEIGHTED_SUM_FUSION_DEFAULTS, 1],
  ['heads/mlp-classifier-head.ts', MLP_CLASSIFIER_HEAD_DEFAULTS, 1],
  ['heads/mlp-regression-head.ts', MLP_REGRESSION_HEAD_DEFAULTS, 2],
  ['heads/mlp-trunk.ts', MLP_TRUNK_DEFAULTS, 3],
  ['images/options.ts', IMAGE_DEFAULTS, 10],
  ['options.ts', RECOMMENDER_DEFAULTS, 3],
  ['ranking/content-knn/options.ts', CONTENT_KNN_DEFAULTS, 2],
  ['ranking/graph-filter/options.ts', GRAPH_FILTER_DEFAULTS, 7],
  ['ranking/hybrid/options.ts', HYBRID_DEFAULTS, 4],
  ['ranking/vbpr/options.ts', VBPR_DEFAULTS, 8],
  ['ranking/ease/options.ts', EASE_RANKER_DEFAULTS, 3],
  ['sources/amazon-reviews-source.ts', AMAZON_REVIEWS_DEFAULTS, 1],
  ['sources/csv-source.ts', CSV_DEFAULTS, 2],
  ['sources/in-memory-source.ts', IN_MEMORY_DEFAULTS, 1],
  ['tasks/preference/options.ts', PREFERENCE_DEFAULTS, 5],
  ['tasks/preference/recommend.ts', RECOMMEND_DEFAULTS, 3],
  ['tasks/preference/similar.ts', SIMILAR_DEFAULTS, 1],
  ['training/options.ts', TRAINING_DEFAULTS, 13],
];

/** The `@default` text of every documented property of a file, by the property's name. */
function documentedDefaults(file: string): Map<string, string> {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(SOURCE, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node)) {
      const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === 'default');
      const text = ts.getTextOfJSDocComment(tag?.comment);
      if (text) found.set(node.name.getText(), text.trim());
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What a `@default` says: the value of a literal, or undefined for a description in words. */
function literal(text: string): unknown {
  const expression = text
    .replace(/^`(.*)`$/s, '$1')
    .replace(/^`([^`]*)`.*$/s, '$1')
    .replace(/(?<=\d),(?=\d{3})/g, '');
  try {
    return new Function(`return (${expression});`)() as unknown;
  } catch {
    return undefined;
  }
}

describe.each(DOCUMENTED)('@default in %s', (file, defaults, least) => {
  const documented = documentedDefaults(file);
  const compared = [...documented].filter(([name, text]) => name in defaults && literal(text) !== undefined);

  it.each(compared)('%s is the default', (name, text) => {
    expect(literal(text)).toEqual((defaults as Record<string, unknown>)[name]);
  });

  it(`covers at least ${least} options`, () => {
    expect(compared.length).toBeGreaterThanOrEqual(least);
  });
});
