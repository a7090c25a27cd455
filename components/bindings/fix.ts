import type {Binding} from './binding.js';

/** The Fix page, and the plan for other tools. */
export const fixBindings: readonly Binding[] = [
	{
		keys: ['Space'],
		where: ['fix'],
		does: 'toggleChange',
		group: 'Act',
		label: 'toggle',
		help: 'Switch the selected change off or on',
		footer: {fix: 2},
	},
	{
		keys: ['o'],
		where: ['fix', 'output'],
		does: 'openOutput',
		group: 'Act',
		label: 'other tools',
		help: 'The plan for Compose, Kubernetes, Quadlet, as flags, as diff; again for the next one',
		footer: {fix: 6, output: 2},
	},
	{
		keys: ['R'],
		where: ['fix'],
		does: 'askRehearsal',
		group: 'Act',
		label: 'rehearse',
		help: 'Prove the plan with throw-away twins; says what it creates and asks first',
		footer: {fix: 5},
	},
	{
		keys: ['u'],
		where: ['fix'],
		does: 'copyUndo',
		group: 'Act',
		label: 'undo',
		help: 'Copy the command that undoes it',
		footer: {fix: 4},
	},
];
