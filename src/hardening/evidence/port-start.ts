import {execFile} from 'node:child_process';
import {type Known, known, unknown} from '../../answers/index.js';

/**
 * First unprivileged port in the network namespace of a process. The kernel answers for the caller's own namespace,
 * so the question is asked from inside.
 * @source moby PR 41030: Docker sets it to 0 since 20.10
 */
export function unprivilegedPortStart(pid: number): Promise<Known<number>> {
	return new Promise(resolve => {
		execFile(
			'nsenter',
			['--target', String(pid), '--net', 'cat', '/proc/sys/net/ipv4/ip_unprivileged_port_start'],
			{timeout: 5000, env: {PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C'}},
			(error, stdout) => {
				const value = Number.parseInt(stdout, 10);
				resolve(
					error === null && Number.isFinite(value)
						? known(value)
						: unknown('host:ip_unprivileged_port_start', 'only root may enter the network namespace'),
				);
			},
		);
	});
}
