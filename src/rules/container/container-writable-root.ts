import {defineRule, fail, pass} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {fromInspect} from '../shared/evidence.js';

export default defineRule({
	slug: 'container-writable-root',
	title: 'Root file system of the container is writable',
	cis: cisIds('5.13'),
	severity: 'low',
	target: 'container',
	rationale: 'Programs and configuration of the image can be replaced, and tools of the attacker stay until it is removed.',
	references: ['https://docs.docker.com/reference/cli/docker/container/run/#read-only'],

	check: ({container: {readOnlyRoot}}) => (readOnlyRoot ? pass : fail)(fromInspect('HostConfig.ReadonlyRootfs', readOnlyRoot)),

	remedy: ({container}) => ({
		text: 'Mount it read-only, with room for temporary files and volumes for data.',
		add: ['--read-only', ...(hasTmp(container.tmpfs, container.mounts) ? [] : ['--tmpfs /tmp'])],
		mayBreak: 'What writes outside of its volumes, /run or caches say: the hardened twin shows where.',
	}),

	examples: {
		bad: {HostConfig: {ReadonlyRootfs: false}},
		good: {HostConfig: {ReadonlyRootfs: true}},
	},
});

const hasTmp = (...places: readonly (readonly {readonly destination: string}[])[]) =>
	places.flat().some(({destination}) => destination === '/tmp');
