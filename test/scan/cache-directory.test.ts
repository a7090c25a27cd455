import {chmod, chown, mkdir, symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {cacheDirectory, cacheRefusal, hasKeptScans} from '../../src/scan/cache-directory.js';
import {sharedFolder} from '../support/temporary-folder.js';

const root = sharedFolder();
const isRoot = process.getuid?.() === 0;

async function cacheIn(name: string): Promise<{variables: {XDG_CACHE_HOME: string}; place: string}> {
	const home = join(root, name);
	await mkdir(join(home, 'dockscope', 'scans'), {recursive: true});
	return {variables: {XDG_CACHE_HOME: home}, place: join(home, 'dockscope')};
}

it('is used when no one else can write to it, and before it exists', async () => {
	const {variables, place} = await cacheIn('own');
	expect(cacheDirectory(variables)).toBe(place);
	expect(hasKeptScans(variables)).toBe(true);
	expect(cacheDirectory({XDG_CACHE_HOME: join(root, 'none')})).toBe(join(root, 'none', 'dockscope'));
	expect(cacheRefusal(variables)).toBeNull();
});

it.each(['', 'scans'])('is not used when others can write to it: dockscope/%s', async folder => {
	const {variables, place} = await cacheIn(`open${folder}`);
	await chmod(join(place, folder), 0o777);
	expect(cacheDirectory(variables)).toBeNull();
	expect(hasKeptScans(variables)).toBe(false);
	expect(cacheRefusal(variables)).toMatch(/^the cache is not used: .* can be written by others \(mode 777\)\. Remove it/);
});

it('is not used when it is a link', async () => {
	const {place} = await cacheIn('target');
	await mkdir(join(root, 'linked'));
	await symlink(place, join(root, 'linked', 'dockscope'));
	expect(cacheRefusal({XDG_CACHE_HOME: join(root, 'linked')})).toContain('is a symbolic link');
});

it.runIf(isRoot)('is not used when it is of another user', async () => {
	const {variables, place} = await cacheIn('foreign');
	await chown(join(place, 'scans'), 65_534, 65_534);
	expect(cacheRefusal(variables)).toContain('scans belongs to uid 65534');
});
