/** Run by render-plots.test.ts: draws and does nothing else, so that a chart which keeps the process alive is noticed. */
import { renderPlots } from '../../src/reporting/render-plots.js';
import { realisticReport } from './fake-report.js';

const plots = await renderPlots(realisticReport());
console.log(`drawn ${plots.length}`);
