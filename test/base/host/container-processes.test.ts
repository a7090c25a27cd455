import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {containerProcesses} from '../../../src/base/host/container-processes.js';
import {openTree} from '../../../src/base/host/host-tree.js';
import {authoredHost, processEntries} from '../../support/authored-host.js';

const id = 'a1'.repeat(32);
const group = `/docker/${id}`;

function write(procs = '70\n71\n72\n'): string {
	const host = authoredHost({
		'/etc/passwd': 'root:x:0:0::/root:/bin/sh\nweb:x:1000:1000::/:/bin/sh\nalias:x:1000:1000::/:/bin/sh\n',
		...processEntries({pid: 70, comm: 'nginx', exe: '/usr/sbin/nginx', args: ['-g', 'daemon off;'], nested: [1]}),
		...processEntries({
			pid: 71,
			comm: 'worker',
			exe: '/usr/sbin/nginx',
			parent: 70,
			uid: 1000,
			args: ['--password', 'hunter2'],
			nested: [7],
			status: 'Groups:\t0 1000 \n',
		}),
		'/proc/70/cgroup': `0::${group}\n`,
		[`/sys/fs/cgroup${group}/cgroup.procs`]: procs,
	});
	return host.root;
}

describe('processes of a container', () => {
	it('are those of its control group that still run, with names of the host and without secrets', () => {
		const seen = containerProcesses(openTree(write()), 70, id);
		expect(seen).toEqual({
			known: true,
			value: [
				{pid: 70, parent: 1, uid: 0, gid: 0, groups: [], user: 'root', command: 'nginx', args: '/usr/sbin/nginx -g daemon off;'},
				{
					pid: 71,
					parent: 70,
					uid: 1000,
					gid: 1000,
					groups: [0, 1000],
					user: 'web',
					command: 'worker',
					args: '/usr/sbin/nginx --password ********',
				},
			],
		});
	});

	it('shorten a long command line at a whole word', () => {
		const root = write();
		writeFileSync(join(root, 'proc/70/cmdline'), `/bin/x\0${'word\0'.repeat(1600)}${'s3cr3t'.repeat(400)}\0`);
		const seen = containerProcesses(openTree(root), 70, id);
		const args = seen.known ? (seen.value[0]?.args ?? '') : '';
		expect(args.length).toBeLessThan(8200);
		expect(args).toMatch(/^\/bin\/x word .* word …$/);
	});

	it('are unknown, not one, where the group cannot be seen', () => {
		expect(containerProcesses(openTree(write('')), 70, id)).toMatchObject({known: false});
	});

	it('are unknown when the id belongs to another process by now', () => {
		expect(containerProcesses(openTree(write()), 70, 'b2'.repeat(32))).toMatchObject({known: false});
	});
});
