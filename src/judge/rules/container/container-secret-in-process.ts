import {type ContainerFacts, isUp, known, MASK, trusted} from '../../../base/index.js';
import {defineRule, failAs, fromTop, notSeen, pass} from '../rule.js';
import {rootProcess} from '../shared/examples.js';
import {notRunning, processLabel} from '../shared/root-processes.js';

/** Facts have masked what looks like a secret: the mask is the mark. */
const telling = ({processes}: ContainerFacts) => (processes.known ? processes.value.filter(({args}) => args.includes(MASK)) : []);

export default defineRule({
	slug: 'container-secret-in-process',
	title: 'Secret in the arguments of a process',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'Any user on the host who can run ps can read it.',
	references: ['ps(1)', 'proc(5)'],

	check: ({container}) => {
		if (!isUp(container)) return notRunning(container);
		if (!container.processes.known) return notSeen(container.processes);
		const found = telling(container);
		if (found.length === 0) return pass(fromTop('args', 'no secret recognised'));
		return failAs(
			{detail: `secret in the arguments of ${found.map(processLabel).join(', ')}`},
			...found.map(one => fromTop('args', one.args)),
		);
	},

	remedy: () => ({
		text: 'Have the program read it from a file or from standard input. Rotate the secret.',
		mayBreak: 'Programs that accept it only on the command line.',
	}),

	examples: {
		bad: {
			facts: {
				processes: known([rootProcess('mysql', {args: trusted('mysql -p********')})]),
			},
		},
		good: {
			facts: {
				processes: known([rootProcess('mysql', {args: trusted('mysql db')})]),
			},
		},
	},
});
