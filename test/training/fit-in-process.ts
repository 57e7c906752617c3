// Run by a test in a process of its own: fits the toy model and prints the digest of what it learned.
import { fitRatingModel } from '../../src/training/fit-rating-model.js';
import { digest, input } from './toy-fit.js';

console.log(digest(await fitRatingModel(input())));
