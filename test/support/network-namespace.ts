import {spawn} from 'node:child_process';
import {searchPath} from './engine-binaries.js';
import {signal} from './process-table.js';

export type NetworkNamespace = {
	/** The process that keeps it. */
	readonly holder: number;
	release(): void;
};

/** A network namespace of the test's own with its loopback up. It outlives the engine in it, as a host's network does. */
export async function newNetworkNamespace(path = searchPath()): Promise<NetworkNamespace> {
	const keeper = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up; echo up; exec sleep 2147483647'], {
		env: {PATH: path},
		stdio: ['ignore', 'pipe', 'ignore'],
		detached: true,
	});
	await new Promise<void>((resolve, reject) => {
		keeper.once('error', reject);
		keeper.once('exit', code => reject(new Error(`unshare --net ended with ${code}`)));
		keeper.stdout.once('data', () => resolve());
	});
	const holder = keeper.pid;
	if (holder === undefined) throw new Error('unshare --net has no pid');
	keeper.stdout.destroy();
	keeper.unref();
	process.once('exit', release);

	function release(): void {
		process.removeListener('exit', release);
		signal(holder ?? 0, 'SIGKILL');
	}
	return {holder, release};
}
