import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {inspectOf} from '../support/sample-fleet.js';
import {dockscope, type Screen} from '../support/terminal-program.js';

const folder = mkdtempSync(join(tmpdir(), 'dockscope-long-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

// What a shell, a label and a base64 file look like at their worst: nested, without an end, wide.
const hostile = ['${a:-', 'a="', '-a_key=', 'mysqla-', '/a', '容', 'htpasswd -b', ' a', '\\"'];

function snapshotOf(name: string, length: number): string {
	const containers = hostile.map((piece, index) => {
		const text = piece.repeat(Math.ceil(length / piece.length));
		return {
			inspect: inspectOf(
				{
					name: `box-${index}`,
					Path: 'app',
					Args: ['--password', text],
					config: {Image: 'x', Env: [`DATA=${text}`, `DB_PASSWORD=${text}`], Cmd: ['--password', text], Labels: {note: text}},
				},
				index,
			),
		};
	});
	const path = join(folder, name);
	writeFileSync(path, JSON.stringify({schema: 'dockscope.snapshot/1', containers}));
	return path;
}

let screen: Screen;
beforeAll(async () => {
	screen = await dockscope({args: ['--from', snapshotOf('long.json', 500_000)]});
	await screen.shows(/box-8/);
	await screen.settles();
});
afterAll(() => screen?.stop());

it('responds to keys in a fleet with texts of half a megabyte', async () => {
	for (const key of 'jjjjkkkkjjjjkkkk') await screen.moves(key);
});

it('shows their pages, and what was omitted', async () => {
	screen.press('Enter');
	await screen.shows(/Overview/);
	for (let tab = 0; tab < 11; tab += 1) {
		screen.press('Tab');
		await screen.settles();
	}
	screen.press('i');
	await screen.shows(/bytes left out|"Id"/);
	expect(screen.output()).not.toContain('hunter2');
});

it('ends when asked to', async () => {
	screen.press('^c');
	expect(await screen.exit()).toBe(130);
	expect(screen.restored()).toBe(true);
});
