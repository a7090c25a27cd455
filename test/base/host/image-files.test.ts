import {describe, expect, it} from 'vitest';
import {readImageAccounts} from '../../../src/base/host/image-accounts.js';
import {imageLayers} from '../../../src/base/host/image-layers.js';
import {findPrivilegedFiles} from '../../../src/base/host/privileged-files.js';
import {type AuthoredEntry, authoredHost, processEntries} from '../../support/authored-host.js';

const passwd = 'root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001::/:\n';
const layers = ['/layers/top', '/layers/middle', '/layers/bottom'];
const inLayers = (files: Record<string, AuthoredEntry>) => ({layers, root: authoredHost(files).root});

describe('layers of an image', () => {
	it('are named by the overlay drivers of both engines', () => {
		const Data = {UpperDir: '/d/top/diff', LowerDir: '/d/a/diff:/d/b/diff', WorkDir: '/d/top/work'};
		expect(imageLayers({GraphDriver: {Name: 'overlay2', Data}})).toEqual(['/d/top/diff', '/d/a/diff', '/d/b/diff']);
		expect(imageLayers({GraphDriver: {Name: 'overlay', Data: {UpperDir: '/only'}}})).toEqual(['/only']);
	});

	it.each([
		['another driver', {Name: 'vfs', Data: null}],
		['no driver', undefined],
		['a relative path', {Name: 'overlay2', Data: {UpperDir: 'etc'}}],
		['a path of another type', {Name: 'overlay2', Data: {UpperDir: 7}}],
	])('are not known with %s', (_, GraphDriver) => {
		expect(imageLayers(JSON.parse(JSON.stringify({Id: 'x', GraphDriver})))).toBeNull();
	});
});

describe('setuid files in the layers of an image', () => {
	const find = async ({layers, root}: ReturnType<typeof inLayers>) =>
		(await findPrivilegedFiles({layers, running: null}, root)).setuid;

	it('are those that no higher layer hides', async () => {
		const files = {
			'/layers/bottom/usr/bin/su': {mode: 0o4755},
			'/layers/bottom/usr/bin/ping': {mode: 0o4755},
			'/layers/bottom/opt/old/tool': {mode: 0o2755},
			'/layers/middle/usr/bin/ping': {mode: 0o755},
			'/layers/middle/opt/old': 'a file where there was a directory',
			'/layers/top/app/run': {mode: 0o6755},
		} as const;
		expect(await find(inLayers(files))).toEqual({known: true, value: ['/app/run', '/usr/bin/su']});
	});

	it('are unknown where a layer is not there: the image was removed, or its files lie elsewhere', async () => {
		const files = {'/layers/bottom/usr/bin/su': {mode: 0o4755}, '/layers/top/app': ''} as const;
		expect(await find(inLayers(files))).toMatchObject({known: false, reason: {source: 'host:/layers/middle'}});
	});

	it('are unknown where no source shows them', async () => {
		expect((await findPrivilegedFiles({layers: null, running: null})).setuid.known).toBe(false);
	});
});

describe('accounts of an image', () => {
	const look = ({layers, root}: ReturnType<typeof inLayers>) => readImageAccounts({layers, running: null}, root);
	const accounts = [
		{name: 'root', uid: 0, gid: 0},
		{name: 'app', uid: 1000, gid: 1001},
	];

	it('are read from the highest layer that has them', () => {
		const files = {'/layers/middle/etc/passwd': passwd, '/layers/bottom/etc/passwd': 'old:x:1:1:::', '/layers/top/etc/hosts': ''};
		expect(look(inLayers(files))).toEqual({known: true, value: accounts});
	});

	it.each<[string, Record<string, AuthoredEntry>]>([
		['a link, which may lead out of the image', {'/layers/top/etc/passwd': {link: '/etc/passwd'}, '/etc/passwd': passwd}],
		['a directory that is a link', {'/layers/top/etc': {link: '/other'}, '/other/passwd': passwd}],
		['a directory', {'/layers/top/etc/passwd': {directory: true}, '/layers/bottom/etc/passwd': passwd}],
		['nowhere', {'/layers/top/app': ''}],
	])('are unknown where the file is %s', (_, files) => {
		expect(look(inLayers(files)).known).toBe(false);
	});

	it('are read through a running container where no layers are known', () => {
		const id = 'a1'.repeat(32);
		const web = processEntries({pid: 70, comm: 'web', exe: '/web', nested: [1], rootLink: '../../rootfs'});
		const {root} = authoredHost({...web, '/proc/70/cgroup': `0::/docker/${id}\n`, '/rootfs/etc/passwd': passwd});
		const through = (containerId: string) => readImageAccounts({layers: null, running: {pid: 70, containerId}}, root);
		expect(through(id)).toEqual({known: true, value: accounts});
		expect(through('b2'.repeat(32)).known).toBe(false);
	});
});
