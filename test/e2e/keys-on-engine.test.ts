import {afterAll, beforeAll, describe, it} from 'vitest';
import {busyboxImage, startIdle} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {onEngine} from './key-proofs/on-engine.js';
import {keysWith, opener} from './key-proofs/open.js';

const open = opener();

describe.skipIf(await whyNoEngine())('on a real engine', () => {
	let engine: PrivateEngine;
	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		await startIdle(engine, 'only', '--env', 'API_TOKEN=s3cr3t-Value-9f8e7d6c');
	});
	afterAll(() => engine?.stop());

	it.each(keysWith(onEngine))('%s does what it says: %s', async (key, _does, proof) => {
		const screen = await open({args: ['--host', engine.host], columns: 120, rows: 24});
		await proof(screen, key);
	});
});
