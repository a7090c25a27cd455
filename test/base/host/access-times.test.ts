import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, lstatSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {capableAmong} from '../../../src/base/host/file-capabilities.js';
import {openForeignTree} from '../../../src/base/host/foreign-tree.js';
import {openTree} from '../../../src/base/host/host-tree.js';
import {boundedBytes, boundedText, openAsPath, readAsRegularFile} from '../../../src/base/lib/bounded-text.js';
import {canMount} from '../../support/mount-namespace.js';

/** Each time is as old as the epoch: under any option but noatime, a look at it would change it. */
const script = `mount -t tmpfs -o strictatime none /mnt
mkdir /mnt/etc
for name in one two; do echo text > /mnt/etc/$name; touch -a -d @1 /mnt/etc/$name; done
touch -a -d @1 /mnt/etc
echo ready
exec sleep 1000`;

describe.skipIf(!canMount())('on a file system that keeps every access time', () => {
	let holder: ReturnType<typeof spawn>;
	let folder: string;

	beforeAll(async () => {
		holder = spawn('unshare', ['--mount', 'sh', '-euc', script], {stdio: ['ignore', 'pipe', 'inherit']});
		if (holder.stdout !== null) await once(holder.stdout, 'data');
		folder = `/proc/${holder.pid}/root/mnt/etc`;
	});
	afterAll(() => void holder.kill('SIGKILL'));

	const host = openTree('/');
	const inside = () => openForeignTree(`/proc/${holder.pid}/root`);
	const byDescriptor = (path: string): string => {
		const fd = openAsPath(path, 'follow');
		try {
			return readAsRegularFile(fd, 100);
		} finally {
			closeSync(fd);
		}
	};

	it.each<readonly [string, () => unknown]>([
		['a file of this host', () => host.read(`${folder}/one`)],
		['the bytes of one', () => host.bytes(`${folder}/one`, 100)],
		['a file of a container', () => inside().read('/mnt/etc/one')],
		['the bytes of one', () => inside().bytes('/mnt/etc/one', 100)],
		['one as a table', () => inside().readTable('/mnt/etc/one')],
		['a file with a limit', () => boundedText(`${folder}/one`, 100)],
		['the bytes of one', () => boundedBytes(`${folder}/one`, 100)],
		['a descriptor', () => byDescriptor(`${folder}/one`)],
	])('leaves the time of a file when it reads %s', (_, read) => {
		const seen = read();
		const text = seen !== null && typeof seen === 'object' && 'value' in seen ? seen.value : seen;
		expect(String(text)).toBe('text\n');
		expect(lstatSync(`${folder}/one`).atimeMs).toBe(1000);
	});

	it('leaves the time of a file when it asks for its capabilities', async () => {
		const program = {path: '/one', place: `${folder}/two`, uid: 0, gid: 0, mode: 0o755};
		await capableAmong([program]);
		expect(lstatSync(`${folder}/two`).atimeMs).toBe(1000);
	});

	it('leaves the time of a folder when it looks at what is in it', () => {
		inside().lstat('/mnt/etc/one');
		host.lstat(`${folder}/one`);
		expect(lstatSync(folder).atimeMs).toBe(1000);
	});
});

describe.skipIf(process.getuid?.() !== 0)('for a user who may not ask for that', () => {
	it('reads all the same', () => {
		process.seteuid?.(65_534);
		try {
			expect(boundedText('/etc/passwd', 1_000_000)).toContain('root:');
		} finally {
			process.seteuid?.(0);
		}
	});
});
