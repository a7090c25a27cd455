import {describe, expect, it} from 'vitest';
import {readContainerTexts} from '../../../src/base/host/container-texts.js';
import {type AuthoredEntry, authoredHost, processEntries} from '../../support/authored-host.js';

const id = 'a1'.repeat(32);

function read(files: Record<string, AuthoredEntry>, path = '/etc/conf.d') {
	const web = processEntries({pid: 70, comm: 'web', exe: '/web', nested: [1], rootLink: '../../rootfs'});
	const host = authoredHost({...web, '/proc/70/cgroup': `0::/docker/${id}\n`, '/rootfs/web': '', ...files});
	return readContainerTexts(70, id, path, host.root);
}

describe('the configuration files of a container', () => {
	it('are those of a folder, in order of their names and through links', () => {
		const files = {
			'/rootfs/etc/conf.d/b.conf': 'b',
			'/rootfs/etc/conf.d/a.conf': {link: '../a'},
			'/rootfs/etc/a': 'a',
			'/rootfs/etc/conf.d/more/c.conf': 'c',
		};
		expect(read(files)).toEqual({
			known: true,
			value: [
				{path: '/etc/conf.d/a.conf', text: 'a'},
				{path: '/etc/conf.d/b.conf', text: 'b'},
			],
		});
		expect(read({})).toEqual({known: true, value: null});
	});

	it('are unknown where one of a folder is too large: it may hold what decides', () => {
		const files = {'/rootfs/etc/conf.d/a.conf': 'a', '/rootfs/etc/conf.d/b.conf': '#'.repeat(2 ** 23 + 1)};
		expect(read(files)).toMatchObject({known: false, reason: {reason: 'it is larger than 8192 kB'}});
	});

	it('are unknown where a folder has more than are read', () => {
		const names = Array.from({length: 51}, (_, nth) => [`/rootfs/etc/conf.d/${nth}.conf`, 'a']);
		expect(read(Object.fromEntries(names))).toMatchObject({
			known: false,
			reason: {reason: '/etc/conf.d has more than 50 files'},
		});
	});
});
