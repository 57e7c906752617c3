// Starts the thread in the source tree, where its code is TypeScript. Not part of the package.
import { register } from 'tsx/esm/api';

register();
await import('./encoder-worker.ts');
