import {mkdirSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {openTree} from '../../../src/base/host/host-tree.js';
import {readOperatingSystem} from '../../../src/base/host/operating-system.js';
import {type AuthoredEntry, authoredHost, processEntries} from '../../support/authored-host.js';
import {searchPath} from '../../support/engine-binaries.js';
import {runProgram} from '../../support/private-engine.js';

const id = 'a1'.repeat(32);
const debian = 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n';

function write(files: Record<string, AuthoredEntry>): string {
	const web = processEntries({pid: 70, comm: 'web', exe: '/web', nested: [1], rootLink: '../../rootfs'});
	const host = authoredHost({...web, '/proc/70/cgroup': `0::/docker/${id}\n`, '/rootfs/web': '', ...files});
	return host.root;
}

const read = (files: Record<string, AuthoredEntry>) => readOperatingSystem(openTree(write(files)), 70, id);

describe('the base system of a container', () => {
	it('is named by a file, through the usual link', () => {
		const files = {'/rootfs/etc/os-release': {link: '../usr/lib/os-release'}, '/rootfs/usr/lib/os-release': debian};
		expect(read(files)).toMatchObject({known: true, value: {id: 'debian', versionId: '12'}});
	});

	it('is never read from the host through a link in the container', () => {
		const files = {
			'/rootfs/etc/os-release': {link: '/secret'},
			'/secret': debian,
			'/rootfs/secret': 'ID=alpine\nVERSION_ID=3.22.1\n',
		};
		expect(read(files)).toMatchObject({known: true, value: {id: 'alpine'}});
		expect(read({'/rootfs/etc/os-release': {link: '../../../secret'}, '/secret': debian})).toMatchObject({known: false});
	});

	it('is unknown where no file names it, or a pipe is there instead', async () => {
		expect(read({})).toMatchObject({known: false, reason: {reason: 'the container has no readable os-release file'}});
		const root = write({});
		mkdirSync(`${root}/rootfs/etc`, {recursive: true});
		await runProgram('mkfifo', [`${root}/rootfs/etc/os-release`], {PATH: searchPath()});
		expect(readOperatingSystem(openTree(root), 70, id)).toMatchObject({known: false});
	});

	it('is unknown when the process is another one by now', () => {
		const root = write({'/rootfs/etc/os-release': debian});
		expect(readOperatingSystem(openTree(root), 70, 'b2'.repeat(32))).toMatchObject({known: false});
	});
});
