import {execFile} from 'node:child_process';
import {chmod, mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import type {TriedEngine} from './kernel-word-places.js';
import {startPrivateEngine} from './private-engine.js';

/** A dockerd with sockets of several modes in the folder of the test, and the containers that the pairs refer to. */
export async function startTriedDocker(here: string): Promise<TriedEngine> {
	const engine = await startPrivateEngine({
		args: ['open', 'shut', 'outer/apart/engine'].flatMap(name => ['-H', `unix://${here}/${name}.sock`]),
	});
	await chmod(join(here, 'open.sock'), 0o666);
	await chmod(join(here, 'shut.sock'), 0o600);
	await leaveDeadSocket(join(here, 'dead'));
	return {
		...engine,
		pid: engine.pid,
		async startHelpers(filled) {
			const start = (name: string, run: string[], ...command: string[]) =>
				engine.docker('run', '-d', '--name', name, '--stop-signal', 'KILL', ...run, 'plain:1', ...command);
			await start('with-socket', ['-v', filled('SOCKET:/s.sock')], 'sleep', '9999');
			const plant = 'cp /bin/busybox /t/su && chmod 4755 /t/su && cp /bin/busybox /u/su && chown 1001 /u/su && chmod 4755 /u/su';
			await start(
				'plants',
				['-v', `${here}/tools:/t`, '-v', `${here}/tools-of-1001:/u`],
				'sh',
				'-c',
				`${plant}; exec sleep 9999`,
			);
			await start('with-admin', ['--cap-add', 'SYS_ADMIN'], 'sleep', '9999');
			await start('with-loop', ['--device', '/dev/loop-control'], 'sleep', '9999');
			await start('sees-host', ['--pid', 'host'], 'sleep', '9999');
			await start('sees-itself', [], 'sleep', '9999');
			const serve = ['httpd', '-f', '-h', '/etc', '-p'];
			await start('on-host', ['--network', 'host'], ...serve, '127.0.0.1:8099');
			await start('on-bridge', [], 'sleep', '9999');
		},
	};
}

/** A socket whose process has ended. */
async function leaveDeadSocket(folder: string): Promise<void> {
	await mkdir(folder);
	const script = 'use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un(shift)) or die $!;';
	await promisify(execFile)('perl', ['-e', script, join(folder, 'docker.sock')]);
}
