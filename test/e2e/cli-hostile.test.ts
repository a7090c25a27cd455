import {expect, it} from 'vitest';
import {dockscope} from '../support/run-cli.js';

it('lets no escape sequence from a container through in any format', async () => {
	const evil = '\u001B]0;owned\u0007\u001B[2J\u202Eevil\u200B';
	const containers = [
		{
			Id: 'c'.repeat(64),
			Name: `/x${evil}`,
			Image: 'sha256:1',
			State: {Status: 'running'},
			Config: {Image: `img${evil}`, Cmd: [evil], Env: [`A=${evil}`], Labels: {[evil]: evil}},
			HostConfig: {CapAdd: [evil], Binds: [`/${evil}:/x`]},
		},
	];
	for (const format of ['table', 'json', 'sarif', 'junit', 'markdown', 'html']) {
		const {stdout} = await dockscope(['audit', '--from', '-', '--format', format, '--all'], {input: JSON.stringify(containers)});
		expect(stdout, format).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u202A-\u202E\u2066-\u2069]/);
		expect(stdout, format).not.toMatch(/\\u001b|\\u202e/i);
	}
});

it('shows no secret of the environment in any report', async () => {
	const secret = 'hunter2-Zq9xVb7Lk3';
	const containers = [
		{
			Id: 'd'.repeat(64),
			Name: '/db',
			State: {Status: 'running'},
			Config: {
				Image: 'db:1',
				Env: [`POSTGRES_PASSWORD=${secret}`],
				Cmd: ['run', `--password=${secret}`],
				Labels: {'db.password': secret},
			},
			HostConfig: {},
		},
	];
	const input = JSON.stringify(containers);
	for (const args of [
		['audit', '--format', 'table', '--all'],
		['audit', '--format', 'json'],
		['audit', '--format', 'sarif'],
		['audit', '--format', 'html'],
		['inspect', 'db'],
		['inspect', 'db', '--format', 'json'],
		['snapshot'],
	]) {
		const {stdout, stderr} = await dockscope([...args, '--from', '-'], {input});
		expect(stdout.length, args.join(' ')).toBeGreaterThan(20);
		expect(stdout + stderr, args.join(' ')).not.toContain(secret);
	}
});
