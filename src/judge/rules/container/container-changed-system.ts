import {changeFacts, known} from '../../../base/index.js';
import {withReadOnlyRoot} from '../../changes/limit-changes.js';
import {defineRule} from '../rule.js';
import {judgeChanges} from '../shared/judge-changes.js';

export default defineRule({
	slug: 'container-changed-system',
	title: 'Program or configuration file changed since start',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'A replaced program or a changed setting may be what an attacker left behind.',
	references: ['https://docs.docker.com/reference/cli/docker/container/diff/'],

	check: ({container}) => judgeChanges(container, 'systemPaths', 'changed:'),

	remedy: ({container}) => ({
		...withReadOnlyRoot(container),
		text: 'Find out who changed it, build the change into the image and make the root filesystem read-only.',
		mayBreak: 'Anything that installs packages or writes configuration at startup.',
	}),

	examples: {
		bad: {facts: {changes: known(changeFacts([{Path: '/usr/bin/curl', Kind: 1}], null, new Map([['/usr/bin/curl', 0o755]])))}},
		good: {facts: {changes: known(changeFacts([{Path: '/data/log', Kind: 1}], null))}},
	},
});
