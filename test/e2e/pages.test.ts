import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {keymap} from '../../components/keymap.js';
import {pages} from '../support/every-page.js';
import {busyboxImage, startIdle} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {sample} from '../support/slow.js';
import {dockscope, type Screen} from '../support/terminal-program.js';

const sizes: readonly (readonly [number, number])[] = [
	[80, 24],
	[200, 50],
	[60, 20],
	[60, 12],
];

/** Asserts what holds of every screen: nothing runs over, and the last line offers keys that mean what it says. */
function isWhole(screen: Screen, columns: number, rows: number): void {
	const {active} = screen.terminal.buffer;
	expect(active.type).toBe('alternate');
	const lines = screen.text().split('\n');
	expect(lines).toHaveLength(rows);
	// A line that is wider than the terminal would go on in the next one, and push the last out of sight.
	for (let row = 0; row < rows; row += 1) expect(active.getLine(active.baseY + row)?.isWrapped, lines[row]).toBe(false);
	expect(lines.filter(line => /^[─-]{20,}$/.test(line.trim())).every(line => line.length === columns)).toBe(true);
	const footer = lines.at(-1) ?? '';
	expect(footer).not.toBe('');
	if (/^ (search|:|accept|\/)/.test(footer)) return;
	const offered = footer
		.trim()
		.split(/ {2,}/)
		.filter(hint => !hint.startsWith('/') || hint === '/ filter' || hint === '/ search');
	const known = new Set(keymap.map(({keys, label}) => `${keys[0]} ${label}`));
	expect(offered.filter(hint => !known.has(hint))).toEqual([]);
	expect(offered.at(-1)).toBe('? help');
}

const screens: Screen[] = [];
afterEach(async () => {
	for (const screen of screens.splice(0)) await screen.stop();
});

async function showEach(args: readonly string[], name: string, [columns, rows]: readonly [number, number]): Promise<void> {
	const screen = await dockscope({args, columns, rows});
	screens.push(screen);
	await screen.shows(/▌[A-F] +\d+/);
	await screen.settles(1_000);
	for (const [what, keys, mark] of pages(name)) {
		for (const key of keys) {
			if (typeof key === 'string') screen.press(key);
			else await screen.shows(key);
		}
		await screen.shows(mark).catch((error: unknown) => {
			throw new Error(`${what} at ${columns}×${rows}`, {cause: error});
		});
		await screen.settles(150);
		isWhole(screen, columns, rows);
		// Back to the list, unfiltered; what was switched on is switched off again.
		const switched = keys.filter(key => keys.length === 1 && (key === 'w' || key === 't')).map(String);
		screen.press('Esc', 'Esc', 'Esc', 'Esc', 'Esc', ...switched);
		await screen.shows(/RISK. +NAME/);
		await screen.hides(/ match/);
		await screen.settles(100);
	}
}

describe('every page and overlay fits', () => {
	it.each(sample(sizes, 3))('on the demo fleet at %i×%i', (columns, rows) => showEach(['--demo'], 'traefik', [columns, rows]));
});

describe.skipIf(await whyNoEngine())('every page and overlay fits', () => {
	let engine: PrivateEngine;
	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine);
		await engine.docker('network', 'create', 'a-network-with-a-rather-long-name-of-its-own');
		const flags = [
			...[
				...'--network a-network-with-a-rather-long-name-of-its-own -p 8080:80 -p 127.0.0.1:8443:443 -p'.split(' '),
				...'9000-9003:9000-9003'.split(' '),
			],
			...'-v /var/run/docker.sock:/var/run/docker.sock:ro -v /etc:/host/etc -v data:/var/lib/data --cap-add SYS_ADMIN'.split(' '),
			...[
				'--env',
				'DATABASE_URL=postgres://shop:s3cr3t-Value-9f8e7d6c@db.internal:5432/shop',
				'--env',
				`JAVA_OPTS=${'-Dsome.long.option=true '.repeat(20)}`,
			],
			...['--label', 'com.docker.compose.project=shop', '--label', 'com.docker.compose.service=gateway', '--health-cmd', 'true'],
		];
		const name = 'edge-gateway-production-with-a-name-that-is-long';
		await engine.docker(
			'run',
			'--detach',
			'--name',
			name,
			'--stop-signal',
			'KILL',
			...flags,
			...'busybox:1 httpd -f -p 80'.split(' '),
		);
		await startIdle(engine, 'plain');
	});
	afterAll(() => engine?.stop());

	it.each(sample(sizes, sizes.length))('on a real engine at %i×%i', (columns, rows) =>
		showEach(['--host', engine.host], 'edge-gateway', [columns, rows]),
	);
});
