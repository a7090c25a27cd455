// Writes what an engine answers into test/recorded/, as a snapshot that dockscope itself could replay.

import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const recorded = fileURLToPath(new URL('../test/recorded/', import.meta.url));

/**
 * @param what     the end of the file's name
 * @param asksTop  names of the containers whose processes and changes are asked for too
 */
export async function record(engine, what, asksTop) {
	const rows = await engine.get('/containers/json?all=1');
	const containers = [];
	for (const {Id} of rows) {
		const inspect = await engine.get(`/containers/${Id}/json`);
		const ask = asksTop.includes(inspect.Name.replace('/', ''));
		containers.push({
			inspect,
			top: ask ? await engine.get(`/containers/${Id}/top`) : null,
			changes: ask ? await engine.get(`/containers/${Id}/changes`) : null,
		});
	}
	const images = [];
	for (const {Id} of await engine.get('/images/json'))
		images.push({inspect: await engine.get(`/images/${Id}/json`), history: await engine.get(`/images/${Id}/history`)});
	const version = await engine.get('/version');
	const document = {
		schema: 'dockscope.snapshot/1',
		version,
		info: await engine.get('/info'),
		containers: containers.sort((a, b) => (a.inspect.Name < b.inspect.Name ? -1 : 1)),
		images,
		networks: await engine.get('/networks'),
		volumes: (await engine.get('/volumes')).Volumes ?? [],
		swarm: null,
		host: null,
	};
	mkdirSync(recorded, {recursive: true});
	const kind = /podman/i.test(version.Components?.[0]?.Name) ? 'podman' : 'docker';
	const file = `${kind}-${version.Version.replace(/\+.*/, '')}-${what}.json`;
	writeFileSync(join(recorded, file), `${JSON.stringify(document)}\n`);
	console.log(file, JSON.stringify(document).length);
}
