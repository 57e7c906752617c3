/** Where the hidden states of a text model come from: the stack of layers in exports that keep the names of modules. */
export const TEXT_FAMILIES: Readonly<Record<string, RegExp>> = Object.freeze({
  bert: /(^|\/)bert\/encoder\//,
  camembert: /(^|\/)roberta\/encoder\//,
  distilbert: /(^|\/)distilbert\/transformer\//,
  electra: /(^|\/)electra\/encoder\//,
  mpnet: /(^|\/)mpnet\/encoder\//,
  roberta: /(^|\/)roberta\/encoder\//,
  'xlm-roberta': /(^|\/)roberta\/encoder\//,
});

/** Text models whose pooled output is what they were trained for; with others it belongs to a task of their pre-training. */
export const POOLED_TEXT_FAMILIES: ReadonlySet<string> = new Set(['siglip', 'siglip2', 'siglip_text_model']);

/** Text models that read the padding and were trained on texts that were all filled up to the greatest length. */
export const FILLED_TEXT_FAMILIES: ReadonlySet<string> = POOLED_TEXT_FAMILIES;

/** How the features of an image model are found where its graph does not offer them. */
export interface ImageFamily {
  /**
   * `classifier`: what the last multiplication with weights reads. Otherwise the part of the network whose last tensor holds
   * the hidden states.
   */
  readonly features: 'classifier' | RegExp;
  /** How hidden states are pooled: a vision transformer has a class token, a convolutional network has places. */
  readonly pooling: 'cls' | 'mean';
}

/** Image models whose classifiers are known to read pooled features, or whose hidden states have a class token. */
export const IMAGE_FAMILIES: Readonly<Record<string, ImageFamily>> = Object.freeze({
  convnext: { features: 'classifier', pooling: 'mean' },
  convnextv2: { features: 'classifier', pooling: 'mean' },
  deit: { features: 'classifier', pooling: 'cls' },
  // Its classifier reads the class token beside the mean of the patches.
  dinov2: { features: /(^|\/)dinov2\/layernorm\//, pooling: 'cls' },
  resnet: { features: 'classifier', pooling: 'mean' },
  vit: { features: 'classifier', pooling: 'cls' },
});

/** `model_type` of a `config.json`. */
export function modelType(config: Readonly<Record<string, unknown>>): string {
  return typeof config.model_type === 'string' ? config.model_type : '';
}

/** Was the model exported with a head that fills masks? */
export function fillsMasks({ architectures }: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(architectures) && architectures.some((name) => String(name).endsWith('ForMaskedLM'));
}
