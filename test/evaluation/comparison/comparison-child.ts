// Compares the models of smallComparison with a journal, says when each fit is done, and prints the outcome as the last line.
import { compareModels } from '../../../src/evaluation/comparison/compare-models.js';
import { smallComparison, timeless } from './small-comparison.js';

const comparison = await compareModels(smallComparison({ journal: process.argv[2] }), {
  onProgress: (event) => event.stage === 'compare' && console.log(event.done),
});
console.log(JSON.stringify({ resumed: comparison.resumed, outcome: timeless(comparison) }));
