import {cannotTell, defineRule, failAs, fromInspect, fromPolicy, notApplicable, pass} from '../rule.js';
import {asOption, hasFlag} from '../shared/required-flags.js';

export default defineRule({
	slug: 'container-required-flags',
	title: 'Container lacks a flag that the policy requires',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'A setting that was agreed on for every container on this host does not apply to this one.',
	references: ['https://docs.docker.com/reference/cli/docker/container/run/'],

	check: ({container, engine: {kind}, settings: {requiredFlags}}) => {
		if (requiredFlags.length === 0) return notApplicable('the policy requires no flags');
		const required = fromPolicy('requiredFlags', requiredFlags);
		const missing = requiredFlags.filter(flag => hasFlag(container, flag, kind) === false);
		if (missing.length > 0)
			return failAs(
				{detail: `was created without ${missing.join(', ')}`},
				required,
				fromInspect('HostConfig', `without ${missing.join(', ')}`),
			);
		const unseen = requiredFlags.filter(flag => hasFlag(container, flag, kind) === null);
		if (unseen.length > 0)
			return cannotTell({
				source: 'policy:requiredFlags',
				reason: `dockscope cannot see whether a container has ${unseen.join(', ')}`,
			});
		return pass(required);
	},

	remedy: ({container, engine: {kind}, settings}) => ({
		text: 'Recreate the container with the flags that the policy requires.',
		add: settings.requiredFlags.filter(flag => hasFlag(container, flag, kind) === false).flatMap(asOption),
		mayBreak: 'Whatever the flag forbids: test the hardened twin first.',
	}),

	examples: {
		bad: {HostConfig: {CapDrop: ['NET_RAW']}, settings: {requiredFlags: ['--cap-drop ALL']}},
		good: {HostConfig: {CapDrop: ['all']}, settings: {requiredFlags: ['--cap-drop=ALL']}},
	},
});
