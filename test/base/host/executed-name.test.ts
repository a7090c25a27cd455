import {spawn} from 'node:child_process';
import {copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {executedName} from '../../../src/base/host/executed-name.js';
import {openTree} from '../../../src/base/host/host-tree.js';
import {until} from '../../support/process-table.js';

describe.skipIf(process.platform !== 'linux')('the name by which a process was executed', () => {
	let folder: string;
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'dockscope-name-'));
	});
	afterAll(() => rmSync(folder, {recursive: true, force: true}));

	/** What it is called once it runs. */
	async function named(file: string, args: readonly string[], expected: string): Promise<void> {
		const child = spawn(file, args, {stdio: 'ignore'});
		const ended = new Promise(resolve => child.once('exit', resolve));
		try {
			await until(`it is called ${expected}`, async () => executedName(openTree('/'), child.pid ?? 0) === expected);
		} finally {
			child.kill('SIGKILL');
			await ended;
		}
		expect(executedName(openTree('/'), child.pid ?? 0)).toBeNull();
	}

	it('is that of a link to it, of a script, and of a program that has changed its short name', async () => {
		symlinkSync(process.execPath, join(folder, 'agent'));
		writeFileSync(join(folder, 'proxy.sh'), '#!/bin/sh\nwhile :; do sleep 0.1; done\n', {mode: 0o755});
		copyFileSync('/bin/sleep', join(folder, 'a-name-that-is-longer'));
		await named(join(folder, 'proxy.sh'), [], 'proxy.sh');
		await named(join(folder, 'a-name-that-is-longer'), ['100'], 'a-name-that-is-');
		await named('/bin/sleep', ['100'], 'sleep');
		await named(join(folder, 'agent'), ['-e', 'setTimeout(() => 0, 1e6)'], 'agent');
		await named(process.execPath, ['-e', 'setTimeout(() => 0, 1e6)'], 'node');
	});
});
