import type {Binding} from './binding.js';

/** The Fix page, and the plan in other formats. */
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
		where: ['fix'],
		does: 'openOutput',
		group: 'Act',
		label: 'replace, outputs',
		help: 'How to replace the container, and the plan as Compose, Kubernetes, Quadlet, flags, diff or profiles',
		footer: {fix: 6},
	},
	{
		keys: ['o', 'Tab', ']', 'Right'],
		where: ['output'],
		does: 'openOutput',
		group: 'Act',
		label: 'next',
		help: 'The plan in the next format',
		footer: {output: 2},
	},
	{
		keys: ['O', 'S-Tab', '[', 'Left'],
		where: ['output'],
		does: 'previousOutput',
		group: 'Act',
		label: 'previous',
		help: 'The plan in the previous format',
		footer: {output: 3},
	},
	{
		keys: ['R'],
		where: ['fix'],
		does: 'askRehearsal',
		group: 'Act',
		label: 'rehearse',
		help: 'Test the plan on throw-away twins; shows what it creates and asks first',
		footer: {fix: 5},
	},
	{
		keys: ['u'],
		where: ['fix'],
		does: 'copyRollBack',
		group: 'Act',
		label: 'roll back',
		help: 'Copy the commands that go back to the old container after replace',
		footer: {fix: 4},
	},
];
