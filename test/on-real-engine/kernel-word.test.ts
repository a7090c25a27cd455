import {chmod} from 'node:fs/promises';
import {join} from 'node:path';
import {tryCases} from '../support/kernel-word.js';
import {startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {kernelCases} from './kernel-word-cases.js';

tryCases("the kernel's word on Docker", kernelCases, (await whyNoEngine()) !== null, async here => {
	const engine = await startPrivateEngine({args: ['-H', `unix://${here}/open.sock`, '-H', `unix://${here}/shut.sock`]});
	await chmod(join(here, 'open.sock'), 0o666);
	await chmod(join(here, 'shut.sock'), 0o600);
	return engine;
});
