import {isUp, known, trusted} from '../../../base/index.js';
import {defineRule, failAs, fromTop, notSeen, pass} from '../rule.js';
import {rootProcess} from '../shared/examples.js';
import {notRunning, processLabel} from '../shared/root-processes.js';
import {suspectsOf} from '../shared/suspects.js';

export default defineRule({
	slug: 'container-suspicious-process',
	title: 'Suspicious process is running',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'Miners, relays and schedulers are the first things that attackers start and keep running.',
	references: ['ps(1)', 'https://attack.mitre.org/matrices/enterprise/containers/'],

	check: ({container}) => {
		if (!isUp(container)) return notRunning(container);
		if (!container.processes.known) return notSeen(container.processes);
		const [worst, ...others] = suspectsOf(container);
		if (worst === undefined)
			return pass(
				fromTop(
					'command',
					container.processes.value.slice(0, 10).map(({command}) => command),
				),
			);
		return failAs(
			{severity: worst.severity, detail: `${processLabel(worst.process)} is ${worst.what}`},
			...[worst, ...others].map(({process}) => fromTop('args', process.args)),
		);
	},

	remedy: () => ({
		text: 'Find out who started it, keep a copy, and recreate the container from its image; run one service per container.',
		mayBreak: 'Images that run several services under one supervisor.',
	}),

	examples: {
		bad: {
			facts: {
				processes: known([rootProcess('xmrig', {args: trusted('./xmrig -o pool:3333')})]),
			},
		},
		good: {
			facts: {
				processes: known([rootProcess('nginx', {args: trusted('nginx: worker')})]),
			},
		},
	},
});
