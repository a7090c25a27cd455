import {linkSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {canonicalHostPath} from '../../../src/base/host/canonical-host-path.js';
import {openTree} from '../../../src/base/host/host-tree.js';
import {authoredHost} from '../../support/authored-host.js';

const listed = ['/', '/etc', '/run', '/run/docker.sock', '/usr/lib', '/usr/lib64'];

function host() {
	const {root} = authoredHost({
		'/etc/passwd': 'root:x:0:0::/:/bin/sh',
		'/run/docker.sock': '',
		'/srv/link': {link: '/run'},
		'/srv/data/file': '',
		'/usr/lib/libc.so': '',
		'/usr/lib64': {link: '/usr/lib'},
		'/proc/self/cwd': {link: '/srv'},
		'/proc/self/root': {link: '/'},
	});
	mkdirSync(join(root, 'srv/app'));
	linkSync(join(root, 'run/docker.sock'), join(root, 'srv/app/quiet'));
	return canonicalHostPath(openTree(root), listed);
}

it.each([
	['a hard link', '/srv/app/quiet', '/run/docker.sock'],
	['a symbolic link', '/srv/link/docker.sock', '/run/docker.sock'],
	['a listed place', '/run/docker.sock', '/run/docker.sock'],
	['what lies below one', '/etc/passwd', '/etc/passwd'],
	['a place of its own', '/srv/data/file', '/srv/data/file'],
	['a file of a directory that has a listed link', '/usr/lib/libc.so', '/usr/lib/libc.so'],
	['the same through that link', '/usr/lib64/libc.so', '/usr/lib/libc.so'],
	['what is not there', '/srv/none/x', '/srv/none/x'],
	['the root directory', '/', '/'],
	['what each process has of its own', '/proc/self/cwd', '/proc/self/cwd'],
	['the root directory of a process', '/proc/self/root/srv/link', '/run'],
])('knows %s', (_, path, name) => expect(host()(path)).toBe(name));
