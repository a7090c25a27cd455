import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {openSync} from 'node:fs';
import {type AddressInfo, createServer, type Socket} from 'node:net';
import {afterEach, expect, it} from 'vitest';
import {openTree} from '../../../../src/base/host/host-tree.js';
import {inputOf} from '../../../../src/record/recorder/sources/process-input.js';

const tree = openTree('/');
const children: ChildProcess[] = [];
afterEach(() => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
});
const start = (input: 'pipe' | 'inherit' | number | Socket, program = 'sleep'): number => {
	const child = spawn(program, ['20'], {stdio: [input, 'ignore', 'ignore']});
	children.push(child);
	return child.pid ?? 0;
};

it('takes what Node gives a child, and a file, for no connection', async () => {
	expect(inputOf(tree, start('pipe'))).toBe('other');
	expect(inputOf(tree, start(openSync('/dev/null', 'r')))).toBe('other');
});

it.each(['127.0.0.1', '::1'])('takes a connection from %s for one', async host => {
	const server = createServer({pauseOnConnect: true}).listen(0, host);
	await once(server, 'listening');
	// It listens on TCP.
	const {port} = server.address() as AddressInfo;
	const client = spawn('bash', ['-c', `exec 3<>/dev/tcp/${host}/${port}; sleep 20`], {stdio: 'ignore'});
	children.push(client);
	const [socket] = await once(server, 'connection');
	expect(inputOf(tree, start(socket))).toBe('socket');
	socket.destroy();
	server.close();
});

it('knows nothing of a process that has ended', () => expect(inputOf(tree, 2 ** 22 + 1)).toBeNull());
