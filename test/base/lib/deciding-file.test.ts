import {chmod, chown, link, mkdir, rm, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {findOwnFile, untrustedFolder} from '../../../src/base/lib/deciding-file.js';
import {sharedFolder} from '../../support/temporary-folder.js';

const root = sharedFolder();
const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;
let count = 0;

async function folder(mode = 0o755): Promise<string> {
	count += 1;
	const path = join(root, String(count));
	await mkdir(path);
	await chmod(path, mode);
	return path;
}

async function file(where: string, mode = 0o644): Promise<string> {
	const path = join(where, 'dockscope.yaml');
	await writeFile(path, '');
	await chmod(path, mode);
	return path;
}

const why = (path: string): string => {
	const found = findOwnFile(path);
	return found.state === 'refused' ? found.why : found.state;
};

describe('a file that was found', () => {
	it('counts when only its owner can write it', async () => {
		const where = await folder();
		expect(why(await file(where))).toBe('ours');
		expect(why(join(where, 'none'))).toBe('absent');
		expect(why(join(where, 'dockscope.yaml', 'below'))).toBe('absent');
	});

	it('does not count when others can write it', async () => {
		expect(why(await file(await folder(), 0o666))).toContain('dockscope.yaml can be written by others (mode 666)');
	});

	it.each([0o777, 0o1777])('does not count in a folder that others can write: %o', async mode => {
		expect(why(await file(await folder(mode)))).toContain(`can be written by others (mode ${mode.toString(8)})`);
	});

	it('counts below a sticky folder, and not below one where others can rename it', async () => {
		const [sticky, open] = [await folder(0o1777), await folder(0o777)];
		for (const above of [sticky, open]) await mkdir(join(above, 'own'));
		expect(why(await file(join(sticky, 'own')))).toBe('ours');
		expect(why(await file(join(open, 'own')))).toContain('mode 777');
	});

	it('says nothing about a folder without it', async () =>
		expect(why(join(await folder(0o1777), 'dockscope.yaml'))).toBe('absent'));

	it('is judged by what a link leads to, and by where the link is', async () => {
		const [closed, open] = [await folder(), await folder(0o777)];
		const [target, foreign] = [await file(closed), await file(open)];
		const [good, bad, lost, circle] = ['good', 'bad', 'lost', 'circle'].map(name => join(closed, name));
		await symlink(target, good ?? '');
		await symlink(foreign, bad ?? '');
		await symlink('/nowhere/at/all', lost ?? '');
		await symlink(circle ?? '', circle ?? '');
		await symlink(target, join(open, 'link'));
		expect([good, lost].map(path => why(path ?? ''))).toEqual(['ours', 'absent']);
		expect(why(bad ?? '')).toContain('mode 777');
		expect(why(circle ?? '')).toContain('too many links');
		expect(why(join(open, 'link'))).toContain('mode 777');
	});

	it('is followed through folders that are links', async () => {
		const [closed, open] = [await folder(), await folder(0o777)];
		await file(closed);
		await mkdir(join(open, 'sub'));
		await file(join(open, 'sub'));
		const [good, bad] = [join(await folder(), 'good'), join(await folder(), 'bad')];
		await symlink(closed, good);
		await symlink(join(open, 'sub'), bad);
		expect(why(join(good, 'dockscope.yaml'))).toBe('ours');
		expect(why(join(bad, 'dockscope.yaml'))).toContain('mode 777');
	});

	it.runIf(isRoot)('does not count when it, its folder, a folder above or a link is of another user', async () => {
		const where = await folder();
		const path = await file(where);
		await mkdir(join(where, 'sub'));
		const deep = await file(join(where, 'sub'));
		const ours = join(await folder(), 'link');
		await symlink(deep, ours);
		await chown(path, NOBODY, NOBODY);
		expect(why(path)).toContain('dockscope.yaml belongs to uid 65534');
		await chown(where, NOBODY, NOBODY);
		for (const one of [deep, ours]) expect(why(one)).toBe(`${where} belongs to uid 65534`);
	});

	it.runIf(isRoot)('may be of the user who became root through sudo', async () => {
		const path = await file(await folder());
		await chown(path, NOBODY, NOBODY);
		const before = process.env['SUDO_UID'];
		onTestFinished(() => {
			if (before === undefined) delete process.env['SUDO_UID'];
			else process.env['SUDO_UID'] = before;
		});
		process.env['SUDO_UID'] = String(NOBODY);
		expect(why(path)).toBe('ours');
		process.env['SUDO_UID'] = '1000';
		expect(why(path)).toContain('belongs to uid 65534');
	});

	it.runIf(isRoot)('may be open to a group only where no one else is in it', async () => {
		const path = await file(await folder(), 0o664);
		await chown(path, 0, 54_321);
		expect(why(path)).toContain('mode 664');
		await chown(path, 0, 0);
		expect(why(path)).toBe('ours');
	});

	it.runIf(isRoot)('is not ours because it has another name elsewhere', async () => {
		const [mine, open] = [await folder(), await folder(0o1777)];
		await link(await file(mine), join(open, 'dockscope.yaml'));
		expect(why(join(open, 'dockscope.yaml'))).toContain('mode 1777');
	});
});

describe('a folder that only dockscope writes to', () => {
	it('is never a link, nor a file', async () => {
		const [real, where] = [await folder(), await folder()];
		await symlink(real, join(where, 'link'));
		expect(untrustedFolder(real)).toBeNull();
		expect(untrustedFolder(join(where, 'none'))).toBeNull();
		expect(untrustedFolder(join(where, 'link'))).toContain('is a symbolic link');
		expect(untrustedFolder(await file(where))).toContain('is not a directory');
		await rm(join(where, 'link'));
	});

	it('is closed to others', async () => expect(untrustedFolder(await folder(0o777))).toContain('mode 777'));
});
