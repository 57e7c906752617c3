import { ModelFiles } from '../../../src/encoders/hub/model-files.js';
import { locateModel } from '../../../src/encoders/hub/model-location.js';
import { TRANSFORMERS_TEXT_DEFAULTS } from '../../../src/encoders/transformers/text-options.js';

/** Fetches one file of the Hub's model; run by tests as a process of its own. */
const [cacheDir = '', name = ''] = process.argv.slice(2);
const options = { ...TRANSFORMERS_TEXT_DEFAULTS, model: 'some/model', cacheDir };
await new ModelFiles('child', locateModel(options), undefined).require([name]);
process.disconnect?.();
