import { ModelFiles } from '../../../src/encoders/hub/model-files.js';
import { locateModel } from '../../../src/encoders/hub/model-location.js';
import { MODEL_DEFAULTS } from '../../../src/encoders/transformers/model-options.js';

/** Fetches one file of the Hub's model; run by tests as a process of its own. */
const [cacheDir = '', name = ''] = process.argv.slice(2);
const options = { ...MODEL_DEFAULTS, model: 'some/model', cacheDir };
await new ModelFiles('child', locateModel(options), undefined).require([name]);
process.disconnect?.();
