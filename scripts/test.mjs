// @ts-check
/** `npm test`: every check that needs nothing but Node and npm. Goes on after a failure, so that one run tells all. */
import { runStages } from './stages.mjs';

const scripts = ['format:check', 'lint', 'types', 'unused', 'generate:check', 'test:unit', 'test:integration'];
process.exitCode = await runStages(scripts.map(name => ({ name, command: `npm run --silent ${name}` })));
