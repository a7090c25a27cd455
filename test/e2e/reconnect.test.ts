import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage, startIdle} from '../support/images.js';
import {answersPing, type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {startRecordingProxy} from '../support/recording-proxy.js';
import {dockscope, type ProgramOptions, type Screen} from '../support/terminal-program.js';

const count = 12;
const running = new RegExp(`${count} running`);

describe.skipIf(await whyNoEngine())('an engine that goes away while the inspector is open', () => {
	let engine: PrivateEngine;
	const screens: Screen[] = [];
	const open = async (options: ProgramOptions = {}): Promise<Screen> => {
		const screen = await dockscope({...options, args: ['--host', engine.host]});
		screens.push(screen);
		await screen.shows(running);
		await screen.hides(new RegExp(`of ${count}`));
		await screen.settles();
		return screen;
	};
	/** Milliseconds until it holds, from now. */
	const took = async (what: Promise<unknown>): Promise<number> => {
		const began = performance.now();
		await what;
		return Math.round(performance.now() - began);
	};
	const startAll = () => engine.docker('start', ...Array.from({length: count}, (_, index) => `c${index}`));

	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		for (let index = 0; index < count; index++) await startIdle(engine, `c${index}`);
	});
	afterEach(async () => {
		for (const screen of screens.splice(0)) await screen.stop();
	});
	afterAll(() => engine?.stop());

	it('is reported as hanging on every page when it keeps connections open without answering, and followed again afterwards', async () => {
		const screen = await open();
		process.kill(engine.pid, 'SIGSTOP');
		try {
			const noticed = await took(screen.shows(/engine does not answer · shown as last seen/));
			console.log(`a stopped engine was noticed after ${noticed} ms`);
			screen.press('Enter');
			await screen.shows(/WHY [A-F][\s\S]*/);
			await screen.shows(/^.*‹ fleet.*engine does not answer/m);
			// Asking it has an end too, and is no end of the program.
			screen.press('Esc', 'r');
			await screen.shows(/RISK.*NAME/);
		} finally {
			process.kill(engine.pid, 'SIGCONT');
		}
		console.log(`it was followed again ${await took(screen.shows(running))} ms after it went on`);
		await engine.docker('pause', 'c0');
		screen.press('e');
		await screen.shows(/c0 +pause$/m);
		await engine.docker('unpause', 'c0');
	});

	it('is reported as gone, can still be retried, and is shown correctly within two seconds of its first answer', async () => {
		const screen = await open();
		await engine.kill9();
		await screen.shows(/engine lost · shown as last seen/);
		screen.press('r');
		await screen.shows(/^ cannot reach the engine at .*nothing listens there/m);
		screen.press('Esc');

		const answered = (async () => {
			while (!(await answersPing(engine.socketPath))) await sleep(10);
			return performance.now();
		})();
		const [, first, right] = await Promise.all([
			engine.restart(),
			answered,
			// Without live-restore the containers end with their engine.
			screen.shows(new RegExp(` 0 running · ${count} stopped`)).then(() => performance.now()),
		]);
		console.log(`the model was right ${Math.round(right - first)} ms after the first answer to /_ping`);
		await startAll();
		await screen.shows(running);
		await screen.hides(/engine lost/);
	});

	it('is not asked any more once the demo fleet is shown instead, not even by the Fix page', async () => {
		const proxy = await startRecordingProxy(engine.socketPath);
		try {
			proxy.misbehave(/GET .*\/containers\/json/, {answer: {status: 500, body: 'broken'}});
			const screen = await dockscope({args: ['--host', proxy.host]});
			screens.push(screen);
			await screen.shows(/No engine[\s\S]*broken/);
			screen.press('d');
			await screen.shows(/demo fleet[\s\S]*▌F +100/);
			await screen.settles(1_500);
			proxy.forget();
			screen.press('f');
			await screen.shows(/DECIDE/);
			screen.press('R');
			await screen.shows(/this one is recorded/);
			screen.press('o');
			await screen.shows(/ {3}as [a-z]+/);
			await screen.settles(1_500);
			expect(proxy.requests).toEqual([]);
		} finally {
			await proxy.stop();
		}
	});
});
