import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach} from 'vitest';

/** A folder for the tests of the file or block that calls this, removed after the last of them. */
export function sharedFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'dockscope-test-'));
	afterAll(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

/** The same, emptied after each test. */
export function temporaryFolder(): string {
	const folder = sharedFolder();
	afterEach(() => {
		for (const name of readdirSync(folder)) rmSync(join(folder, name), {recursive: true, force: true});
	});
	return folder;
}
