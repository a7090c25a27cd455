import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage, startIdle} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {dockscope, type ProgramOptions, type Screen} from '../support/terminal-program.js';

const screens: Screen[] = [];
afterEach(async () => {
	for (const screen of screens.splice(0)) await screen.stop();
});
const open = async (options: ProgramOptions): Promise<Screen> => {
	const screen = await dockscope(options);
	screens.push(screen);
	return screen;
};

/** What a library, a child of one, or Node may write at any time; a terminal would obey the sequence. */
const writers = [
	"process.emitWarning('warning of a test');",
	"console.error('console of a test \\x1b[2J');",
	"console.log('log of a test');",
	"process.stderr.write('stderr of a test\\n');",
];

describe('what is written over the screen', () => {
	it('is kept until the terminal is given back, and has no sequences then', async () => {
		const code = `setTimeout(() => setInterval(() => { ${writers.join(' ')} }, 100).unref(), 2500).unref();`;
		const screen = await open({
			args: ['--demo'],
			env: {NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`},
		});
		await screen.shows(/▌F +100/);
		await new Promise(done => setTimeout(done, 4_000));
		screen.press('j', 'Enter');
		await screen.shows(/WHY [A-F]/);
		expect(screen.output()).not.toContain('of a test');
		screen.press('q');
		expect(await screen.exit()).toBe(0);
		expect(screen.restored()).toBe(true);
		expect(screen.terminal.buffer.active.type).toBe('normal');
		const after = screen.output().split('dockscope: written while the screen was on:')[1] ?? '';
		expect(after).toMatch(/^ {2}Warning: warning of a test \(\d+ times\)\r$/m);
		expect(after).toMatch(/^ {2}console of a test +\(\d+ times\)\r$/m);
		expect(after).toMatch(/^ {2}log of a test \(\d+ times\)\r$/m);
		expect(after).toMatch(/^ {2}stderr of a test \(\d+ times\)\r$/m);
		expect(after).not.toMatch(/^ {2}.*\x1b/m);
	});

	it('is written too when the program ends by an exception; warnings are not, under NODE_NO_WARNINGS', async () => {
		const code = `setTimeout(() => { ${writers.join(' ')} throw new Error('boom of a test'); }, 3000);`;
		const screen = await open({
			args: ['--demo'],
			env: {NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`, NODE_NO_WARNINGS: '1'},
		});
		expect(await screen.exit()).not.toBe(0);
		expect(screen.text()).toMatch(/stderr of a test[\s\S]*boom of a test/);
		expect(screen.output()).not.toContain('warning of a test');
	});
});

describe.skipIf(await whyNoEngine())('the meters of fifteen containers', () => {
	let engine: PrivateEngine;
	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		for (let number = 1; number <= 15; number += 1) await startIdle(engine, `c-${number}`);
	});
	afterAll(() => engine?.stop());

	it('are read each second without a warning, on the screen or after it', async () => {
		const screen = await open({args: ['--host', engine.host]});
		await screen.shows(/15 running/);
		await screen.shows(/▌[A-F] +\d+ +c-\d+/);
		screen.press('m');
		await screen.shows(/CPU +MEM/);
		await screen.shows(/( +\d+(\.\d)?%[^\n]*\n[^\n]*){14}%/);
		await new Promise(done => setTimeout(done, 3_000));
		screen.press('q');
		expect(await screen.exit()).toBe(0);
		expect(screen.output()).not.toMatch(/warning|written while/i);
	});
});
