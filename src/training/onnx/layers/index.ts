import type { LayerRule } from '../layer-rule.js';
import { activation } from './activation.js';
import { batchNormalization } from './batch-normalization.js';
import { concatenate } from './concatenate.js';
import { dense } from './dense.js';
import { dot } from './dot.js';
import { dropout } from './dropout.js';
import { codeEmbedding, embedding } from './embedding.js';
import { layerNormalization } from './layer-normalization.js';
import { maskedWeights } from './masked-weights.js';
import { add, multiply } from './merge.js';
import { modality } from './modality.js';
import { reshape } from './reshape.js';

/** The rules by the class names of their layers. */
export const LAYER_RULES: Readonly<Record<string, LayerRule>> = {
  Activation: activation,
  Add: add,
  BatchNormalization: batchNormalization,
  CodeEmbedding: codeEmbedding,
  Concatenate: concatenate,
  Dense: dense,
  Dot: dot,
  Dropout: dropout,
  Embedding: embedding,
  Flatten: reshape,
  LayerNormalization: layerNormalization,
  MaskedWeights: maskedWeights,
  ModalityLayer: modality,
  Multiply: multiply,
  Reshape: reshape,
  SeededDropout: dropout,
};
