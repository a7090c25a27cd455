import {type Known, known, runProgram, unknown} from '../../base/index.js';

/**
 * First unprivileged port in the network namespace of a process. The kernel answers for the caller's own namespace,
 * so the question is asked from inside.
 * @source moby PR 41030: Docker sets it to 0 since 20.10
 */
export async function unprivilegedPortStart(pid: number): Promise<Known<number>> {
	const file = '/proc/sys/net/ipv4/ip_unprivileged_port_start';
	const said = await runProgram('nsenter', ['--target', String(pid), '--net', 'cat', file]);
	const value = Number.parseInt(said ?? '', 10);
	return Number.isFinite(value)
		? known(value)
		: unknown('host:ip_unprivileged_port_start', 'only root may enter the network namespace');
}
