import {defineRule, fail, pass} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {fromInspect} from '../shared/evidence.js';

export default defineRule({
	slug: 'container-writable-root',
	title: 'Root filesystem is not read-only',
	cis: cisIds('5.13'),
	severity: 'low',
	target: 'container',
	rationale: "An attacker can replace the image's programs and configuration, and leave tools until the container is removed.",
	references: ['https://docs.docker.com/reference/cli/docker/container/run/#read-only'],

	check: ({container: {readOnlyRoot}}) => (readOnlyRoot ? pass : fail)(fromInspect('HostConfig.ReadonlyRootfs', readOnlyRoot)),

	remedy: ({container}) => ({
		text: 'Make it read-only, with a tmpfs for temporary files and volumes for data.',
		add: ['--read-only', ...(hasTmp(container.tmpfs, container.mounts) ? [] : ['--tmpfs /tmp'])],
		mayBreak: 'Anything that writes outside its volumes, such as to /run or caches: the hardened twin shows where.',
	}),

	examples: {
		bad: {HostConfig: {ReadonlyRootfs: false}},
		good: {HostConfig: {ReadonlyRootfs: true}},
	},
});

const hasTmp = (...places: readonly (readonly {readonly destination: string}[])[]) =>
	places.flat().some(({destination}) => destination === '/tmp');
