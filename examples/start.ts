/**
 * The main job: reviews and product images in, a trained, evaluated and saved rating model out.
 *
 *   npm start                                          on a synthetic sample catalogue, offline
 *   npm start -- --reviews FILE --metadata FILE ...    on real files; see `npm start -- --help`
 */
import { join } from 'node:path';
import { isRecommenderError, MultimodalRecommender, renderText, writeReport } from 'multimodal-recommender';
import { parseArguments } from './start/arguments.js';
import { chooseData } from './start/data.js';
import { chooseImageEncoder, chooseTextEncoder } from './start/encoders.js';
import { showProgress } from './start/progress.js';

const settings = parseArguments(process.argv.slice(2));
const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('interrupted')));
const progress = showProgress();

try {
  const call = { signal: stop.signal, onProgress: progress.onProgress };
  const { source, title, notes } = await chooseData(settings);
  const recommender = new MultimodalRecommender({
    textEncoder: chooseTextEncoder(settings),
    imageEncoder: chooseImageEncoder(settings),
    dataset: { sample: settings.sample },
    split: { kind: settings.split },
    images: { limit: settings.imageLimit },
    training: { epochs: settings.epochs },
    cacheDirectory: settings.cache,
    seed: settings.seed,
  });
  await recommender.fit(source, call);
  const report = await recommender.evaluate({ ...call, title, notes });
  progress.stop();

  await writeReport(report, settings.output);
  await recommender.save(join(settings.output, 'model'));
  console.log(renderText(report));
  console.log(`Report: ${join(settings.output, 'index.html')}   Model: ${join(settings.output, 'model')}`);
  await recommender.dispose();
} catch (error) {
  progress.stop();
  // The library's errors say what to do; anything else is a defect, and its stack is needed.
  if (!isRecommenderError(error)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
