import { parseArgs } from 'node:util';

const HELP = `Usage: npm start -- [options]

Data (without any of these: a synthetic sample catalogue, drawn on the spot)
  --reviews FILE|URL     Amazon review file: .jsonl or .jsonl.gz
  --metadata FILE|URL    Amazon metadata file: .jsonl or .jsonl.gz
  --images DIR           folder that image paths in the metadata are relative to
  --amazon-fashion       stream the first lines of the public Amazon Fashion files (needs a network)
  --sample KIND          first | reservoir | all                        [first]
  --size N               rows to sample                                 [25000]
  --split KIND           stratified | group-by-item | given             [stratified]
  --image-limit N        distinct images to fetch, at most              [2000]

Model
  --text NAME            tfidf | none | distilbert or another preset | Hub id | folder    [tfidf]
  --image NAME           color | none | resnet50 or another preset | Hub id | folder      [color]
  --epochs N             epochs, at most                                [50]
  --seed N               reaches every random choice                    [42]

Output
  --output DIR           report and model                               [report]
  --cache DIR            downloaded images and embeddings               [.cache/multimodal-recommender]`;

const SAMPLES = ['first', 'reservoir', 'all'] as const;
const SPLITS = ['stratified', 'group-by-item', 'given'] as const;

export type StartSettings = ReturnType<typeof parseArguments>;

/** Reads the command line; prints the help and ends the process for `--help` and for mistakes. */
export function parseArguments(argv: string[]) {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        reviews: { type: 'string' },
        metadata: { type: 'string' },
        images: { type: 'string' },
        'amazon-fashion': { type: 'boolean', default: false },
        sample: { type: 'string', default: 'first' },
        size: { type: 'string', default: '25000' },
        split: { type: 'string', default: 'stratified' },
        'image-limit': { type: 'string', default: '2000' },
        text: { type: 'string', default: 'tfidf' },
        image: { type: 'string', default: 'color' },
        epochs: { type: 'string', default: '50' },
        seed: { type: 'string', default: '42' },
        output: { type: 'string', default: 'report' },
        cache: { type: 'string', default: '.cache/multimodal-recommender' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    if (Boolean(values.reviews) !== Boolean(values.metadata)) {
      throw new Error('--reviews and --metadata go together');
    }
    const kind = oneOf('--sample', values.sample, SAMPLES);
    const size = wholeNumber('--size', values.size);
    return {
      reviews: values.reviews,
      metadata: values.metadata,
      imagesDir: values.images,
      amazonFashion: values['amazon-fashion'],
      sample: kind === 'all' ? { kind } : { kind, size },
      split: oneOf('--split', values.split, SPLITS),
      imageLimit: wholeNumber('--image-limit', values['image-limit']),
      text: values.text,
      image: values.image,
      epochs: wholeNumber('--epochs', values.epochs),
      seed: wholeNumber('--seed', values.seed),
      output: values.output,
      cache: values.cache,
    } as const;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

function oneOf<Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (!found) throw new Error(`${option} must be one of ${names.join(', ')}, but is "${value}"`);
  return found;
}

function wholeNumber(option: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0)
    throw new Error(`${option} must be a whole number, but is "${value}"`);
  return number;
}
