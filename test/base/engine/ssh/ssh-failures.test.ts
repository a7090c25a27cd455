import {describe, expect, it} from 'vitest';
import {sshError} from '../../../../src/base/engine/ssh/ssh-failures.js';

describe('the message of a failure', () => {
	it.each([
		[
			'@@@\nWARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!\nHost key verification failed.',
			'ssh',
			'the connection may be intercepted',
		],
		[
			'No ED25519 host key is known for [h]:1 and you have requested strict checking.\nHost key verification failed.',
			'ssh',
			'not in known_hosts',
		],
		['me@h: Permission denied (publickey,password).', 'ssh', 'accepts none of your keys'],
		['ssh: Could not resolve hostname h: Name or service not known', 'unreachable', 'the host name is not known'],
		['ssh: connect to host h port 22: Connection refused', 'unreachable', 'no SSH server listens there'],
		['ssh: connect to host h port 22: Connection timed out', 'unreachable', 'no answer from that host'],
		['bash: line 1: docker: command not found', 'ssh', 'no docker command on the remote host'],
		['sh: 1: docker: not found', 'ssh', 'no docker command on the remote host'],
		[
			'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
			'permission',
			'equals root on that host',
		],
		['Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?', 'unreachable', 'no engine answers there'],
		['', 'ssh', 'ssh ended with status 255'],
		['\u001b]0;owned\u0007odd \u001b[31mthings', 'ssh', 'ssh says "odd things"'],
	])('of ssh that says %j', (said, kind, words) => {
		const error = sshError({kind: 'ssh', host: 'h', user: null, port: null, socketPath: null}, 255, said);
		expect(error).toMatchObject({kind, message: expect.stringContaining(words)});
	});
});
