import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {known} from '../../../src/base/answers/index.js';
import {findPrivilegedFiles} from '../../../src/base/host/privileged-files.js';
import {type AuthoredEntry, authoredHost, processEntries} from '../../support/authored-host.js';

const id = 'a1'.repeat(32);

async function find(files: Record<string, AuthoredEntry>, containerId = id) {
	const web = processEntries({pid: 70, comm: 'web', exe: '/web', nested: [1], rootLink: '../../rootfs'});
	const host = authoredHost({...web, '/proc/70/cgroup': `0::/docker/${id}\n`, ...files});
	return findPrivilegedFiles({layers: null, running: {pid: 70, containerId}}, host.root);
}

describe('setuid files of a container', () => {
	it('are found wherever they lie, and named as the container sees them', async () => {
		const files = {
			'/rootfs/usr/bin/su': {mode: 0o4755},
			'/rootfs/opt/deep/er/tool': {mode: 0o2755},
			'/rootfs/opt/deep/er/both': {mode: 0o6755},
			'/rootfs/usr/bin/ls': {mode: 0o755},
			'/rootfs/srv/shared': {directory: true, mode: 0o2775},
			'/rootfs/bin': {link: 'usr/bin'},
			'/usr/bin/sudo': {mode: 0o4755},
		} as const;
		expect(await find(files)).toMatchObject({
			setuid: {known: true, value: ['/opt/deep/er/both', '/usr/bin/su']},
			setgid: {known: true, value: ['/opt/deep/er/tool']},
		});
	});

	it('are empty where there are none', async () => {
		expect(await find({'/rootfs/app': {mode: 0o755}})).toMatchObject({setuid: known([]), setgid: known([])});
	});

	it('are unknown when the process is another one by now, or gone', async () => {
		const gone = {setuid: {known: false}, setgid: {known: false}};
		expect(await find({'/rootfs/app': ''}, 'b2'.repeat(32))).toMatchObject(gone);
		expect(await find({})).toMatchObject(gone);
	});

	it('are unknown, and not few, when the process ends while they are looked for', async () => {
		const web = processEntries({pid: 70, comm: 'web', exe: '/web', nested: [1], rootLink: '../../rootfs'});
		const {root} = authoredHost({...web, '/proc/70/cgroup': `0::/docker/${id}\n`, '/rootfs/bin/su': {mode: 0o4755}});
		const found = findPrivilegedFiles({layers: null, running: {pid: 70, containerId: id}}, root);
		rmSync(join(root, 'proc/70'), {recursive: true});
		expect((await found).setuid).toMatchObject({
			known: false,
			reason: {reason: 'the process does not, or no longer, belong to this container'},
		});
	});
});
