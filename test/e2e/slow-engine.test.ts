import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage, startIdle} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {type RecordingProxy, startRecordingProxy} from '../support/recording-proxy.js';
import {dockscope as run} from '../support/run-cli.js';
import {dockscope, type Screen} from '../support/terminal-program.js';

/** The containers of the list with their scores, from the top; `null` for one that is not judged yet. */
const rowsOf = (text: string) =>
	[...text.matchAll(/^[▌✦ ](?:≥?[A-F] +(\d+)|·) +((?:plain|pid|whole)-\d)/gm)].map(([, score, name]) => ({
		name,
		score: score === undefined ? null : Number(score),
	}));
const marked = (text: string) => /^▌.*?((?:plain|pid|whole)-\d)/m.exec(text)?.[1];

describe.skipIf(await whyNoEngine())('an engine that answers late', () => {
	let engine: PrivateEngine;
	let proxy: RecordingProxy;
	const screens: Screen[] = [];
	const open = async (columns: number): Promise<Screen> => {
		const screen = await dockscope({args: ['--host', proxy.host], columns, rows: 24});
		screens.push(screen);
		return screen;
	};
	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		await startIdle(engine, 'whole-1', '--privileged');
		for (const number of [1, 2, 3]) await startIdle(engine, `plain-${number}`, '--user', '65534');
		await startIdle(engine, 'pid-1', '--pid', 'host', '--user', '65534');
		proxy = await startRecordingProxy(engine.host.replace('unix://', ''));
	});
	afterEach(async () => {
		for (const screen of screens.splice(0)) await screen.stop();
	});
	afterAll(async () => {
		await proxy?.stop();
		await engine?.stop();
	});

	it('never shows a list out of order below the mark of its order, and Enter opens what is marked', async () => {
		const inspects = /GET .*\/containers\/[0-9a-f]{12,}\/json/;
		const behave = proxy.misbehave(inspects, {delayMs: 2_000});
		const screen = await open(100);
		await screen.shows(/▌/);
		const early = screen.text();
		expect(early).toMatch(/RISK +NAME/);
		expect(rowsOf(early).every(({score}) => score === null)).toBe(true);
		screen.press('j', 'j');
		await screen.shows(/^ · [^\n]*\n · [^\n]*\n▌/m);
		const chosen = marked(screen.text());
		let sorted = false;
		while (!sorted) {
			const text = screen.text();
			sorted = text.includes('RISK▼');
			const scores = rowsOf(text).map(({score}) => score ?? -1);
			if (sorted) expect(scores, text).toEqual(scores.toSorted((a, b) => b - a));
			await new Promise(done => setTimeout(done, 10));
		}
		expect(rowsOf(screen.text())[0]?.name).toBe('whole-1');
		expect(marked(screen.text())).toBe(chosen);
		screen.press('Enter');
		await screen.shows(new RegExp(`^ ‹ fleet +${chosen} `));
		behave();

		proxy.misbehave(inspects, {hang: true});
		const stuck = await open(60);
		await stuck.shows(/▌/);
		stuck.press('j');
		await stuck.shows(/^ · [^\n]*\n▌/m);
		const under = marked(stuck.text());
		stuck.press('Enter');
		await stuck.shows(new RegExp(`^ ‹ fleet +${under} `));
		await stuck.shows(/being inspected …/);
	});

	it('is not asked for what it is being asked for already, nor by audit --deep for audit --deep', async () => {
		const fresh = await startRecordingProxy(engine.host.replace('unix://', ''));
		try {
			const stop = fresh.misbehave(/GET .*\/images\/[^/]+\/history/, {delayMs: 2_000});
			const screen = await dockscope({args: ['--host', fresh.host], columns: 100, rows: 40});
			screens.push(screen);
			await screen.shows(/RISK▼/);
			screen.press('/', 'plain-1', 'Enter', 'Enter', '7');
			await screen.shows(/HISTORY\n +asking the engine …[\s\S]*DRIFT\n +asking the engine/);
			expect(screen.text()).not.toMatch(/audit --deep|not collected/);
			await screen.shows(/DRIFT\n +(nothing|only|since)/);
			expect(screen.text()).not.toMatch(/audit --deep|not collected/);

			stop();
			fresh.misbehave(/GET .*\/images\/[^/]+\/history/, {answer: {status: 403, body: '{"message":"not for you"}'}});
			const {stdout, stderr} = await run(['audit', '--deep', '--all', '--host', fresh.host]);
			expect(`${stdout}${stderr}`).toContain('not for you');
			expect(`${stdout}${stderr}`).not.toMatch(/audit --deep|not collected yet/);
		} finally {
			await fresh.stop();
		}
	});

	it.each([['audit'], ['inspect', 'traefik']])('%s --deep of a recording does not advise itself', async (...command) => {
		const {stdout, stderr} = await run([...command, '--demo', '--deep', '--all']);
		expect(`${stdout}${stderr}`).not.toMatch(/audit --deep|not collected yet/);
	});
});
