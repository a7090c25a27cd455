import {withReadOnlyRoot} from '../../changes/limit-changes.js';
import {cisIds, defineRule, fail, fromInspect, pass} from '../rule.js';

export default defineRule({
	slug: 'container-writable-root',
	title: 'Root filesystem is not read-only',
	cis: cisIds('5.13'),
	severity: 'low',
	target: 'container',
	rationale: "An attacker can replace the image's programs and configuration, and leave tools until the container is removed.",
	references: ['https://docs.docker.com/reference/cli/docker/container/run/#read-only'],

	check: ({container: {readOnlyRoot}}) => (readOnlyRoot ? pass : fail)(fromInspect('HostConfig.ReadonlyRootfs', readOnlyRoot)),

	remedy: ({container}) => withReadOnlyRoot(container),

	examples: {
		bad: {HostConfig: {ReadonlyRootfs: false}},
		good: {HostConfig: {ReadonlyRootfs: true}},
	},
});
