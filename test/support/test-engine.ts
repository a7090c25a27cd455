import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {findProgram, searchPath} from './engine-binaries.js';
import {type PrivateEngine, runProgram, startPrivateEngine, whyNoEngine} from './private-engine.js';
import {until} from './process-table.js';

/** What a suite needs that runs containers and asks about them, and does nothing to the engine itself. */
export type TestEngine = Pick<PrivateEngine, 'host' | 'socketPath' | 'docker' | 'stop'>;

/** The engine of `DOCKSCOPE_TEST_HOST=unix:///…`, which must hold no containers, or a private one. */
export async function startTestEngine(): Promise<TestEngine> {
	const host = process.env['DOCKSCOPE_TEST_HOST'];
	return host === undefined || host === '' ? startPrivateEngine() : givenEngine(host);
}

/** Says why there is no engine for such a suite, or `null`. */
export async function whyNoTestEngine(): Promise<string | null> {
	if (!process.env['DOCKSCOPE_TEST_HOST']) return whyNoEngine();
	if ((await findProgram('docker')) !== null) return null;
	console.error('SKIPPING the suites of DOCKSCOPE_TEST_HOST: the docker command is not on the PATH');
	return 'the docker command is not on the PATH';
}

async function givenEngine(host: string): Promise<TestEngine> {
	const socketPath = host.replace(/^unix:\/\//, '');
	if (!socketPath.startsWith('/')) throw new Error(`DOCKSCOPE_TEST_HOST must be unix:///path, not ${host}`);
	const home = await mkdtemp(join(tmpdir(), 'dockscope-client-'));
	const env = {PATH: searchPath(), HOME: home, DOCKER_CONFIG: home, DOCKER_HOST: host, LANG: 'C.UTF-8'};
	const docker = (...args: string[]): Promise<string> => runProgram('docker', args, env);
	const ids = async (...list: string[]): Promise<string[]> =>
		(await docker(...list, '--quiet', '--no-trunc')).split('\n').filter(id => id !== '');

	if ((await ids('ps', '--all')).length > 0) {
		await rm(home, {recursive: true});
		throw new Error(`the engine at ${host} holds containers. The tests remove what they find: give them an empty one`);
	}
	const before = new Set(await ids('images', '--all'));
	return {
		host,
		socketPath,
		docker,
		async stop() {
			const containers = await ids('ps', '--all');
			if (containers.length > 0) await docker('rm', '--force', '--volumes', ...containers);
			// An image goes only after those made from it.
			await until('the images that were made are gone', async () => {
				const images = [...new Set(await ids('images', '--all'))].filter(id => !before.has(id));
				for (const image of images) await docker('rmi', '--force', image).catch(() => undefined);
				return images.length === 0;
			});
			await rm(home, {recursive: true, force: true});
		},
	};
}
